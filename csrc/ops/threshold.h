/* SPDX-License-Identifier: BSD-3-Clause
   Threshold: the value for all x up to the threshold, this included.  */
OP(threshold, SELECTIVE, 2, "Threshold.", "x where x > threshold, else value",
   "1 where x > threshold, else 0", "threshold", "Konda, Memisevic and Krueger, arXiv:1402.3337",
   REQUIRED(threshold, ANY), REQUIRED(value, ANY))
#if TEXT(SELECTIVE)
FORWARD(threshold, threshold, value) {
    return select(le(x, number_or(INFINITY, threshold)), unless_nan(threshold, value), x);
}
DERIVATIVE(threshold, threshold) {
    return select(le(x, number_or(INFINITY, threshold)), unless_nan(threshold, zero), unless_nan(x, one));
}
#endif
