/* SPDX-License-Identifier: BSD-3-Clause
   Continuously differentiable exponential linear unit.  An infinite alpha is the limit, x.  */
OP(celu, SMOOTH, 1, "Continuously differentiable exponential linear unit.",
   "x where x > 0, else alpha * (exp(x / alpha) - 1)", "1 where x > 0, else exp(x / alpha)", "",
   "Barron, arXiv:1704.07483", PARAMETER(alpha, 1.0, NONZERO))
#if TEXT(SMOOTH)
FORWARD(celu, alpha) {
    V y = mul(alpha, expm1(within(div(x, alpha))));
    return select(either(gt(x, zero), eq(abs(alpha), number(INFINITY))), x, y);
}
DERIVATIVE(celu, alpha) {
    V y = select(either(gt(x, zero), eq(abs(alpha), number(INFINITY))), one, exp(within(div(x, alpha))));
    return unless_nan(x, y);
}
#endif
