/* SPDX-License-Identifier: BSD-3-Clause
   Swish.  Where beta x is negative the numerator is kept finite, so that the limit is a zero with the sign of x.  */
OP(swish, SMOOTH, 1, "Swish.", "x / (1 + exp(-beta * x))",
   "s(z) + z * s(z) * s(-z) with s(x) = 1 / (1 + exp(-x)) with z = beta * x", "",
   "Ramachandran, Zoph and Le, Searching for activation functions, arXiv:1710.05941",
   PARAMETER(beta, 1.0, ANY))
#if TEXT(SMOOTH)
HALVES(swish)
FORWARD(swish, beta) {
    V z = product(beta, x);
    return logistic(dividend(x, z), z);
}
DERIVATIVE(swish, beta) { return swish_slope(product(beta, x)); }
#if TEXT(FIRST_PASS)
BOTH(swish, beta) {
    V z = product(beta, x), gate;
    *slope = slope_and_gate(swish, z, gate), *value = mul(dividend(x, z), gate);
}
#endif
#endif
