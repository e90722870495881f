/* SPDX-License-Identifier: BSD-3-Clause
   Sparse sigmoid: x + 1 is rounded once, half of it is exact.  */
OP(sparse_sigmoid, PIECEWISE, 0, "Sparse sigmoid.", "min(max((x + 1) / 2, 0), 1)",
   "1 / 2 where -1 < x < 1, else 0", "-1, 1",
   "Martins and Astudillo, From softmax to sparsemax, arXiv:1602.02068")
#if TEXT(PIECEWISE)
FORWARD(sparse_sigmoid) {
    V y = mul(number(0.5f), add(x, one));
    return select(le(x, number(-1)), zero, select(ge(x, one), one, y));
}
DERIVATIVE(sparse_sigmoid) { return unless_nan(x, keep(lt(abs(x), one), number(0.5f))); }
#endif
