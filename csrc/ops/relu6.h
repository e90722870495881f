/* SPDX-License-Identifier: BSD-3-Clause
   Rectified linear unit that saturates at 6; flat, with derivative 0, from both kinks outwards.  */
OP(relu6, SELECTIVE, 0, "Rectified linear unit capped at 6.", "min(max(x, 0), 6)",
   "1 where 0 < x < 6, else 0", "0, 6", "Krizhevsky, Convolutional deep belief networks on CIFAR-10, 2010")
#if TEXT(SELECTIVE)
FORWARD(relu6) { return drop(le(x, zero), select(ge(x, number(6)), number(6), x)); }
DERIVATIVE(relu6) { return unless_nan(x, keep(both(gt(x, zero), lt(x, number(6))), one)); }
#endif
