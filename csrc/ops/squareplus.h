/* SPDX-License-Identifier: BSD-3-Clause
   Squareplus: an algebraic softplus.  Where b = 0 it is relu, with derivative 0 at 0.  */
OP(squareplus, SMOOTH, 1, "Squareplus.", "(x + sqrt(x**2 + b)) / 2", "(1 + x / sqrt(x**2 + b)) / 2", "",
   "Barron, arXiv:2112.11687", PARAMETER(b, 4.0, ANY))
#if TEXT(SMOOTH)
FORWARD(squareplus, b) { return squareplus(x, b); }
DERIVATIVE(squareplus, b) { return squareplus_slope(x, b); }
#if TEXT(FIRST_PASS)
BOTH(squareplus, b) { *slope = squareplus_slope_and_value(x, b, *value); }
#endif
#endif
