# SPDX-License-Identifier: BSD-3-Clause
"""Correctly rounded results for whole arrays of float16, bfloat16 and float32.

The reference in long double brackets the exact value; where both ends of the bracket round alike that is the
answer, and the few other points go to mpmath. test_reference.py checks that the bracket holds.
"""

import functools

import numpy as np

import samples
from cases import form_of
from oracle import Exact
from relu_native import reference

#: Bounds the reference's relative error in long double, rounded to float64.
BRACKET = 2.0**-45


def correctly_rounded(case, x):
    """f(x) or f'(x) with the case's default parameters."""
    operands = [x, *case.defaults]
    function = form_of(reference.activations[case.name], case.form)
    with np.errstate(all="ignore"):
        wide = [np.asarray(operand).astype(np.float64) for operand in operands]
        value = function(*wide)
        low, high = (reference.rounded(value * (1 + side), case.dtype) for side in (-BRACKET, BRACKET))
    doubtful = np.flatnonzero(np.isfinite(wide[0]) & (samples.bits(low) != samples.bits(high)))
    if doubtful.size:
        exact = Exact.of(case.name, case.form, case.dtype, [x[doubtful], *case.defaults])
        low[doubtful] = exact.nearest.astype(case.dtype)
    return low


@functools.cache
def expected(case):
    """x and the correctly rounded results: every x of a 16-bit dtype, a sample in bit space of float32."""
    x = samples.every(case.dtype) if case.dtype.itemsize == 2 else telling(case, 100_000)
    return x, correctly_rounded(case, x)


def telling(case, count):
    """Finite x where the case's op is most likely to be wrong."""
    kinks = [kink for kink in case.op.kinks if isinstance(kink, float)]
    return samples.telling([both(case, form) for form in ("forward", "derivative")], kinks, case.dtype, count)


def both(case, form):
    return lambda x: form_of(reference.activations[case.name], form)(x, *case.defaults)
