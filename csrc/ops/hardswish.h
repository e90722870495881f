/* SPDX-License-Identifier: BSD-3-Clause
   Hard swish: x hardsigmoid(x).  The derivative is as hardsigmoid(x) in its
   roundings.  For tiny x the quotients are x/2 + x^2/6 and dy/2 + dy x/3.  Pairs keep both terms; in the first pass,
   where x/2 or dy/2 is subnormal and a tie, it takes no more than a sum that is not 3 to round to the right side.  Of
   16-bit data x (x + 3) and dy (2x + 3) have 53 bits at most as long as the second term can be seen beside the first;
   the sixth is a tie or well away from one.  Of float32 data x (x + 3) may need rounding: the check of all 2^32 tells
   that no tie is near enough.  */
OP(hardswish, POLYNOMIAL, 0, "Hard swish.", "x * min(max((x + 3) / 6, 0), 1)",
   "0 where x <= -3, else 1 where x >= 3, else (2 * x + 3) / 6", "-3, 3",
   "Howard et al., Searching for MobileNetV3, arXiv:1905.02244")
#if TEXT(SMOOTH)
DERIVATIVE(hardswish) {
    V y = sixth(add_in_order(number(3), add(x, x)));
    return select(le(x, number(-3)), zero, select(ge(x, number(3)), one, y));
}
#if !TEXT(SHORT)
DECIDED(hardswish, RN_BOTH_DECIDED, RN_ALL_DECIDED, 1 << RN_DERIVATIVE)
FORWARD(hardswish) {
    V y = sixth(mul(x, add_in_order(number(3), visible(x))));
    return select(le(x, number(-3)), number(-0.0), select(ge(x, number(3)), x, y));
}
#if TEXT(FIRST_PASS)
BACKWARD_16(hardswish) {
    V slope = select(eq(x, zero), number(3), add(add(visible(x), x), number(3)));
    slope = select(le(x, number(-3)), zero, select(ge(x, number(3)), number(6), slope));
    return select(eq(slope, zero), zero, sixth(mul(dy, slope)));
}
#endif
#endif
#endif
/* In native lanes f is x times a gate with its rest; float32 data has nine ties too near to do without a test.  A tie of
   subnormal numbers, x/2 beside which x^2/6 vanishes, is to be rounded up: x - y is then the greater one where y was
   rounded down, and nowhere else.  */
#if TEXT(ALGEBRAIC)
DECIDED(hardswish, 1 << RN_DERIVATIVE, 0, RN_BOTH_DECIDED)
FORWARD(hardswish) {
    V factor = max(number(-3), x), t = min(number(3), factor);
    V tail, head = sum(number(3), t, tail), rest, gate = sixth_of(head, tail, rest);
    V y = nearest_product(factor, gate, mul(t, rest));
    return max(sub(x, y), y);
}
DERIVATIVE(hardswish) {
    V t = clamp(-3, 3, x), tail, head = sum(number(3), add(t, t), tail), rest, y = sixth_of(head, tail, rest);
    return select(le(x, number(-3)), zero, select(ge(x, number(3)), one, add(y, rest)));
}
#endif
/* In float32 lanes 16-bit data has exact products, so that what the quotients leave is 0 only where they are exact.  */
#if TEXT(SHORT)
DECIDED(hardswish, 0, RN_ALL_DECIDED, 0)
FORWARD(hardswish) {
    V t = clamp(-3, 3, x), tail, head = sum(number(3), t, tail), p = mul(t, head);
    V rest, y = sixth_of(p, fma(t, tail, fma(t, head, neg(p))), rest);
    return select(ge(x, number(3)), x, nearest(y, rest));
}
#endif
#if TEXT(ALGEBRAIC) || TEXT(SHORT)
BACKWARD(hardswish) {
    V tail, head = sum(number(3), add(x, x), tail), p = mul(dy, head);
    V rest, y = sixth_of(p, fma(dy, tail, fma(dy, head, neg(p))), rest);
    y = select(ge(x, number(3)), dy, sound(dy, p, nearest(y, rest)));
    return select(either(le(x, number(-3)), eq(head, zero)), zero, y);
}
#endif
