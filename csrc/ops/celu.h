/* SPDX-License-Identifier: BSD-3-Clause
   Continuously differentiable exponential linear unit.  Where q = x / alpha is below 2^-100, as for an infinite alpha,
   x (1 + q/2 + ...) is x to all digits, though q may underflow.  */
OP(celu, SMOOTH, 1, "Continuously differentiable exponential linear unit.",
   "x where x > 0, else alpha * (exp(x / alpha) - 1)", "1 where x > 0, else exp(x / alpha)", "",
   "Barron, arXiv:1704.07483", PARAMETER(alpha, 1.0, NONZERO))
#if TEXT(SMOOTH)
DOUBTED(celu)
/* From e^q - 1 and from e^q.  */
INLINE V L(celu_value)(V x, V alpha, V q, V m) {
    V straight = select(eq(abs(alpha), number(INFINITY)), zero, abs(q));
    return select(either(gt(x, zero), lt(straight, number(0x1p-100))), x, mul(alpha, m));
}
INLINE V L(celu_slope)(V x, V alpha, V q, V e) {
    V y = select(both(gt(q, zero), gt(abs(x), number(DBL_MAX))), number(INFINITY), e);
    return unless_nan(x, select(either(gt(x, zero), eq(abs(alpha), number(INFINITY))), one, y));
}
FORWARD(celu, alpha) {
    V q = ratio(x, alpha);
    return L(celu_value)(x, alpha, q, expm1(within(q)));
}
DERIVATIVE(celu, alpha) {
    V q = ratio(x, alpha);
    return L(celu_slope)(x, alpha, q, exp(within(q)));
}
#if TEXT(FIRST_PASS)
BOTH(celu, alpha) {
    V q = ratio(x, alpha), e, m;
    exp_and_expm1(within(q), e, m);
    *value = L(celu_value)(x, alpha, q, m), *slope = L(celu_slope)(x, alpha, q, e);
}
#endif
#endif
