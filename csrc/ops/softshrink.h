/* SPDX-License-Identifier: BSD-3-Clause
   Soft shrinkage: +0 in the dead zone, both ends included.  */
OP(softshrink, PIECEWISE, 1, "Soft shrinkage.",
   "0 where abs(x) <= lambd, else x - lambd where x > 0, else x + lambd", "0 where abs(x) <= lambd, else 1",
   "-lambd, lambd", "Donoho, De-noising by soft-thresholding, IEEE Trans. Inf. Theory 41, 1995",
   PARAMETER(lambd, 0.5, NONNEGATIVE))
#if TEXT(PIECEWISE)
FORWARD(softshrink, lambd) {
    V y = select(gt(x, zero), sub(x, lambd), add(x, lambd));
    return unless_nan(x, select(le(abs(x), number_or(INFINITY, lambd)), unless_nan(lambd, zero), y));
}
DERIVATIVE(softshrink, lambd) { return derivative_of(hardshrink, x, lambd); }
#endif
