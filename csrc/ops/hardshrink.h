/* SPDX-License-Identifier: BSD-3-Clause
   Hard shrinkage: +0 in the dead zone, both ends included.  */
OP(hardshrink, SELECTIVE_REAL, 1, "Hard shrinkage.", "0 where abs(x) <= lambd, else x",
   "0 where abs(x) <= lambd, else 1", "-lambd, lambd",
   "Donoho and Johnstone, Ideal spatial adaptation by wavelet shrinkage, Biometrika 81, 1994",
   PARAMETER(lambd, 0.5, NONNEGATIVE))
#if TEXT(SELECTIVE_REAL)
FORWARD(hardshrink, lambd) { return unless_nan(lambd, drop(le(abs(x), lambd), x)); }
DERIVATIVE(hardshrink, lambd) { return unless_nan(x, unless_nan(lambd, drop(le(abs(x), lambd), one))); }
#endif
