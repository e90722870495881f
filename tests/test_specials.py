# SPDX-License-Identifier: BSD-3-Clause
"""NaN, infinities, signed zeros, subnormals, extremes and kinks, by bit pattern."""

import functools
import itertools

import ml_dtypes
import numpy as np
import pytest

import samples
from cases import FLOATS, Case, assert_same, outputs
from decisions import DECISIONS
from oracle import Exact, exact
from relu_native._parameters import ALLOWED
from relu_native._registry import ops

FLOAT_NAMES = tuple(dtype.name for dtype in FLOATS)
ROWS = [(name, *row) for name, rows in DECISIONS.items() for row in rows]


def test_decisions_are_about_registered_ops():
    assert not DECISIONS.keys() - ops.keys()


def allowed_as_numbers(case, values):
    """Arrays of parameters are not searched for what is refused in a number."""
    befores = (None, *values)
    return all(
        ALLOWED[parameter.domain](value, before)
        for parameter, value, before in zip(case.op.parameters, values, befores, strict=False)
    )


@pytest.mark.parametrize(("op", "form", "operands", "result"), ROWS)
@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_decision(op, form, operands, result, dtype, isa):
    case = Case(op, form, dtype)
    parameters = len(operands) - len(case.op.parameters)
    for count in (1, 3, 70):
        arrays = [np.full(count, operand, dtype) for operand in operands]
        want = np.full(count, result, dtype)
        assert_same(case.call(*arrays), want)
        if allowed_as_numbers(case, operands[parameters:]):
            assert_same(case.call(*arrays[:parameters], *operands[parameters:]), want)
        assert_same(case.reference(*arrays), want)


def grid(case):
    """Every combination of special operands, with the default parameters."""
    x = samples.specials(case.dtype)
    kinks = [kink for kink in case.op.kinks if isinstance(kink, float)]
    if kinks:
        x = np.concatenate([x, samples.around(kinks, case.dtype, near=2)])
    if case.form != "backward":
        return [x]
    return [a.ravel() for a in np.meshgrid(samples.specials(case.dtype), x)]


@functools.cache
def at_the_grid(case):
    """The operands, where all are finite, the exact results there, and what the reference says everywhere."""
    operands = grid(case)
    finite = np.logical_and.reduce([samples.is_finite(operand) for operand in operands])
    exact = Exact.of(
        case.name, case.form, case.dtype, [*(operand[finite] for operand in operands), *case.defaults]
    )
    return operands, finite, exact, case.reference(*operands, *case.required)


@pytest.mark.cases(forms=("forward", "derivative", "backward"), dtypes=FLOAT_NAMES)
def test_specials(case, isa):
    """The reference decides beside infinities and NaNs and on the sign of a zero, else the oracle."""
    operands, finite, exact, reference = at_the_grid(case)
    got = case.call(*operands, *case.required)
    settled = ~finite | (reference == 0) & (got == 0)
    same = (samples.bits(got) == samples.bits(reference)) | samples.is_nan(got) & samples.is_nan(reference)
    wrong = np.flatnonzero(settled & ~same)[:5]
    assert not wrong.size, f"{got[wrong]} instead of {reference[wrong]} at {[o[wrong] for o in operands]}"
    error = exact.error(got[finite])
    worst = error.argmax()
    at = [operand[finite][worst] for operand in operands]
    assert error[worst] <= case.call.max_ulp[case.dtype], f"{error[worst]} ulp at {at}"


@pytest.mark.cases(dtypes=FLOAT_NAMES)
def test_nan_in_nan_out(case, isa):
    x = samples.specials(case.dtype)
    x = x[samples.is_nan(x)]
    for dy in samples.specials(case.dtype):
        operands = [np.full(x.shape, dy), x] if case.form == "backward" else [x]
        for result in outputs(case.call(*operands, *case.required)):
            assert samples.is_nan(result).all()


@pytest.mark.cases(dtypes=FLOAT_NAMES)
def test_the_nan_that_comes_out(case, isa):
    """Smooth ops and products give one NaN, positive and quiet; the rest hand on the one they got."""
    x = samples.specials(case.dtype)
    x = x[samples.is_nan(x)]
    quiet = samples.quiet_nan(case.dtype)
    operands = [np.ones_like(x), x] if case.form == "backward" else [x]
    for result in outputs(case.call(*operands, *case.required)):
        pattern = samples.bits(result)
        if case.op.kind == "smooth" or case.form == "backward":
            np.testing.assert_array_equal(pattern, np.full_like(pattern, quiet))
        else:
            np.testing.assert_array_equal(pattern | quiet, samples.bits(x) | quiet)


