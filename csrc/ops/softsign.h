/* SPDX-License-Identifier: BSD-3-Clause
   Softsign; an infinite x counts as the greatest number, whose results are the limits.  */
OP(softsign, SMOOTH, 0, "Softsign.", "x / (1 + abs(x))", "1 / (1 + abs(x))**2", "",
   "Turian, Bergstra and Bengio, Quadratic features and deep architectures for chunking, NAACL 2009")
#if TEXT(SMOOTH)
FORWARD(softsign) {
    V y = finite(x);
    return div(y, add(one, abs(y)));
}
DERIVATIVE(softsign) { return inverse_square(add(one, abs(finite(x)))); }
#endif
