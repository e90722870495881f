/* SPDX-License-Identifier: BSD-3-Clause
   Rectified linear unit: IEEE 754-2019 maximum(x, +0), so that relu(-0.0) = +0.0 and NaN stays NaN.  */
OP(relu, SELECTIVE, 0, "Rectified linear unit.", "max(x, 0)", "1 where x > 0, else 0", "0",
   "Nair and Hinton, Rectified linear units improve restricted Boltzmann machines, ICML 2010")
#if TEXT(SELECTIVE)
FORWARD(relu) { return drop(le(x, zero), x); }
DERIVATIVE(relu) { return unless_nan(x, keep(gt(x, zero), one)); }
#endif
