# SPDX-License-Identifier: BSD-3-Clause
"""Every route that a call with parameters may take leads to the same bits."""

import copy
import gc
import sys
import warnings

import numpy as np
import pytest

import relu_native as rn
from cases import FLOATS, Case, assert_same, assert_same_bits, form_of, outputs
from relu_native._parameters import Parameterised
from relu_native._registry import FORMS, ops

FLOAT_NAMES = tuple(dtype.name for dtype in FLOATS)
PARAMETERISED = [op.name for op in ops.values() if op.parameters]
ROOM = 1000.0  # for values that no other test uses

parameterised = pytest.mark.parametrize("activation", PARAMETERISED)
of_any_form = pytest.mark.parametrize("form", FORMS)


def plain(case):
    """The operands before the parameters."""
    operands = case.operands(50)
    return operands[: len(operands) - len(case.op.parameters)]


def every_route(case, operands, numbers):
    """Results of calls that mean the same: by place and by name, with and without out, short and long."""
    names = [parameter.name for parameter in case.op.parameters]
    named = dict(zip(names, numbers, strict=True))
    empty = [np.zeros(50, case.dtype) for _ in range(case.ufunc.nout)]
    out = tuple(empty) if len(empty) > 1 else empty[0]
    yield case.call(*operands, *numbers)
    yield case.call(*operands, **named)
    yield case.call(*operands, *numbers[:1], **dict(list(named.items())[1:]))
    yield case.call(*operands, *numbers, None)
    yield case.call(*operands, *numbers, out)
    yield case.call(*operands, *numbers, out=out)
    yield case.call(*operands, **named, out=out)
    yield case.call(*operands, out=out, **named)
    yield case.call(*operands, *numbers, casting="same_kind", order="C")
    yield case.call(*operands, *numbers, out=out, where=True)
    yield case.call(*(operand.view(np.recarray) for operand in operands), *numbers)


@pytest.mark.cases(dtypes=FLOAT_NAMES, parameters=True)
@pytest.mark.parametrize("number", [0.3, 2, 1e30, 1e-30, 1e300, np.inf])
def test_every_route(case, number):
    operands = plain(case)
    numbers = [number] * len(case.op.parameters)
    with np.errstate(all="ignore"):
        rounded = [np.full(50, number).astype(case.dtype) for number in numbers]
    want = case.ufunc(*operands, *rounded)
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        for got in every_route(case, operands, numbers):
            assert_same(tuple(result.view(np.ndarray) for result in outputs(got)), want)


def functions_run(function, *arguments, **keywords):
    """The names of the Python functions that a call runs."""
    names = []
    sys.setprofile(lambda frame, event, _: names.append(frame.f_code.co_name) if event == "call" else None)
    try:
        function(*arguments, **keywords)
    finally:
        sys.setprofile(None)
    return names


@parameterised
@of_any_form
def test_common_calls_run_no_python(activation, form):
    """What is short enough for the call to matter is answered in C, given outputs among it."""
    case = Case(activation, form, np.dtype(np.float32))
    call, operands = form_of(rn.activations[activation], form), plain(case)
    numbers = [p.default for p in case.op.parameters]  # kept from the start, as others are up to a limit
    results = tuple(np.zeros(50, np.float32) for _ in range(case.ufunc.nout))
    ways = [[np.full(50, 0.25, np.float32) for _ in numbers], *([[], numbers] if None not in numbers else [])]
    for parameters in ways:
        for keywords in {}, {"out": results}, {"out": results[0] if len(results) == 1 else results}:
            assert functions_run(call, *operands, *parameters, **keywords) == []
    assert functions_run(call, *operands, *ways[0], out=None) != []


@pytest.mark.cases(dtypes=FLOAT_NAMES, parameters=True)
@pytest.mark.parametrize("number", [0.0, -0.0, 0, float("nan"), -3.0])
def test_zeros_and_nan_are_not_confused(case, number):
    operands = plain(case)
    for value in (0.0, number):  # what was asked for before must not matter
        numbers = [value if parameter.domain == "any" else 0.5 for parameter in case.op.parameters]
        want = case.ufunc(*operands, *(np.full(50, n).astype(case.dtype) for n in numbers))
        for got in every_route(case, operands, numbers):
            assert_same(tuple(result.view(np.ndarray) for result in outputs(got)), want)


@parameterised
@of_any_form
def test_what_is_kept_is_bounded(activation, form):
    case = Case(activation, form, np.dtype(np.float32))
    operands = plain(case)
    state = case.call.__wrapped__.__globals__["call"].__self__
    for k in range(2 * Parameterised.KEPT):
        numbers = [ROOM + k] * len(case.op.parameters)
        want = case.ufunc(*operands, *(np.full(50, n, np.float32) for n in numbers))
        for _ in range(2):
            assert_same_bits(case.call(*operands, *numbers), want)
    assert len(state.fixed) == Parameterised.KEPT


