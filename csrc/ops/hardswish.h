/* SPDX-License-Identifier: BSD-3-Clause
   Hard swish: x hardsigmoid(x).  Tiny x: the quotient is x/2 + x^2/6, of which pairs keep both terms.  The derivative is as
   hardsigmoid(x) in its roundings.  */
OP(hardswish, SMOOTH, 0, "Hard swish.", "x * min(max((x + 3) / 6, 0), 1)",
   "0 where x <= -3, else 1 where x >= 3, else (2 * x + 3) / 6", "-3, 3",
   "Howard et al., Searching for MobileNetV3, arXiv:1905.02244")
#if TEXT(SMOOTH)
DECIDED(hardswish, RN_BOTH_DECIDED, RN_ALL_DECIDED)
FORWARD(hardswish) {
    V y = sixth(mul(x, add(visible(x), number(3))));
    return select(le(x, number(-3)), number(-0.0), select(ge(x, number(3)), x, y));
}
DERIVATIVE(hardswish) {
    V y = sixth(add(add(x, x), number(3)));
    return select(le(x, number(-3)), zero, select(ge(x, number(3)), one, y));
}
#if TEXT(FIRST_PASS)
BACKWARD_16(hardswish) {
    V slope = select(eq(x, zero), number(3), add(add(visible(x), x), number(3)));
    slope = select(le(x, number(-3)), zero, select(ge(x, number(3)), number(6), slope));
    return select(eq(slope, zero), zero, sixth(mul(dy, slope)));
}
#endif
#endif
