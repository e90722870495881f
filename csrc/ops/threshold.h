/* SPDX-License-Identifier: BSD-3-Clause
   Threshold: the value for all x up to the threshold, this included.  */
OP(threshold, NUMERIC, 2, "Threshold.", "x where x > threshold, else value", "1 where x > threshold, else 0",
   "threshold", "Konda, Memisevic and Krueger, arXiv:1402.3337", REQUIRED(threshold, ANY),
   REQUIRED(value, ANY))
#if TEXT(NUMERIC)
FORWARD(threshold, threshold, value) {
    return unless_nan(x, unless_nan(threshold, select(gt(x, threshold), x, value)));
}
DERIVATIVE(threshold, threshold) { return unless_nan(x, unless_nan(threshold, keep(gt(x, threshold), one))); }
#endif
