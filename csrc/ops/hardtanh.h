/* SPDX-License-Identifier: BSD-3-Clause
   Hard tanh: flat, with derivative 0, from both bounds outwards.  Where the bounds cross, the upper one.  */
OP(hardtanh, SELECTIVE, 2, "Hard hyperbolic tangent.", "min(max(x, min_val), max_val)",
   "1 where min_val < x < max_val, else 0", "min_val, max_val",
   "Collobert, Large scale machine learning, thesis, Paris VI, 2004", PARAMETER(min_val, -1.0, ANY),
   PARAMETER(max_val, 1.0, NOT_LESS))
#if TEXT(SELECTIVE)
FORWARD(hardtanh, min_val, max_val) {
    V low = number_or(INFINITY, min_val), high = number_or(-INFINITY, max_val);
    V least = select(ge(min_val, high), max_val, min_val);
    return select(le(x, low), least, select(ge(x, high), max_val, x));
}
DERIVATIVE(hardtanh, min_val, max_val) {
    V low = number_or(INFINITY, min_val), high = number_or(-INFINITY, max_val);
    V flat = unless_nan(max_val, zero), y = select(ge(x, high), flat, unless_nan(x, one));
    return select(le(x, low), unless_nan(min_val, flat), y);
}
#endif
