/* SPDX-License-Identifier: BSD-3-Clause
   Hard tanh: flat, with derivative 0, from both bounds outwards.  Where the bounds cross, the upper one.  */
OP(hardtanh, NUMERIC, 2, "Hard hyperbolic tangent.", "min(max(x, min_val), max_val)",
   "1 where min_val < x < max_val, else 0", "min_val, max_val",
   "Collobert, Large scale machine learning, thesis, Paris VI, 2004", PARAMETER(min_val, -1.0, ANY),
   PARAMETER(max_val, 1.0, NOT_LESS))
#if TEXT(NUMERIC)
FORWARD(hardtanh, min_val, max_val) {
    V y = select(le(x, number_or(INFINITY, min_val)), min_val, x);
    return select(ge(y, number_or(-INFINITY, max_val)), max_val, y);
}
DERIVATIVE(hardtanh, min_val, max_val) {
    V flat = unless_nan(max_val, zero);
    V y = select(ge(x, number_or(-INFINITY, max_val)), flat, unless_nan(x, one));
    return select(le(x, number_or(INFINITY, min_val)), unless_nan(min_val, flat), y);
}
#endif
