/* SPDX-License-Identifier: BSD-3-Clause
   Sigmoid-weighted linear unit.  silu(-inf) is the limit, -0.0; the numerator is bounded so that it stays
   finite.  */
OP(silu, SMOOTH, 0, "Sigmoid-weighted linear unit (swish with beta = 1).", "x / (1 + exp(-x))",
   "s(x) + x * s(x) * s(-x) with s(x) = 1 / (1 + exp(-x))", "",
   "Elfwing, Uchibe and Doya, arXiv:1702.03118; Hendrycks and Gimpel, arXiv:1606.08415")
#if TEXT(SMOOTH)
HALVES(silu)
FORWARD(silu) { return logistic(bounded(x), x); }
DERIVATIVE(silu) { return swish_slope(x); }
#if TEXT(FIRST_PASS)
BOTH(silu) {
    V gate;
    *slope = slope_and_gate(swish, x, gate), *value = mul(bounded(x), gate);
}
#endif
#endif
