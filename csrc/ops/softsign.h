/* SPDX-License-Identifier: BSD-3-Clause
   Softsign; an infinite x counts as the greatest number, whose results are the limits.  */
OP(softsign, ALGEBRAIC, 0, "Softsign.", "x / (1 + abs(x))", "1 / (1 + abs(x))**2", "",
   "Turian, Bergstra and Bengio, Quadratic features and deep architectures for chunking, NAACL 2009")
#if TEXT(SMOOTH)
FORWARD(softsign) {
    V y = finite(x);
    return div(y, add(one, abs(y)));
}
DERIVATIVE(softsign) { return inverse_square(add(one, abs(finite(x)))); }
#endif
/* In native lanes 1 + |x| = head + tail, whose inverse is r (1 + miss) with r near 1 / head.  */
#if TEXT(ALGEBRAIC)
DECIDED(softsign, 0, 0, 1 << RN_FORWARD)
FORWARD(softsign) {
    V size = limited(abs(x)), tail, head = sum(max(one, size), min(one, size), tail);
    V r = div(one, head), y = mul(size, r);
    return flip(nearest(y, mul(r, fma(neg(tail), y, fma(neg(head), y, size)))), x);
}
DERIVATIVE(softsign) {
    V size = limited(abs(x)), tail, head = sum(max(one, size), min(one, size), tail);
    V r = div(one, head), miss = fma(neg(tail), r, fma(neg(head), r, one)), y = mul(r, r);
    return undecided(far(x), nearest(y, fma(y, add(miss, miss), fma(r, r, neg(y)))));
}
BACKWARD(softsign) {
    V size = abs(x), tail, head = sum(max(one, size), min(one, size), tail);
    V r = div(one, head), miss = fma(neg(tail), r, fma(neg(head), r, one)), p = mul(dy, r), y = mul(p, r);
    V rest = fma(r, fma(dy, r, neg(p)), fma(p, r, neg(y)));
    return sound(dy, dy, nearest(y, fma(y, add(miss, miss), rest)));
}
#endif
