/* SPDX-License-Identifier: BSD-3-Clause
   Sparse plus, whose derivative is sparse_sigmoid: a sum that is exact, or 1/2
   to float32.  Its square is exact for 16-bit data, or 1/4 to them; for float32 data the check of all 2^32 tells that
   no tie is near enough.  So is its product with a 16-bit dy exact, or dy/2 to them, unless that is subnormal and a
   tie: see hardswish.  */
OP(sparse_plus, POLYNOMIAL, 0, "Sparse plus.", "0 where x <= -1, else x where x >= 1, else (x + 1)**2 / 4",
   "0 where x <= -1, else 1 where x >= 1, else (x + 1) / 2", "",
   "Martins and Astudillo, From softmax to sparsemax, arXiv:1602.02068")
#if TEXT(SMOOTH) && !TEXT(SHORT)
DECIDED(sparse_plus, RN_BOTH_DECIDED, RN_ALL_DECIDED, RN_BOTH_DECIDED)
FORWARD(sparse_plus) {
    V y = mul(number(0.5), add_in_order(one, clamp(-1, 1, x)));
    return select(ge(x, one), x, mul(y, y));
}
DERIVATIVE(sparse_plus) { return mul(number(0.5), add_in_order(one, clamp(-1, 1, x))); }
#if TEXT(FIRST_PASS)
BACKWARD_16(sparse_plus) {
    V slope = select(eq(x, zero), number(2), add(add(visible(x), x), number(2)));
    slope = select(le(x, number(-1)), zero, select(ge(x, one), number(4), slope));
    return select(eq(slope, zero), zero, mul(mul(number(0.25), dy), slope));
}
#endif
#endif
/* In native lanes (x + 1) / 2 = h + t / 2, whose square is h^2 + t h; float32 data has six ties too near to do without a
   test.  dy/2 (x + 1) is rounded once.  In float32 lanes 16-bit data has t = 0, unless the result is 1/4 to them.  */
#if TEXT(ALGEBRAIC)
DECIDED(sparse_plus, 1 << RN_DERIVATIVE, 0, RN_BOTH_DECIDED)
FORWARD(sparse_plus) {
    V half = number(0.5f), a = clamp(-1, 1, x), h = fma(half, a, half), t = add(a, fma(number(-2), h, one));
    return max(x, nearest_product(h, h, mul(t, h)));
}
#endif
#if TEXT(SHORT)
DECIDED(sparse_plus, 0, RN_ALL_DECIDED, 0)
FORWARD(sparse_plus) {
    V half = number(0.5f), h = fma(half, clamp(-1, 1, x), half), y = mul(h, h);
    return max(x, nearest(y, fma(h, h, neg(y))));
}
#endif
#if TEXT(ALGEBRAIC) || TEXT(SHORT)
DERIVATIVE(sparse_plus) { return fma(number(0.5f), clamp(-1, 1, x), number(0.5f)); }
BACKWARD(sparse_plus) {
    V half = mul(number(0.5f), dy);
    return select(le(x, number(-1)), zero, sound(dy, dy, nearest_fma(half, min(one, x), half)));
}
#endif
