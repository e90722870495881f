/* SPDX-License-Identifier: BSD-3-Clause
   Parametric rectified linear unit: leaky_relu whose slope is learnt, in general one per channel.  */
OP(prelu, PIECEWISE, 1, "Parametric rectified linear unit.", "x where x > 0, else weight * x",
   "1 where x > 0, else weight", "0",
   "He, Zhang, Ren and Sun, Delving deep into rectifiers, arXiv:1502.01852", REQUIRED(weight, ANY))
#if TEXT(PIECEWISE)
FORWARD(prelu, weight) { return forward_of(leaky_relu, x, weight); }
DERIVATIVE(prelu, weight) { return derivative_of(leaky_relu, x, weight); }
#endif
