# SPDX-License-Identifier: BSD-3-Clause
"""float64 far from 0 and very near it, where functions are what a few results tell (csrc/limits.inc)."""

import functools

import numpy as np
import pytest

import samples
from cases import assert_same_bits
from mpfr.exact import exact
from relu_native._parameters import ALLOWED

#: Where silu' passes its limit, and so looks as if it had reached it.
PASSES = 1.5434046384182085


@functools.cache
def far(infinite):
    """x of both signs: the distances looked at, where exponentials vanish, and all between; and tiny ones."""
    ends = samples.around(
        [21.7, 22, 38.6, 42, 54, 84, 373, 400, 709, 745.2, 800, 1500, 1600, 3200, 6400], np.float64, near=1
    )
    between = np.exp(np.random.default_rng(5).uniform(np.log(15), np.log(1e4), 500))
    large, tiny = np.geomspace(1e4, 1.7e308, 60), np.geomspace(5e-324, 1e-150, 200)
    x = np.concatenate([abs(ends), between, large, tiny, np.full(8, np.inf if infinite else 0.0)])
    return np.concatenate([x, -x])


def operands(case, infinite):
    dy = [1, -1, 3e300, -1.2e308, 5e-324, *(np.inf, -np.inf, np.nan, 0.0) * infinite]
    x = far(infinite)
    return [np.resize(dy, x.size), x] if case.form == "backward" else [x]


@pytest.mark.cases(forms=("forward", "derivative", "backward"), dtypes=("float64",))
def test_far_from_0(case, isa):
    arrays = operands(case, False)
    error = exact(case.name, case.form, [*arrays, *case.defaults]).error(case.call(*arrays, *case.required))
    worst = error.argmax()
    assert error[worst] <= case.call.max_ulp[case.dtype], (
        f"{error[worst]} ulp at {[a[worst] for a in arrays]}"
    )


@pytest.mark.cases(dtypes=("float64",), parameters=True)
def test_numbers_have_the_results_of_arrays(case, isa):
    """Of arrays of parameters nothing is known beforehand."""
    arrays = operands(case, True)
    sizes = [1, 1 / 4, 16, 1 / 16, 17, 1 / 17, 3, 1e-3, 1e30, 1e-30, 1e300, 1e-300, np.inf, np.nan, 0]
    sizes += [PASSES / distance * (1 + k * 2**-52) for distance in (22, 42, 6400) for k in range(-2, 3)]
    for value in (*sizes, *(-size for size in sizes)):
        parameters = (*case.defaults[:-1], value)
        if not ALLOWED[case.op.parameters[-1].domain](value, None if len(parameters) < 2 else parameters[0]):
            continue
        numbers = case.call(*arrays, *parameters)
        assert_same_bits(numbers, case.ufunc(*arrays, *(np.full(arrays[0].size, p) for p in parameters)))
