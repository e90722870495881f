/* SPDX-License-Identifier: BSD-3-Clause
   Leaky rectified linear unit.  A slope of 0 is the constant 0 also at -inf, where a product would be NaN.  */
OP(leaky_relu, PIECEWISE, 1, "Leaky rectified linear unit.", "x where x > 0, else negative_slope * x",
   "1 where x > 0, else negative_slope", "0",
   "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, ICML 2013",
   PARAMETER(negative_slope, 0.01, ANY))
#if TEXT(PIECEWISE)
FORWARD(leaky_relu, negative_slope) {
    V finite = select(eq(negative_slope, zero), max(number(LOWEST), x), x);
    return select(le(x, zero), canonical(mul(negative_slope, finite)), x);
}
DERIVATIVE(leaky_relu, negative_slope) { return unless_nan(x, select(gt(x, zero), one, negative_slope)); }
#endif
