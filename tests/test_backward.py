# SPDX-License-Identifier: BSD-3-Clause
"""dy * f'(x) with one rounding, for random dy and for dy that bring the product to the edges of the range."""

import functools

import ml_dtypes
import numpy as np
import pytest
from mpmath import isfinite

import samples
from cases import Case
from correct import telling
from mpfr.exact import exact as in_mpfr
from oracle import Exact, exact
from relu_native import reference

NARROW = ("float16", "bfloat16", "float32")


@functools.cache
def exact_products(case, array_parameters):
    """Operands and the exact products."""
    x = telling(case, 10_000 if case.dtype == np.float64 else 20_000)
    parameters = case.parameters(x.size) if array_parameters else case.defaults
    wide = [np.asarray(operand).astype(np.float64) for operand in (x, *parameters)]
    slope = reference.activations[case.name].derivative(*wide)
    dy = samples.adverse(slope, case.dtype, 1)
    operands = [dy, x, *parameters]
    if case.dtype == np.float64:
        return operands, in_mpfr(case.name, "backward", operands)
    with np.errstate(invalid="ignore"):
        product = dy.astype(np.longdouble) * slope.astype(np.longdouble)
    for i in np.flatnonzero((dy == 0) & np.isinf(slope)):
        point = [float(np.broadcast_to(operand, slope.shape)[i]) for operand in operands[1:]]
        if isfinite(exact(case.name, "derivative", point)):  # only too large for float64
            product[i] = 0
    return operands, Exact.of_wide(product, case.dtype)


@pytest.mark.cases(forms=("backward",), dtypes=(*NARROW, "float64"))
def test_backward_keeps_its_promise(case, isa):
    operands, right = exact_products(case, False)
    error = right.error(case.call(*operands))
    worst = error.argmax()
    at = [np.broadcast_to(operand, error.shape)[worst] for operand in operands]
    assert error[worst] <= case.call.max_ulp[case.dtype], f"{error[worst]} ulp at {at}"


@pytest.mark.cases(forms=("backward",), dtypes=(*NARROW, "float64"), parameters=True)
def test_backward_with_array_parameters(case, isa):
    operands, right = exact_products(case, True)
    error = right.error(case.call(*operands))
    worst = error.argmax()
    assert error[worst] <= 1.5, f"{error[worst]} ulp at {[operand[worst] for operand in operands]}"


@pytest.mark.cases(forms=("backward",), dtypes=(*NARROW, "float64"))
def test_dy_of_one_gives_the_derivative(case, isa):
    """Where f' is not 0: a product selects +0 there."""
    x = samples.mixed(case.dtype, 5000)
    derivative = Case(case.name, "derivative", case.dtype)
    got, want = case.call(np.ones_like(x), x, *case.required), derivative.call(x, *case.required)
    assert np.all((got == want) | samples.is_nan(got) & samples.is_nan(want))


@pytest.mark.cases(forms=("backward",), dtypes=NARROW)
def test_dy_of_a_power_of_two_scales_the_derivative(case, isa):
    """Exactly, where neither is subnormal or infinite: the many ties among them pass for decided."""
    x = samples.mixed(case.dtype, 5000)
    x = x[~samples.is_nan(x)]
    information = ml_dtypes.finfo(case.dtype)
    exponents = np.arange(information.minexp, information.maxexp)
    dy = np.ldexp(np.resize([1.0, -1.0, -1.0], x.size), np.resize(exponents, x.size)).astype(case.dtype)
    slope = Case(case.name, "derivative", case.dtype).call(x, *case.required).astype(np.float64)
    product = slope * dy.astype(np.float64)
    least, most = float(information.smallest_normal), float(information.max)
    normal = (np.abs(slope) >= least) & (np.abs(product) >= least) & (np.abs(product) <= most)
    assert normal.sum() > x.size / 20
    got = case.call(dy, x, *case.required).astype(np.float64)
    np.testing.assert_array_equal(got[normal], product[normal])


@functools.cache
def subnormal_products(case, array_parameters):
    """Operands with small x, whose products are subnormal or next to that, and what those round to."""
    rng = np.random.default_rng(0)
    information = ml_dtypes.finfo(case.dtype)
    least, normal = float(information.smallest_subnormal), float(information.smallest_normal)
    x = np.ldexp(rng.uniform(-2, 2, 300), rng.integers(np.log2(least), -5, 300)).astype(case.dtype)
    x[::50] = 0
    dy = (rng.integers(1, round(4 * normal / least), 300) * least).astype(case.dtype)
    # Powers of two times slopes a last place or so below 1/2 or 1.
    x[1::5] = np.ldexp(rng.uniform(-2, -1, 60), rng.integers(-4, 4, 60) - information.nmant)
    dy[1::5] = np.ldexp(normal, rng.integers(0, 3, 60))
    parameters = case.parameters(x.size) if array_parameters else case.defaults
    right = Exact.of(case.name, "backward", case.dtype, [dy, x, *parameters]).nearest
    return [dy, x, *(parameters if array_parameters else case.required)], right


@pytest.mark.cases(forms=("backward",), dtypes=NARROW)
def test_a_subnormal_product_goes_where_a_small_x_points(case, isa):
    """dy f'(x) is dy f'(0) but for a term that may be as small as x**2, and decides where that is a tie."""
    operands, right = subnormal_products(case, False)
    np.testing.assert_array_equal(case.call(*operands).astype(np.float64), right)


@pytest.mark.cases(forms=("backward",), dtypes=NARROW, parameters=True)
def test_so_does_one_with_array_parameters(case, isa):
    operands, right = subnormal_products(case, True)
    np.testing.assert_array_equal(case.call(*operands).astype(np.float64), right)
