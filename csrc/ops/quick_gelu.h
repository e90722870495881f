/* SPDX-License-Identifier: BSD-3-Clause
   The sigmoid approximation of gelu: swish with beta = 1.702, the decimal.  */
OP(quick_gelu, SMOOTH, 0, "Gaussian error linear unit, sigmoid approximation.", "x / (1 + exp(-1.702 * x))",
   "s(z) + z * s(z) * s(-z) with s(x) = 1 / (1 + exp(-x)) with z = 1.702 * x", "",
   "Hendrycks and Gimpel, arXiv:1606.08415")
#if TEXT(SMOOTH)
HALVES(quick_gelu)
DOUBTED(quick_gelu)
FORWARD(quick_gelu) { return logistic(bounded(x), mul(constant(QUICK_GELU), x)); }
DERIVATIVE(quick_gelu) { return quick_gelu_slope(x); }
#if TEXT(FIRST_PASS)
BOTH(quick_gelu) {
    V gate;
    *slope = slope_and_gate(quick_gelu, x, gate), *value = mul(bounded(x), gate);
}
#endif
#endif
