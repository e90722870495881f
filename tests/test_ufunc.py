# SPDX-License-Identifier: BSD-3-Clause
"""Activations behave as NumPy's own ufuncs do: keywords, protocols, pickling, dask."""

import multiprocessing
import pickle

import dask.array as da
import numpy as np
import pytest

import relu_native as rn
import samples
from cases import FLOATS, assert_same, assert_same_bits, every_case, outputs

FLOAT_NAMES = tuple(dtype.name for dtype in FLOATS)


@pytest.mark.cases(dtypes=("float32",))
def test_it_is_a_ufunc(case):
    assert isinstance(case.ufunc, np.ufunc)
    parameters = len(case.op.parameters)
    assert case.ufunc.nin == 1 + (case.form == "backward") + parameters
    assert case.ufunc.nout == 1 + (case.form == "value_and_derivative")
    assert case.ufunc is case.call or parameters
    assert case.ufunc.__name__.startswith(case.name)


@pytest.mark.cases(dtypes=FLOAT_NAMES)
def test_out(case):
    operands = case.operands(50)
    want = outputs(case.call(*operands))
    out = tuple(np.zeros_like(result) for result in want)
    got = outputs(case.call(*operands, out=out))
    assert all(g is o for g, o in zip(got, out, strict=True))
    assert_same_bits(out, want)
    wide = tuple(np.zeros(50, np.float64) for _ in want)
    case.call(*operands, out=wide)
    with np.errstate(invalid="ignore"):
        assert_same(wide, tuple(result.astype(np.float64) for result in want))
    if len(want) == 1:
        assert case.call(*operands, out=out[0]) is out[0]


@pytest.mark.cases(dtypes=("float32",))
def test_refused_outputs_stay_as_they_were(case):
    operands = case.operands(50)
    frozen = np.zeros(50, np.float32)
    frozen.flags.writeable = False
    outs = {TypeError: np.zeros(50, np.int32), ValueError: np.zeros(49, np.float32)}
    for error, out in [*outs.items(), (ValueError, frozen)]:
        with pytest.raises(error):
            case.call(*operands, out=(out,) * case.ufunc.nout)
        assert not out.any()


@pytest.mark.cases(dtypes=("float32",))
def test_no_memory_for_the_result(case):
    endless = np.broadcast_to(np.float32(1), 1 << 52)
    plain = [endless] * (1 + (case.form == "backward"))
    with pytest.raises(MemoryError):
        case.call(*plain, *case.required)
    assert_same_bits(case.ufunc(*case.operands(3)), case.ufunc(*case.operands(3)))


@pytest.mark.cases(dtypes=FLOAT_NAMES)
def test_dtype_and_casting(case):
    operands = case.operands(50, sample=samples.moderate)
    want = case.ufunc(*(operand.astype(np.float64) for operand in operands))
    assert_same_bits(case.call(*operands, dtype=np.float64), want)
    with pytest.raises(TypeError):
        case.call(*(operand.astype(np.float64) for operand in operands), dtype=np.float32, casting="no")


@pytest.mark.cases(dtypes=("float64", "float32", "float16"), kinds=True)
def test_byte_order(case):
    operands = case.operands(700)
    want = case.ufunc(*operands)
    swapped = [operand.astype(operand.dtype.newbyteorder("S")) for operand in operands]
    with np.errstate(invalid="ignore"):
        assert_same(case.call(*swapped), want)
        out = tuple(np.zeros(700, swapped[0].dtype) for _ in outputs(want))
        assert_same(tuple(o.astype(case.dtype) for o in outputs(case.call(*operands, out=out))), want)


@pytest.mark.cases(kinds=True)
@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 4, 2)], ids=str)
def test_nothing_to_do(case, shape):
    for result in outputs(case.ufunc(*(operand.reshape(shape) for operand in case.operands(0)))):
        assert (result.shape, result.dtype) == (shape, case.dtype)


@pytest.mark.cases(dtypes=("float32",))
def test_python_numbers_and_lists(case):
    """They are float64, alone; beside an array they take its dtype."""
    dy = [0.5] if case.form == "backward" else []
    for result in outputs(case.call(*dy, -1.5, *case.required)):
        assert result.dtype == np.float64
    got = case.call(*([0.5, 2] for _ in dy), [-1.5, 3], *case.required)
    assert_same_bits(
        got, case.call(*(np.array([0.5, 2.0]) for _ in dy), np.array([-1.5, 3.0]), *case.required)
    )
    if dy:
        x = np.float32([-1.5, 3])
        assert_same_bits(case.call(0.5, x, *case.required), case.call(np.float32(0.5), x, *case.required))


@pytest.mark.cases(dtypes=FLOAT_NAMES, kinds=True)
def test_subclasses_and_protocols(case):
    class Tagged(np.ndarray):
        pass

    operands = case.operands(6)
    want = outputs(case.ufunc(*operands))
    results = case.call(*(operand.view(Tagged) for operand in operands))
    for result, w in zip(results if isinstance(results, tuple) else (results,), want, strict=True):
        assert type(result) is Tagged
        assert_same_bits(result.view(np.ndarray), w)
    plain = len(operands) - len(case.op.parameters)

    class Duck:
        def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
            return ufunc.__name__, method

    called, method = case.call(*(Duck() for _ in range(plain)), *operands[plain:])
    assert (called, method) == (case.ufunc.__name__, "__call__")


