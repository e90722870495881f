# SPDX-License-Identifier: BSD-3-Clause
"""No floating-point warning for any input; the caller's floating-point environment does not matter."""

import warnings

import numpy as np
import pytest

import floatenv
import relu_native as rn
import samples
from cases import FLOATS, assert_same, assert_same_bits
from correct import expected

FLOAT_NAMES = tuple(dtype.name for dtype in FLOATS)


def every_kind(case):
    """Specials, signalling NaNs among them, beside specials; then a sample in bit space."""
    special = samples.specials(case.dtype)
    pairs = [a.ravel() for a in np.meshgrid(*[special] * (2 if case.form == "backward" else 1))]
    sample = case.operands(5000, sample=samples.anything)
    parameters = [np.resize(parameter, pairs[0].size + 5000) for parameter in sample[len(pairs) :]]
    return [*(np.concatenate(both) for both in zip(pairs, sample, strict=False)), *parameters]


@pytest.mark.cases(dtypes=FLOAT_NAMES)
def test_no_warnings(case, isa):
    operands = every_kind(case)
    plain = len(operands) - len(case.op.parameters)
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        case.ufunc(*operands)
        case.call(*operands[:plain], *case.required)
        case.call(*(operand[1::2] for operand in operands[:plain]), *case.required)
        for k in range(0, 60, 7):
            case.call(*(operand[k : k + 1] for operand in operands[:plain]), *case.required)


@pytest.mark.cases(forms=("forward", "derivative"), dtypes=FLOAT_NAMES)
def test_no_warnings_for_special_parameters(case, isa):
    special = samples.specials(case.dtype)
    operands = [a.ravel() for a in np.meshgrid(*[special] * (1 + len(case.op.parameters)))]
    with np.errstate(all="raise"):
        case.ufunc(*operands)


@pytest.mark.cases(dtypes=FLOAT_NAMES)
def test_flushing_of_subnormals_changes_nothing(case, isa):
    operands = every_kind(case)
    want = case.ufunc(*operands)
    before = floatenv.control()
    with floatenv.flushing_subnormals():
        inside = floatenv.control()
        got = case.ufunc(*operands)
        after = floatenv.control()
    assert inside != before
    assert after == inside
    assert floatenv.control() == before
    assert_same_bits(got, want)


@pytest.mark.cases(forms=("forward", "derivative"), dtypes=("float16", "bfloat16", "float32"))
def test_correct_rounding_while_subnormals_are_flushed(case, isa):
    x, want = expected(case)
    with floatenv.flushing_subnormals():
        got = case.call(x, *case.required)
    assert_same(got, want)


@pytest.mark.parametrize("direction", floatenv.ROUNDING)
@pytest.mark.cases(dtypes=FLOAT_NAMES)
def test_rounding_elsewhere_changes_nothing(case, direction):
    """Not the results, and the direction is the caller's again afterwards; with other threads, too."""
    operands = every_kind(case)
    many = [np.resize(operand, 40_007) for operand in operands]
    with rn.num_threads(1):
        want = case.ufunc(*operands), case.ufunc(*many)
    with floatenv.rounding(direction):
        inside = floatenv.control()
        got = case.ufunc(*operands), case.ufunc(*many)
        with rn.num_threads(3):
            threaded = case.ufunc(*many)
        after = floatenv.control()
    assert after == inside != floatenv.control()
    assert_same_bits(got[0], want[0])
    assert_same_bits(got[1], want[1])
    assert_same_bits(threaded, want[1])


@pytest.mark.cases(dtypes=FLOAT_NAMES, parameters=True)
def test_numbers_as_parameters_are_rounded_to_nearest(case):
    """Though the caller flushes subnormals or rounds elsewhere; and so they are kept for later callers.

    A subnormal float64 is 0 to Python itself there.
    """
    operands = case.operands(50)[: case.ufunc.nin - len(case.op.parameters)]
    settings = [floatenv.flushing_subnormals, *(lambda d=d: floatenv.rounding(d) for d in floatenv.ROUNDING)]
    tiny = {"float16": 3e-7, "bfloat16": 1.1e-40, "float32": 1.1e-40, "float64": 1.1e-307}[case.dtype.name]
    for k, setting in enumerate(settings):
        for number in (tiny * (1 + k / 7), 0.3 + k / 7, 0.7 + k / 7):  # not used before
            numbers = [number, 2 * number][: len(case.op.parameters)]
            with np.errstate(all="ignore"):
                want = case.ufunc(*operands, *(np.full(50, n).astype(case.dtype) for n in numbers))
            with setting():
                got = case.call(*operands, *numbers)
                long = case.call(*operands, *numbers, signature=(case.dtype,) * case.ufunc.nargs)
            assert_same_bits(got, want)
            assert_same_bits(case.call(*operands, *numbers), want)
            assert_same_bits(long, want)


def test_the_trick_works():
    tiny = np.array([1e-310])
    with floatenv.flushing_subnormals():
        flushed = (tiny * 1.5).tobytes()
    assert flushed == bytes(8)
    assert (tiny * 1.5).tobytes() != bytes(8)


@pytest.mark.cases(dtypes=FLOAT_NAMES)
def test_the_environment_stays(case, isa):
    operands = case.operands(3000)
    before = floatenv.control()
    with rn.num_threads(2):
        case.ufunc(*operands)
    assert floatenv.control() == before
