/* SPDX-License-Identifier: BSD-3-Clause
   The tanh approximation of gelu, exactly: tanh(u) = 2 s(2u) - 1, and 0.044715 is the decimal.  */
OP(gelu_tanh, SMOOTH, 0, "Gaussian error linear unit, tanh approximation.",
   "x / (1 + exp(-z)) with z = 2 * sqrt(2 / pi) * (x + 0.044715 * x**3)",
   "s(z) + x * s(z) * s(-z) * 2 * sqrt(2 / pi) * (1 + 0.134145 * x**2) with s(x) = 1 / (1 + exp(-x)) with z "
   "= 2 * "
   "sqrt(2 / pi) * (x + 0.044715 * x**3)",
   "", "Hendrycks and Gimpel, arXiv:1606.08415")
#if TEXT(SMOOTH)
HALVES(gelu_tanh)
DOUBTED(gelu_tanh)
FORWARD(gelu_tanh) { return logistic(bounded(x), gelu_tanh_exponent(x)); }
DERIVATIVE(gelu_tanh) { return gelu_tanh_slope(x); }
#if TEXT(FIRST_PASS)
BOTH(gelu_tanh) {
    V gate;
    *slope = slope_and_gate(gelu_tanh, x, gate), *value = mul(bounded(x), gate);
}
#endif
#endif