@parameterised
@of_any_form
def test_numpy_scalars_have_their_own_dtype(activation, form):
    case = Case(activation, form, np.dtype(np.float32))
    numbers = [np.float64(0.3)] * len(case.op.parameters)
    for result in outputs(case.call(*plain(case), *numbers)):
        assert result.dtype == np.float64


@pytest.mark.parametrize("activation", [name for name in PARAMETERISED if ops[name].kind != "numeric"])
def test_integers_become_floating_as_in_exp(activation):
    op, call = ops[activation], rn.activations[activation]
    for dtype in map(np.dtype, "?bBhHiIqQ"):
        x = np.array([0, 1, 1], dtype)
        for numbers in ([0.5] * len(op.parameters), [1] * len(op.parameters)):
            assert call(x, *numbers).dtype == np.exp(x).dtype
            assert_same_bits(call(x, *numbers), call(x.astype(np.exp(x).dtype), *numbers))
            assert_same_bits(call(x, *numbers, casting="same_kind"), call(x, *numbers))


@parameterised
@of_any_form
def test_dtype_is_that_of_the_computation(activation, form):
    case = Case(activation, form, np.dtype(np.float32))
    operands, numbers = plain(case), [0.1] * len(case.op.parameters)
    wide = [operand.astype(np.float64) for operand in operands]
    assert_same_bits(case.call(*operands, *numbers, dtype=np.float64), case.call(*wide, *numbers))


@parameterised
@of_any_form
def test_other_array_types_get_the_ufunc_that_has_a_name(activation, form):
    class Recorder:
        dtype = np.dtype(np.float16)

        def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
            return ufunc, inputs, kwargs

    case = Case(activation, form, np.dtype(np.float16))
    operands = [Recorder() for _ in plain(case)]
    numbers = [0.1] * len(case.op.parameters)
    ufunc, inputs, _ = case.call(*operands, *numbers)
    assert ufunc is case.ufunc
    assert inputs[: len(operands)] == tuple(operands)
    assert [array.dtype for array in inputs[len(operands) :]] == [np.float16] * len(numbers)
    out = (Recorder(),) * case.ufunc.nout
    ufunc, _, kwargs = case.call(*plain(case), *numbers, out=out)
    assert (ufunc, kwargs["out"]) == (case.ufunc, out)


@parameterised
@of_any_form
def test_wrong_calls(activation, form):
    case = Case(activation, form, np.dtype(np.float32))
    operands, numbers = plain(case), [0.5] * len(case.op.parameters)
    first = case.op.parameters[0].name
    with pytest.raises(TypeError, match=activation):
        case.call()
    with pytest.raises(TypeError, match=f"argument '{first}'"):
        case.call(*operands, *numbers, **{first: 0.5})
    with pytest.raises(TypeError, match="nonsense"):
        case.call(*operands, *numbers, nonsense=1)
    with pytest.raises(TypeError, match="positional"):
        case.call(*operands, *numbers, None, None)
    with pytest.raises(TypeError):
        case.call(*operands, "1", *numbers[1:])
    with pytest.raises(TypeError):
        case.call(*operands, 1j, *numbers[1:])


@parameterised
@of_any_form
def test_no_reference_is_lost_or_kept(activation, form):
    case = Case(activation, form, np.dtype(np.float32))
    operands, numbers = plain(case), [0.5, ROOM][: len(case.op.parameters)]
    arrays = [np.full(50, 0.5, np.float32) for _ in numbers]
    number = ROOM / 3  # one object
    numbers[0] = number
    for _ in every_route(case, operands, numbers):
        pass
    gc.collect()
    before = [sys.getrefcount(value) for value in (*operands, *arrays, number, case.ufunc)]
    for _ in range(10):
        for _ in every_route(case, operands, numbers):
            pass
        case.call(*operands, *arrays)
        with pytest.raises(TypeError):
            case.call(*operands, *numbers, nonsense=number)
    gc.collect()
    assert [sys.getrefcount(value) for value in (*operands, *arrays, number, case.ufunc)] == before


@parameterised
@of_any_form
def test_it_passes_for_a_function(activation, form):
    function = form_of(rn.activations[activation], form)
    assert callable(function)
    assert copy.copy(function) is copy.deepcopy(function) is function
    assert function.__name__ == function.__qualname__ == function.__wrapped__.__name__
    assert function.__module__ == "relu_native"
    assert repr(function) == f"<activation {function.__name__!r}>"