@pytest.mark.cases(dtypes=FLOAT_NAMES)
def test_the_nan_made_from_numbers(case, isa):
    """The one of smooth ops, whatever the instruction set: x86's own is negative, AArch64's positive."""
    values = np.array([0.0, -0.0, 1.0, -2.0, np.inf, -np.inf], case.dtype)
    count = len(case.op.parameters) + (2 if case.form == "backward" else 1)
    operands = [a.ravel() for a in np.meshgrid(*[values] * count)]
    for result in outputs(case.ufunc(*operands)):
        patterns = samples.bits(result)[samples.is_nan(result)]
        np.testing.assert_array_equal(patterns, np.full_like(patterns, samples.quiet_nan(case.dtype)))


@pytest.mark.cases(forms=("backward",), dtypes=FLOAT_NAMES)
def test_blocked_lanes_select(case, isa):
    """Where f' is the constant 0, dy = inf or NaN gives +0, and so does any other dy."""
    x = samples.mixed(case.dtype, 400)
    x = x[samples.is_finite(x)]
    slopes = (exact(case.name, "derivative", map(float, (point, *case.defaults))) for point in x)
    blocked = x[[slope == 0 for slope in slopes]]
    for dy in samples.specials(case.dtype):
        result = case.call(np.full_like(blocked, dy), blocked, *case.required)
        assert not samples.bits(result).any()


@pytest.mark.cases(forms=("derivative",), dtypes=FLOAT_NAMES)
def test_kinks(case, isa):
    """At a kink and right beside it, in every position of a vector and its tail."""
    named = dict(zip((p.name for p in case.op.parameters), case.defaults, strict=True))
    for kink in case.op.kinks:
        at = np.array([kink if isinstance(kink, float) else eval(kink, named)], case.dtype)
        x = np.tile(samples.from_ordinal(samples.ordinal(at) + np.arange(-1, 2), case.dtype), 23)
        assert_same(case.call(x, *case.required), case.reference(x, *case.required))


@pytest.mark.cases(forms=("forward", "derivative"), dtypes=FLOAT_NAMES, parameters=True)
def test_special_parameters(case, isa):
    """NaN, infinite, zero and negative parameters beside special x, as the reference has it.

    Where 0 would meet infinity (the reference gives NaN though no operand is NaN) nothing is promised.
    """
    values = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -2.0], case.dtype)
    x = samples.specials(case.dtype)
    for parameters in itertools.product(values, repeat=len(case.op.parameters)):
        operands = [x, *(np.full_like(x, value) for value in parameters)]
        got, want = case.call(*operands), case.reference(*operands)
        defined = np.logical_or.reduce([samples.is_nan(operand) for operand in operands]) | ~samples.is_nan(
            want
        )
        got, want = got[defined], want[defined]
        same = (samples.bits(got) == samples.bits(want)) | samples.is_nan(got) & samples.is_nan(want)
        # The reference cannot tell all ties; the oracle can.
        unlike = [operand[defined][~same] for operand in operands]
        assert all(samples.is_finite(operand).all() for operand in unlike), (
            parameters,
            got[~same],
            want[~same],
        )
        if unlike[0].size:
            error = Exact.of(case.name, case.form, case.dtype, unlike).error(got[~same])
            assert error.max() <= max(1, case.call.max_ulp[case.dtype]), (parameters, got[~same], want[~same])


@pytest.mark.parametrize("dtype", [np.float32, ml_dtypes.bfloat16], ids=["float32", "bfloat16"])
def test_half_of_a_subnormal_goes_where_the_next_term_points(dtype, isa):
    """swish(x) = x/2 + beta x^2/4 + ..., in which beta has either sign, is 0, or too large for that."""
    least = float(ml_dtypes.finfo(dtype).smallest_subnormal)
    units = np.random.default_rng(0).integers(1, 2.0**-126 / least, 200) * np.resize([1, -1], 200)
    beta = np.array([0.0, -0.0, 1, -3, 1e-30, -1e-30, 1e20, -1e20, 1e38, -1e38], dtype)
    x, beta = (operand.ravel() for operand in np.meshgrid((units * least).astype(dtype), beta))
    right = Exact.of("swish", "forward", dtype, [x, beta]).nearest
    both = Case("swish", "value_and_derivative", np.dtype(dtype)).call
    for y in (Case("swish", "forward", np.dtype(dtype)).call(x, beta), both(x, beta)[0]):
        np.testing.assert_array_equal(y.astype(np.float64), right)
