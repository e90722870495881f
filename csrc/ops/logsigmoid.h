/* SPDX-License-Identifier: BSD-3-Clause
   Logarithm of the sigmoid: -softplus(-x).  */
OP(logsigmoid, SMOOTH, 0, "Logarithm of the logistic sigmoid.", "-log(1 + exp(-x))", "1 / (1 + exp(x))", "",
   "Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990")
#if TEXT(SMOOTH)
FORWARD(logsigmoid) { return sub(select(lt(x, zero), x, number(-0.0)), log1p_exp(x)); }
DERIVATIVE(logsigmoid) { return complement(x); }
#if TEXT(FIRST_PASS)
BOTH(logsigmoid) {
    V bend = log1p_exp_and_gate(neg(x), *slope);
    *value = sub(select(lt(x, zero), x, number(-0.0)), bend);
}
#endif
#endif
