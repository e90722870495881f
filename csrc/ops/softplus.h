/* SPDX-License-Identifier: BSD-3-Clause
   Softplus, x + log(1 + e^(-beta x)) / beta where beta x > 0; no threshold, exact everywhere.  The limit from above at
   the flat end is a zero with the sign of beta.  */
OP(softplus, SMOOTH, 1, "Softplus.", "log(1 + exp(beta * x)) / beta", "1 / (1 + exp(-beta * x))", "",
   "Dugas, Bengio, Belisle, Nadeau and Garcia, NIPS 2000", PARAMETER(beta, 1.0, NONZERO))
#if TEXT(SMOOTH)
FORWARD(softplus, beta) {
    V z = product(beta, x);
    return add(select(gt(z, zero), x, number(-0.0)), ratio(log1p_exp(z), beta));
}
DERIVATIVE(softplus, beta) { return gate(product(beta, x)); }
#if TEXT(FIRST_PASS)
BOTH(softplus, beta) {
    V z = product(beta, x), bend = log1p_exp_and_gate(z, *slope);
    *value = add(select(gt(z, zero), x, number(-0.0)), ratio(bend, beta));
}
#endif
#endif
