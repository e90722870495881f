# SPDX-License-Identifier: BSD-3-Clause
"""Monotone where the function is; odd and even where it is, to the bit.

Which functions are so is read off their exact values.
"""

import functools

import numpy as np
import pytest
from mpmath import mp

import samples
from cases import Case, assert_same_bits
from correct import telling
from oracle import exact
from relu_native._registry import ops

NARROW = ("float16", "bfloat16", "float32")
FLOAT64 = np.dtype(np.float64)


def finite(case):
    """Every finite x of a 16-bit dtype, a sample of the others; both signs of each, in order."""
    x = samples.every(case.dtype) if case.dtype.itemsize == 2 else telling(case, 50_000)
    x = x[samples.is_finite(x)]
    return samples.from_ordinal(np.unique(samples.ordinal(np.concatenate([x, -x]))), case.dtype)


@functools.cache
def symmetry(name, form):
    """-1 for an odd function, 1 for an even one, 0 for others; by exact values at some points."""
    case = Case(name, form, FLOAT64)
    points = [abs(float(x)) for x in samples.moderate(np.float64, 30)] + [2.0**-40, 2.0**-10, 40.0, 1e6]
    values = [[exact(name, form, [sign * point, *case.defaults]) for point in points] for sign in (1, -1)]
    with mp.workprec(1 << 12):  # more than any exact value has
        for parity in (-1, 1):
            if all(left == parity * right for left, right in zip(*values, strict=True)):
                return parity
    return 0


def test_symmetries_are_found():
    found = {(form, symmetry(name, form)) for name in ops for form in ("forward", "derivative")}
    assert found == {("forward", 0), ("forward", -1), ("derivative", 0), ("derivative", 1)}
    assert symmetry("tanh", "forward") == symmetry("softsign", "forward") == -1
    assert symmetry("tanh", "derivative") == symmetry("sigmoid", "derivative") == 1


@pytest.mark.cases(forms=("forward", "derivative"))
def test_symmetries_hold_to_the_bit(case, isa):
    if case.dtype.kind in "iu" or symmetry(case.name, case.form) == 0:
        return
    x = finite(case)
    x = x[x != 0]
    right, left = case.call(x, *case.required), case.call(-x, *case.required)
    number = right != 0  # a zero may be +0 on both sides: shrinks
    assert_same_bits(left[number], (right * case.dtype.type(symmetry(case.name, case.form)))[number])
    assert not left[~number].any()


@pytest.mark.cases(forms=("forward",), dtypes=NARROW)
def test_monotone_where_the_function_is(case, isa):
    """No f' changes its sign more than once, so f does not turn between two x where it has one sign."""
    x = finite(case)
    slope = Case(case.name, "derivative", FLOAT64).reference(
        x.astype(np.float64), *(value.astype(np.float64) for value in case.defaults)
    )
    y = case.call(x, *case.required).astype(np.float64)
    rising, falling = (slope[:-1] >= 0) & (slope[1:] >= 0), (slope[:-1] <= 0) & (slope[1:] <= 0)
    assert (y[1:] >= y[:-1])[rising].all()
    assert (y[1:] <= y[:-1])[falling & ~rising].all()
    assert np.count_nonzero(rising | falling) > len(y) - 4
