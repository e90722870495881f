# SPDX-License-Identifier: BSD-3-Clause
"""Within the promise: correct rounding in the narrow dtypes, 1 ulp in float64 and with array parameters."""

import functools

import numpy as np
import pytest
from relu_native._native import lib

import relu_native as rn
import samples
from cases import Case, assert_same
from correct import expected, telling
from mpfr.exact import exact as in_mpfr
from oracle import Exact

NARROW = ("float16", "bfloat16", "float32")


@functools.cache
def exact_float64(case):
    x = telling(case, 20_000)
    return x, in_mpfr(case.name, case.form, (x, *case.defaults))


@functools.cache
def exact_with_parameters(case):
    x, *parameters = (operand[:] for operand in case.operands(20_000))
    finite = samples.is_finite(x)
    operands = [operand[finite] for operand in (x, *parameters)]
    if case.dtype == np.float64:
        return operands, in_mpfr(case.name, case.form, operands)
    wide = case.reference(*(operand.astype(np.float64) for operand in operands))
    return operands, Exact.of_wide(wide.astype(np.longdouble), case.dtype)


@pytest.mark.cases(forms=("forward", "derivative"), dtypes=NARROW)
def test_narrow_dtypes_are_correctly_rounded(case, isa):
    x, want = expected(case)
    assert_same(case.call(x, *case.required), want)


@pytest.mark.cases(forms=("forward", "derivative"), dtypes=NARROW)
def test_the_second_pass_is_correctly_rounded(case, isa, exact_pass):
    x, want = expected(case)
    assert_same(case.call(x, *case.required), want)


@pytest.mark.cases(forms=("forward", "derivative"), dtypes=("float32",))
def test_the_first_pass_alone_is_good_to_its_bound(case, isa):
    """2**-39 relative is at most 2**-15 ulp of float32."""
    x, _ = expected(case)
    previous = lib.rn_set_trust(0.0)
    try:
        got = case.call(x, *case.required)
    finally:
        lib.rn_set_trust(previous)
    wide = case.reference(x.astype(np.float64), *(p.astype(np.float64) for p in case.defaults))
    assert Exact.of_wide(wide.astype(np.longdouble), case.dtype).error(got).max() <= 0.5 + 2**-15


@pytest.mark.cases(forms=("forward", "derivative"), dtypes=("float64",))
def test_float64_keeps_its_promise(case, isa):
    x, exact = exact_float64(case)
    error = exact.error(case.call(x, *case.required))
    worst = error.argmax()
    assert error[worst] <= case.call.max_ulp[case.dtype], f"{error[worst]} ulp at {x[worst]!r}"


@pytest.mark.cases(forms=("forward", "derivative"), dtypes=(*NARROW, "float64"), parameters=True)
def test_array_parameters_are_within_an_ulp(case, isa):
    operands, exact = exact_with_parameters(case)
    error = exact.error(case.call(*operands))
    worst = error.argmax()
    assert error[worst] <= 1, f"{error[worst]} ulp at {[operand[worst] for operand in operands]}"


@pytest.mark.cases(forms=("value_and_derivative",))
def test_value_and_derivative_is_the_two_functions(case, isa):
    operands = case.operands(5000)
    f, derivative = (Case(case.name, form, case.dtype) for form in ("forward", "derivative"))
    assert_same(case.ufunc(*operands), (f.ufunc(*operands), derivative.ufunc(*operands)))


@pytest.mark.cases(forms=("forward",), dtypes=("float16", "bfloat16"))
def test_half_results_are_the_float32_results_rounded(case):
    """Rounding to float32 first is harmless except where it lands on a tie: at most one in the last place."""
    x = samples.every(case.dtype)
    x = x[samples.is_finite(x)]
    parameters = [p.astype(np.float32) for p in case.defaults]
    through = rn.activations[case.name](x.astype(np.float32), *parameters).astype(case.dtype)
    assert np.abs(samples.ordinal(case.call(x, *case.required)) - samples.ordinal(through)).max() <= 1
