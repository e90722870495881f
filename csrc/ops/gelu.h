/* SPDX-License-Identifier: BSD-3-Clause
   Gaussian error linear unit, with the distribution function itself: no tail is lost.  */
OP(gelu, SMOOTH, 0, "Gaussian error linear unit.", "x * erfc(-x / sqrt(2)) / 2",
   "erfc(-x / sqrt(2)) / 2 + x * exp(-x**2 / 2) / sqrt(2 * pi)", "", "Hendrycks and Gimpel, arXiv:1606.08415")
#if TEXT(SMOOTH)
HALVES(gelu)
FORWARD(gelu) { return mul(bounded(x), normal_cdf(x)); }
DERIVATIVE(gelu) { return gelu_slope(x); }
#if TEXT(FIRST_PASS)
BOTH(gelu) {
    V gate;
    *slope = slope_and_gate(gelu, x, gate), *value = mul(bounded(x), gate);
}
#endif
#endif
