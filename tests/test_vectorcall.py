# SPDX-License-Identifier: BSD-3-Clause
"""What csrc/vectorcall.c answers itself is what NumPy's machinery would: results, layouts and errors."""

import sys

import numpy as np
import pytest

import relu_native as rn
from cases import FLOATS, assert_same_bits, outputs

SHAPES = [(3,), (1, 1), (5, 1), (1, 5), (6, 7), (2, 3, 4), (0, 3), (40, 3, 50)]


def layouts(array):
    """The array's elements in memory in ways that a result may follow."""
    yield array.copy()
    yield np.asfortranarray(array)
    yield np.repeat(array, 2, axis=-1)[..., ::2]
    yield array[::-1].copy()[::-1]
    yield np.moveaxis(np.moveaxis(array, 0, -1).copy(), -1, 0)
    yield np.broadcast_to(array[..., :1], array.shape)


def through_numpy(ufunc, *operands, **keywords):
    """The same call by a way that is always NumPy's."""
    return ufunc(*operands, casting="same_kind", **keywords)


@pytest.mark.cases(kinds=True)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_results_and_their_layout(case, shape):
    operands = [operand.reshape(shape) for operand in case.operands(int(np.prod(shape)))]
    for arrays in zip(*map(layouts, operands), strict=True):
        got, want = case.ufunc(*arrays), through_numpy(case.ufunc, *arrays)
        assert_same_bits(got, want)
        for g, w in zip(outputs(got), outputs(want), strict=True):
            assert g.strides == w.strides
            assert g.base is None and g.flags.owndata


@pytest.mark.cases(kinds=True)
def test_mixed_layouts(case):
    shape = (6, 7, 5)
    operands = [operand.reshape(shape) for operand in case.operands(210)]
    for k in range(len(operands)):
        for array in layouts(operands[k]):
            arrays = [*operands[:k], array, *operands[k + 1 :]]
            got, want = case.ufunc(*arrays), through_numpy(case.ufunc, *arrays)
            assert_same_bits(got, want)
            assert [g.strides for g in outputs(got)] == [w.strides for w in outputs(want)]


@pytest.mark.cases(kinds=True)
def test_outputs(case):
    ufunc, operands = case.ufunc, [operand.reshape(6, 7) for operand in case.operands(42)]
    want = outputs(ufunc(*operands))
    nothing = (None,) * ufunc.nout
    assert_same_bits(ufunc(*operands, out=nothing), want)
    for k in range(ufunc.nout):
        for target in layouts(np.zeros((6, 7), case.dtype)):
            if not target.flags.writeable:
                continue
            before = sys.getrefcount(target)
            results = outputs(ufunc(*operands, out=(*nothing[:k], target, *nothing[k + 1 :])))
            assert results[k] is target
            assert_same_bits(results, want)
            del results
            assert sys.getrefcount(target) == before
    if ufunc.nout == 1:
        assert_same_bits(ufunc(*operands, out=None), want)
    wider = tuple(np.zeros((3, 6, 7), case.dtype) for _ in want)
    assert_same_bits(ufunc(*operands, out=wider), tuple(np.stack([result] * 3) for result in want))


@pytest.mark.cases(dtypes=("float32",), kinds=True)
def test_the_errors_are_numpys(case):
    ufunc, operands = case.ufunc, [operand.reshape(6, 7) for operand in case.operands(42)]
    frozen = np.zeros((6, 7), np.float32)
    frozen.flags.writeable = False
    outs = [frozen, np.zeros((7, 6), np.float32), np.zeros(7, np.float32), np.zeros((6, 7), np.int8), 1.5]
    calls = [(operands, {"out": (out,) * ufunc.nout}) for out in outs]
    calls += [(operands, {"out": ()}), (operands, {"into": frozen}), (operands[:-1], {})]
    if len(operands) > 1:
        calls.append(([operands[0][:, :5], *operands[1:]], {}))
    for arguments, keywords in calls:
        with pytest.raises(Exception) as want:
            through_numpy(ufunc, *arguments, **keywords)
        with pytest.raises(type(want.value)) as got:
            ufunc(*arguments, **keywords)
        assert str(got.value) == str(want.value)
    assert not frozen.any()


@pytest.mark.cases(dtypes=("float32",), kinds=True)
def test_what_dtypes_and_flags_say(case):
    """Metadata is kept as NumPy keeps it, and a broadcast output warns as it does there."""
    noted = np.dtype(case.dtype, metadata={"unit": "V"})
    operands = [operand.astype(noted) for operand in case.operands(5)]
    for got, want in zip(
        *map(outputs, (case.ufunc(*operands), through_numpy(case.ufunc, *operands))), strict=True
    ):
        assert got.dtype.metadata == want.dtype.metadata
    out = np.broadcast_arrays(np.zeros(5, case.dtype), np.zeros((1, 1), case.dtype))[0]
    with pytest.warns(DeprecationWarning):
        case.ufunc(*case.operands(5), out=(out, *(None,) * (case.ufunc.nout - 1)))