@pytest.mark.cases(forms=("forward", "derivative"), dtypes=("float32",))
def test_masked_arrays(case):
    x = np.ma.masked_array(np.float32([-1, 2, 3]), mask=[False, True, False])
    got = case.call(x, *case.required)
    assert isinstance(got, np.ma.MaskedArray)
    np.testing.assert_array_equal(got.mask, x.mask)
    assert_same_bits(got.compressed(), case.call(x.compressed(), *case.required))


@pytest.mark.cases(forms=("forward", "derivative"), dtypes=FLOAT_NAMES, kinds=True)
def test_at(case):
    x, indices = samples.moderate(case.dtype, 20), np.array([3, 5, 19])
    if case.ufunc.nin > 2:
        with pytest.raises((TypeError, ValueError)):
            case.ufunc.at(x, indices, *case.defaults)
        return
    want = x.copy()
    want[indices] = case.call(x[indices], *case.required)
    case.ufunc.at(x, indices, *case.defaults)
    assert_same_bits(x, want)


@pytest.mark.cases(forms=("backward",), dtypes=FLOAT_NAMES, kinds=True)
def test_outer(case):
    dy, x = case.operands(9, sample=samples.moderate)[:2]
    if case.ufunc.nin == 2:
        assert_same_bits(case.ufunc.outer(dy, x), case.call(dy[:, None], x))
    else:
        with pytest.raises(ValueError, match="outer"):
            case.ufunc.outer(dy, x)


@pytest.mark.cases(dtypes=("float32",))
def test_pickle(case):
    assert pickle.loads(pickle.dumps(case.ufunc)) is case.ufunc
    assert pickle.loads(pickle.dumps(case.call)) is case.call


def called_there(jobs):
    """Runs in another process, where relu_native is imported by unpickling."""
    return [function(*arguments) for function, arguments in jobs]


def test_pickles_cross_to_a_fresh_process():
    x = np.float32([-2, -0.5, 0.5, 2])
    jobs = []
    for activation in rn.activations.values():
        arguments = [0.25 for default in activation.parameters.values() if default is None]
        jobs += [(activation, (x, *arguments)), (activation.derivative, (x, *arguments))]
        jobs += [
            (activation.backward, (x, x, *arguments)),
            (activation.value_and_derivative, (x, *arguments)),
        ]
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        results = pool.apply_async(called_there, (jobs,)).get(timeout=60)
    for result, (function, arguments) in zip(results, jobs, strict=True):
        assert_same_bits(result, function(*arguments))


@pytest.mark.cases(
    forms=("forward", "derivative", "backward"), dtypes=("float32", "float64", "bfloat16"), kinds=True
)
def test_dask(case):
    """Lazy, in chunks, with the dtype known beforehand; what dask does for any ufunc of one result."""
    operands = case.operands(100)
    plain = len(operands) - len(case.op.parameters)
    lazy = [da.from_array(operand, chunks=32) for operand in operands]
    for parameters, known in ((case.required, case.required), (lazy[plain:], operands[plain:])):
        result = case.call(*lazy[:plain], *parameters)
        assert isinstance(result, da.Array)
        assert result.dtype == case.dtype
        assert_same_bits(result.compute(scheduler="threads"), case.call(*operands[:plain], *known))


@pytest.mark.parametrize(
    "case",
    [case for case in every_case(dtypes=FLOAT_NAMES) if (case.ufunc.nin, case.ufunc.nout) == (2, 1)],
    ids=str,
)
@pytest.mark.parametrize("count", [1, 2, 17, 700])
def test_reduce_and_accumulate(case, count):
    """Every result is the next element's operand."""
    ufunc = case.ufunc
    x = samples.moderate(case.dtype, 3 * count).reshape(3, count)
    want = x.copy()
    for i in range(1, count):
        want[:, i] = ufunc(want[:, i - 1], x[:, i])
    assert_same_bits(ufunc.accumulate(x, axis=1), want)
    assert_same_bits(ufunc.accumulate(x.T.copy(), axis=0), np.ascontiguousarray(want.T))
    assert_same_bits(ufunc.reduce(x, axis=1), want[:, -1])
    assert_same_bits(ufunc.reduce(x.T.copy(), axis=0), want[:, -1])
    assert_same_bits(ufunc.reduceat(x[0], [0]), want[0, -1:])


@pytest.mark.cases(forms=("forward",), dtypes=("float32",), parameters=True)
def test_parameters_that_are_others_arrays(case):
    """Whoever they belong to is asked, also where they have no dimensions."""

    class Duck(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
            plain = (np.asarray(operand) for operand in inputs)
            return "asked" if ufunc is case.ufunc else getattr(ufunc, method)(*plain, **keywords)

    x = case.operands(6)[0]
    zero_dimensional = [np.asarray(default) for default in case.defaults]
    assert isinstance(case.call(x, *map(da.from_array, zero_dimensional)), da.Array)
    assert case.call(x, *(p.view(Duck) for p in zero_dimensional)) == "asked"
    wrong = np.array(1j)
    with pytest.raises(TypeError, match=f"{case.name}.* does not take operands of dtype"):
        case.call(x.astype(complex), *(wrong for _ in zero_dimensional))
