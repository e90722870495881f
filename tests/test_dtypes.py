# SPDX-License-Identifier: BSD-3-Clause
"""Which dtypes go in and which come out."""

import itertools

import numpy as np
import pytest

import samples
from cases import FLOATS, INTEGERS, Case, assert_same_bits, outputs
from relu_native._registry import FORMS, ops
from test_threads import run

REFUSED = [
    np.array([1j]),
    np.array([1], np.complex64),
    np.array([None]),
    np.array(["1.5"]),
    np.array([b"1.5"]),
    np.array(["2026-01-01"], "datetime64[D]"),
    np.array([1], np.longdouble),
]


def call(name, form, x):
    """The form on x, with dy of the same dtype."""
    native = ops[name].kind == "numeric" and x.dtype.kind in "iu"
    case = Case(name, form, x.dtype if native else np.dtype(np.float64))
    return outputs(case.call(*[x] * (2 if form == "backward" else 1), *case.required))


@pytest.mark.cases()
def test_the_dtype_stays(case):
    assert {result.dtype for result in outputs(case.ufunc(*case.operands(3)))} == {case.dtype}


@pytest.mark.parametrize("dtype", [np.dtype(bool), *INTEGERS], ids=str)
@pytest.mark.parametrize("form", FORMS)
def test_integers(name, form, dtype):
    """Native where the op is numeric, but for bool; else what np.exp makes of them."""
    x = np.array([0, 1, 1, 5, 100, 6] if dtype.kind != "b" else [0, 1], dtype)
    native = ops[name].kind == "numeric" and dtype.kind != "b"
    becomes = dtype if native else np.exp(x[:0]).dtype
    got = call(name, form, x)
    assert {result.dtype for result in got} == {becomes}
    assert_same_bits(got, call(name, form, x.astype(becomes)))


@pytest.mark.cases(dtypes=tuple(dtype.name for dtype in INTEGERS))
def test_integer_results(case, isa):
    """All of them for 8 bits, and with every extreme for the others; products wrap."""
    one = np.arange(256).astype(case.dtype) if case.dtype.itemsize == 1 else samples.anything(case.dtype, 256)
    one[:: 256 // 10][:10] = np.resize(samples.specials(case.dtype), one[:: 256 // 10][:10].shape)
    one = np.concatenate([one, np.arange(-8, 8).astype(case.dtype), samples.specials(case.dtype)])
    plain = [a.ravel() for a in np.meshgrid(*[one] * (2 if case.form == "backward" else 1))]
    parameters = case.parameters(plain[0].size)
    assert_same_bits(case.ufunc(*plain, *parameters), case.reference(*plain, *parameters))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("x", REFUSED, ids=lambda x: str(x.dtype))
def test_refused(name, form, x):
    with pytest.raises(TypeError, match=name) as caught:
        call(name, form, x)
    assert x.dtype.name in str(caught.value) or str(x.dtype) in str(caught.value)


@pytest.mark.cases(dtypes=("float32",))
def test_mixed_operands_are_promoted(case):
    """By NumPy's rules, as in np.add."""
    operands = case.operands(20, sample=samples.moderate)
    for dtypes in itertools.product(
        (np.float16, np.float32, np.float64, np.int8, np.int32), repeat=len(operands)
    ):
        mixed = [operand.astype(dtype) for operand, dtype in zip(operands, dtypes, strict=True)]
        becomes = np.result_type(*dtypes)
        if becomes.kind != "f":
            continue
        got = case.ufunc(*mixed)
        assert_same_bits(got, case.ufunc(*(operand.astype(becomes) for operand in mixed)))


@pytest.mark.cases(dtypes=tuple(dtype.name for dtype in FLOATS))
def test_python_numbers_take_the_dtype_of_the_array(case):
    operands = case.operands(20, sample=samples.moderate)
    plain = len(operands) - len(case.op.parameters)
    numbers = [0.3, 2][: len(case.op.parameters)]
    got = case.call(*operands[:plain], *numbers)
    assert {result.dtype for result in outputs(got)} == {case.dtype}
    rounded = [np.full(20, number).astype(case.dtype) for number in numbers]
    assert_same_bits(got, case.call(*operands[:plain], *rounded))


def test_without_ml_dtypes():
    """bfloat16 is optional: everything else works when ml_dtypes cannot be imported."""
    program = """
        import sys
        sys.modules["ml_dtypes"] = None
        import numpy as np, relu_native as rn
        for source in rn.activations, rn.reference.activations:
            for activation in source.values():
                required = [0.5 for default in activation.parameters.values() if default is None]
                for dtype in np.float16, np.float32, np.float64:
                    x = np.ones(3, dtype)
                    assert activation(x, *required).dtype == dtype
                    assert activation.backward(x, x, *required).dtype == dtype
        print("done")
    """
    assert run(program) == ["done"]
