/* SPDX-License-Identifier: BSD-3-Clause
   Scaled exponential linear unit; both constants are the decimals of the paper, as real numbers.  */
OP(selu, SMOOTH, 0, "Scaled exponential linear unit.",
   "scale * x where x > 0, else scale * alpha * (exp(x) - 1) with scale = 1.0507009873554804934193349852946 "
   "with "
   "alpha = 1.6732632423543772848170429916717",
   "scale where x > 0, else scale * alpha * exp(x) with scale = 1.0507009873554804934193349852946 with alpha "
   "= "
   "1.6732632423543772848170429916717",
   "0", "Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks, arXiv:1706.02515")
#if TEXT(SMOOTH)
FORWARD(selu) {
    return select(gt(x, zero), mul(constant(SELU_LAMBDA), x), mul(constant(SELU_LAMBDA_ALPHA), expm1(x)));
}
DERIVATIVE(selu) {
    return select(gt(x, zero), constant(SELU_LAMBDA), mul(constant(SELU_LAMBDA_ALPHA), exp(x)));
}
#if TEXT(FIRST_PASS)
BOTH(selu) {
    V e, m, scale = constant(SELU_LAMBDA), both = constant(SELU_LAMBDA_ALPHA);
    exp_and_expm1(x, e, m);
    *value = select(gt(x, zero), mul(scale, x), mul(both, m)),
    *slope = select(gt(x, zero), scale, mul(both, e));
}
#endif
#endif
