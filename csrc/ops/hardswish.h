/* SPDX-License-Identifier: BSD-3-Clause
   Hard swish: x hardsigmoid(x).  Tiny x: the quotient is x/2 + x^2/6, of which pairs keep both terms.  The derivative is as
   hardsigmoid(x) in its roundings.  */
OP(hardswish, SMOOTH, 0, "Hard swish.", "x * min(max((x + 3) / 6, 0), 1)",
   "0 where x <= -3, else 1 where x >= 3, else (2 * x + 3) / 6", "-3, 3",
   "Howard et al., Searching for MobileNetV3, arXiv:1905.02244")
#if TEXT(SMOOTH)
DECIDED(hardswish, 1 << RN_DERIVATIVE)
FORWARD(hardswish) {
    V y = div(mul(x, add(x, number(3))), number(6));
    return select(le(x, number(-3)), number(-0.0), select(ge(x, number(3)), x, y));
}
DERIVATIVE(hardswish) {
    V y = div(add(add(x, x), number(3)), number(6));
    return select(le(x, number(-3)), zero, select(ge(x, number(3)), one, y));
}
#endif
