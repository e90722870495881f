/* SPDX-License-Identifier: BSD-3-Clause
   Squared rectified linear unit.  dy f'(x) doubles whichever factor can bear it, for 2x overflows before the product
   may.  */
OP(squared_relu, NUMERIC, 0, "Squared rectified linear unit.", "max(x, 0)**2", "2 * max(x, 0)", "",
   "So et al., Primer: searching for efficient transformers, arXiv:2109.08668")
#if TEXT(NUMERIC)
FORWARD(squared_relu) { return select(le(x, zero), zero, mul(x, x)); }
DERIVATIVE(squared_relu) { return select(le(x, zero), zero, add(x, x)); }
BACKWARD(squared_relu) {
    V y = select(gt(x, number(2)), mul(add(dy, dy), x), mul(dy, add(x, x)));
    return canonical(select(le(x, zero), zero, y));
}
#endif