@pytest.mark.cases(kinds=True)
def test_results_that_are_one_array(case):
    """Whatever NumPy makes of it; no crash, and nothing but the results written."""
    ufunc, operands = case.ufunc, case.operands(700)
    shared, other = np.zeros(701, case.dtype), np.zeros(701, case.dtype)
    ufunc(*operands, out=(shared[:-1],) * ufunc.nout)
    through_numpy(ufunc, *operands, out=(other[:-1],) * ufunc.nout)
    assert_same_bits(shared, other)


@pytest.mark.cases(kinds=True)
@pytest.mark.parametrize("shape", [(80, 1024), (81, 2050), (2, 90, 512)], ids=str)
def test_across_the_order_of_memory(case, shape):
    """Rows of so many cache lines that the loops go by blocks."""
    operands = [operand.reshape(shape) for operand in case.operands(int(np.prod(shape)))]
    want = outputs(case.ufunc(*operands))
    out = tuple(np.empty(shape[::-1], case.dtype) for _ in want)
    case.ufunc(*(operand.T for operand in operands), out=out)
    assert_same_bits(out, tuple(result.T for result in want))
    case.ufunc(operands[0].T, *(operand.T.copy() for operand in operands[1:]), out=out)
    assert_same_bits(out, tuple(result.T for result in want))


@pytest.mark.cases(dtypes=("float32",), kinds=True)
def test_threads_share_what_is_not_contiguous(case):
    """The same bits from rows split over threads, in every layout, broadcast too."""
    shape = (300, 1100)
    operands = [operand.reshape(shape) for operand in case.operands(int(np.prod(shape)))]
    row, column = (slice(1), slice(None)), (slice(None), slice(1))
    with rn.num_threads(1):
        calls = [list(arrays) for arrays in zip(*map(layouts, operands), strict=True)]
        calls += [[operands[0], *(operand[part] for operand in operands[1:])] for part in (row, column)]
        wants = [case.ufunc(*arrays) for arrays in calls]
    with rn.num_threads(7):
        for arrays, want in zip(calls, wants, strict=True):
            assert_same_bits(case.ufunc(*arrays), want)


@pytest.mark.cases(dtypes=("float32",), kinds=True)
@pytest.mark.parametrize("ahead", [1, 33, 5000])
def test_an_input_that_runs_ahead_of_the_output(case, ahead):
    """NumPy passes such operands on, for in order no element is read after it was written: not by threads."""
    operands = case.operands(300_000)
    space = operands[0]
    operands = [space[ahead:], *(operand[:-ahead] for operand in operands[1:])]
    want = outputs(case.ufunc(*(operand.copy() for operand in operands)))
    with rn.num_threads(4):
        out = (space[:-ahead], *(np.empty_like(result) for result in want[1:]))
        through_numpy(case.ufunc, *operands, out=out)
    assert_same_bits(out, want)


@pytest.mark.cases(dtypes=tuple(dtype.name for dtype in FLOATS))
def test_scalars(case):
    """The same bits, and the types that NumPy returns, from scalars and arrays of no dimensions."""
    operands = case.operands(40)
    wants = outputs(case.ufunc(*operands))
    for i in range(40):
        scalars = [operand[i] for operand in operands]
        kinds = [scalars, [np.asarray(scalar) for scalar in scalars]]
        if case.dtype == np.float64:
            kinds.append(list(map(float, scalars)))
        for arguments in kinds:
            got, numpys = case.ufunc(*arguments), through_numpy(case.ufunc, *arguments)
            pairs = zip(*((r if isinstance(r, tuple) else (r,)) for r in (got, numpys)), strict=True)
            assert all(type(g) is type(n) for g, n in pairs)
            assert_same_bits(got, tuple(want[i] for want in wants))


@pytest.mark.cases(dtypes=("float32", "float16"), parameters=True)
def test_parameters_that_are_scalars_of_numpy(case):
    """They count as numbers where x has their dtype; elsewhere they take part in the result's."""
    operands = case.operands(40)[: -len(case.op.parameters)]
    for parameters in (case.defaults, [np.asarray(default) for default in case.defaults]):
        want = case.ufunc(*operands, *case.defaults)
        for _ in range(2):  # the second time they are known
            assert_same_bits(case.call(*operands, *parameters), want)
            assert_same_bits(
                case.call(*(o[3] for o in operands), *parameters), tuple(w[3] for w in outputs(want))
            )
        names = [parameter.name for parameter in case.op.parameters]
        assert_same_bits(case.call(*operands, **dict(zip(names, parameters, strict=True))), want)
        wide = [np.float64(parameter) for parameter in parameters]
        for result in outputs(case.call(*operands, *wide)):
            assert result.dtype == np.float64
        for result in outputs(case.call(*(0.75 for _ in operands), *parameters)):
            assert result.dtype == case.dtype
    for result in outputs(case.call(*(0.75 for _ in operands), *map(float, case.defaults))):
        assert result.dtype == np.float64
