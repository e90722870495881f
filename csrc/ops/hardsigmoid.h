/* SPDX-License-Identifier: BSD-3-Clause
   Hard sigmoid; flat, with derivative 0, from both kinks outwards.  x + 3 is exact down to |x| = 2^-28, so that the
   quotient, a multiple of 1/6 in units far above its rounding, is a tie or well away from one; for smaller x it is 1/2.
   So is dy/6, where dy has 24 bits.  */
OP(hardsigmoid, POLYNOMIAL, 0, "Hard sigmoid.", "min(max((x + 3) / 6, 0), 1)",
   "1 / 6 where -3 < x < 3, else 0", "-3, 3",
   "Courbariaux, Bengio and David, BinaryConnect, arXiv:1511.00363; slope 1/6: arXiv:1905.02244")
#if TEXT(SMOOTH)
DECIDED(hardsigmoid, RN_ALL_DECIDED, RN_ALL_DECIDED, RN_BOTH_DECIDED)
FORWARD(hardsigmoid) { return sixth(add_in_order(number(3), clamp(-3, 3, x))); }
DERIVATIVE(hardsigmoid) { return unless_nan(x, select(lt(abs(x), number(3)), sixth(one), zero)); }
#if TEXT(FIRST_PASS)
BACKWARD_16(hardsigmoid) { return unless_nan(x, select(ge(abs(x), number(3)), zero, sixth(dy))); }
#endif
#endif
#if TEXT(ALGEBRAIC)
DECIDED(hardsigmoid, RN_ALL_DECIDED, 0, RN_ALL_DECIDED)
FORWARD(hardsigmoid) {
    V tail, head = sum(number(3), clamp(-3, 3, x), tail), rest, y = sixth_of(head, tail, rest);
    return add(y, rest);
}
DERIVATIVE(hardsigmoid) { return unless_nan(x, select(lt(abs(x), number(3)), sixth(one), zero)); }
BACKWARD(hardsigmoid) { return unless_nan(x, select(ge(abs(x), number(3)), zero, sixth(dy))); }
#endif
