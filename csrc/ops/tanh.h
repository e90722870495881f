/* SPDX-License-Identifier: BSD-3-Clause
   Hyperbolic tangent.  The derivative 1 - tanh(x)^2 loses its tails; in e = exp(-2|x|) it keeps them.  */
OP(tanh, SMOOTH, 0, "Hyperbolic tangent.", "(exp(x) - exp(-x)) / (exp(x) + exp(-x))",
   "4 * e / (1 + e)**2 with e = exp(-2 * abs(x))", "",
   "LeCun, Bottou, Orr and Mueller, Efficient BackProp, 1998")
#if TEXT(SMOOTH)
FORWARD(tanh) { return tanh(x); }
DERIVATIVE(tanh) { return mul(number(4), logistic_slope(minus_double(x))); }
#if TEXT(FIRST_PASS)
BOTH(tanh) {
    V e, m;
    exp_and_expm1(minus_double(abs(x)), e, m);
    V inverse = div(one, add(one, e));
    *value = flip(mul(neg(m), inverse), x), *slope = mul(mul(number(4), e), mul(inverse, inverse));
}
#endif
#endif
