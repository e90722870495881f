/* SPDX-License-Identifier: BSD-3-Clause
   Logistic sigmoid.  The derivative s(x) s(-x) is even; in e = exp(-|x|) neither tail is lost.  */
OP(sigmoid, SMOOTH, 0, "Logistic sigmoid.", "1 / (1 + exp(-x))", "e / (1 + e)**2 with e = exp(-abs(x))", "",
   "Verhulst, Correspondance mathematique et physique 10, 1838")
#if TEXT(SMOOTH)
FORWARD(sigmoid) { return gate(x); }
DERIVATIVE(sigmoid) { return logistic_slope(x); }
#if TEXT(FIRST_PASS)
BOTH(sigmoid) {
    V e = exp(neg(abs(x))), inverse = div(one, add(one, e));
    *value = mul(select(lt(x, zero), e, one), inverse), *slope = mul(mul(e, inverse), inverse);
}
#endif
#endif
