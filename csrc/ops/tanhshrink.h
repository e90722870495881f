/* SPDX-License-Identifier: BSD-3-Clause
   x - tanh(x), which is x^3/3 - 2x^5/15 + ... near 0, and its derivative x^2 - 2x^4/3 + ...  */
OP(tanhshrink, SMOOTH, 0, "Tanh shrinkage.", "x - tanh(x)", "tanh(x)**2", "",
   "Collobert, Kavukcuoglu and Farabet, Torch7, 2011")
#if TEXT(SMOOTH)
FORWARD(tanhshrink) { return tanhshrink(x); }
DERIVATIVE(tanhshrink) { return tanh_squared(x); }
#if TEXT(FIRST_PASS)
BOTH(tanhshrink) { *value = tanhshrink_and_tanh_squared(x, *slope); }
#endif
#endif
