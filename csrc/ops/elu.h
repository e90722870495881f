/* SPDX-License-Identifier: BSD-3-Clause
   Exponential linear unit.  elu'(0) is the value from the left, alpha.  */
OP(elu, SMOOTH, 1, "Exponential linear unit.", "x where x > 0, else alpha * (exp(x) - 1)",
   "1 where x > 0, else alpha * exp(x)", "0", "Clevert, Unterthiner and Hochreiter, arXiv:1511.07289",
   PARAMETER(alpha, 1.0, ANY))
#if TEXT(SMOOTH)
FORWARD(elu, alpha) { return select(gt(x, zero), x, mul(alpha, expm1(x))); }
DERIVATIVE(elu, alpha) { return select(gt(x, zero), one, times(alpha, exp(x))); }
#if TEXT(FIRST_PASS)
BOTH(elu, alpha) {
    V e, m;
    exp_and_expm1(x, e, m);
    *value = select(gt(x, zero), x, mul(alpha, m)), *slope = select(gt(x, zero), one, mul(alpha, e));
}
#endif
#endif
