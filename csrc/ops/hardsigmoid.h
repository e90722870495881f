/* SPDX-License-Identifier: BSD-3-Clause
   Hard sigmoid; flat, with derivative 0, from both kinks outwards.  */
OP(hardsigmoid, SMOOTH, 0, "Hard sigmoid.", "min(max((x + 3) / 6, 0), 1)", "1 / 6 where -3 < x < 3, else 0",
   "-3, 3", "Courbariaux, Bengio and David, BinaryConnect, arXiv:1511.00363; slope 1/6: arXiv:1905.02244")
#if TEXT(SMOOTH)
FORWARD(hardsigmoid) {
    V y = div(add(x, number(3)), number(6));
    return select(le(x, number(-3)), zero, select(ge(x, number(3)), one, y));
}
DERIVATIVE(hardsigmoid) { return unless_nan(x, select(lt(abs(x), number(3)), div(one, number(6)), zero)); }
#endif
