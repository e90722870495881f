/* SPDX-License-Identifier: BSD-3-Clause
   Mish: with e = e^x, tanh(log(1 + e)) = e (e + 2) / (e (e + 2) + 2), which cancels nowhere.  */
OP(mish, SMOOTH, 0, "Mish.", "x * tanh(log(1 + exp(x)))",
   "e * (4 * (x + 1) + e * (4 * x + 6 + e * (4 + e))) / (e * (e + 2) + 2)**2 with e = exp(x)", "",
   "Misra, arXiv:1908.08681")
#if TEXT(SMOOTH)
FORWARD(mish) { return mul(bounded(x), mish_gate(x)); }
DERIVATIVE(mish) { return mish_slope(x); }
#if TEXT(FIRST_PASS)
BOTH(mish) {
    V gate;
    *slope = slope_and_gate(mish, x, gate), *value = mul(bounded(x), gate);
}
#endif
#endif
