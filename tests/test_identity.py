# SPDX-License-Identifier: BSD-3-Clause
"""The same bits for the same input, whatever the ISA, pass, threads, length, position or kind of operand."""

import functools

import numpy as np
import pytest
from relu_native._native import lib

import relu_native as rn
import samples
from cases import FLOATS, Case, assert_same_bits, outputs

FLOAT_NAMES = tuple(dtype.name for dtype in FLOATS)


def telling_operands(case):
    """Specials beside specials, then a sample."""
    special = samples.specials(case.dtype)
    operands = case.operands(20_000)
    pairs = np.meshgrid(*[special] * (2 if case.form == "backward" else 1))
    for operand, values in zip(operands, pairs, strict=False):
        operand[: values.size] = values.ravel()
    return operands


@functools.cache
def on_the_best_isa(case):
    with rn.isa.use(rn.isa.available()[0]):
        return case.ufunc(*telling_operands(case))


@pytest.mark.cases()
def test_isas(case, isa):
    assert_same_bits(case.ufunc(*telling_operands(case)), on_the_best_isa(case))


@pytest.mark.cases(dtypes=FLOAT_NAMES)
def test_passes(case, isa, exact_pass):
    assert lib.rn_set_trust(exact_pass) == exact_pass
    assert_same_bits(case.ufunc(*telling_operands(case)), on_the_best_isa(case))


@pytest.mark.cases(kinds=True)
def test_threads(case):
    """Above the size where work is split, with counts that do not divide it."""
    count = 70_003 if case.op.kind == "smooth" else 1_100_003
    operands = [np.resize(operand, count) for operand in case.operands(50_021)]
    with rn.num_threads(1):
        want = case.ufunc(*operands)
    for threads in (2, 3, 7):
        with rn.num_threads(threads):
            assert_same_bits(case.ufunc(*operands), want)


@pytest.mark.cases(dtypes=("float32",), kinds=True)
def test_threads_over_strided_and_broadcast_operands(case):
    rows, columns = 1100, 1009
    operands = [np.resize(operand, (rows, columns)) for operand in case.operands(5003)]
    variants = [
        [operand[:, ::2] for operand in operands],
        [operand.T for operand in operands],
        [operand[:, :1] if k else operand for k, operand in enumerate(operands)],
        [operand if k == len(operands) - 1 else operand[:1] for k, operand in enumerate(operands)],
    ]
    for variant in variants:
        with rn.num_threads(1):
            want = case.ufunc(*variant)
        whole = [np.ascontiguousarray(part) for part in np.broadcast_arrays(*variant)]
        assert_same_bits(tuple(map(np.ascontiguousarray, outputs(want))), case.ufunc(*whole))
        with rn.num_threads(3):
            assert_same_bits(case.ufunc(*variant), want)


@pytest.mark.cases(kinds=True)
def test_lengths_and_positions(case, isa):
    """A slice of the results is the results of the slice."""
    operands = case.operands(1500)
    want = outputs(case.ufunc(*operands))
    for start, stop in ((0, 1), (1499, 1500), (3, 20), (7, 519), (1, 1500), (640, 1153)):
        got = case.ufunc(*(operand[start:stop] for operand in operands))
        assert_same_bits(got, tuple(result[start:stop] for result in want))


@pytest.mark.cases()
def test_neighbours(case, isa):
    """The other elements of a block do not matter, and so neither does their order."""
    operands = telling_operands(case)
    order = np.random.default_rng(7).permutation(operands[0].size)
    want = outputs(case.ufunc(*operands))
    got = case.ufunc(*(operand[order] for operand in operands))
    assert_same_bits(got, tuple(result[order] for result in want))


@pytest.mark.cases(dtypes=FLOAT_NAMES)
def test_lanes_beside_zeros(case, isa):
    """Zeros are settled sooner than other results; what is tiny must not pass for one."""
    special = samples.specials(case.dtype)
    special = special[samples.is_finite(special)]
    count = len(case.operands(1)) - len(case.op.parameters)  # x, or dy and x
    for k in range(count):
        amid, alone = ([np.ones((special.size, 64), case.dtype) for _ in range(count)] for _ in range(2))
        amid[k][:], alone[k][:] = 0, special[:, None]
        amid[k][:, 5] = special
        got, want = case.call(*amid, *case.required), case.call(*alone, *case.required)
        for g, w in zip(outputs(got), outputs(want), strict=True):
            assert_same_bits(g[:, 5], w[:, 5])


@pytest.mark.cases(dtypes=FLOAT_NAMES)
def test_single_elements(case):
    """NumPy scalars and 0-dimensional arrays; both come back as scalars."""
    operands = case.operands(60)
    first = len(operands) - len(case.op.parameters)
    for k, parameter in enumerate(case.op.parameters):
        if "before" in parameter.domain:  # refused in scalars
            operands[first + k] = np.maximum(operands[first + k], operands[first + k - 1])
    want = outputs(case.ufunc(*operands))
    for k in range(60):
        for kind in (lambda operand, k: operand[k], lambda operand, k: operand[k : k + 1].reshape(())):
            got = case.call(*(kind(operand, k) for operand in operands))
            for g, w in zip(got if isinstance(got, tuple) else (got,), want, strict=True):
                assert type(g) is case.dtype.type
                assert samples.bits(g) == samples.bits(w[k])


@pytest.mark.cases(dtypes=FLOAT_NAMES)
def test_kinds_of_parameters(case, isa):
    """Defaults, Python numbers, NumPy scalars, arrays of one element and whole arrays give the same bits."""
    plain = case.operands(700)[: len(case.operands(1)) - len(case.op.parameters)]
    names = [parameter.name for parameter in case.op.parameters]
    want = case.ufunc(*plain, *(np.full(700, value) for value in case.defaults))
    assert_same_bits(case.call(*plain, *case.required), want)
    for kind in (
        float,
        lambda value: value,
        lambda value: np.full(1, value),
        lambda value: np.full((), value),
    ):
        values = [kind(value) for value in case.defaults]
        assert_same_bits(case.call(*plain, *values), want)
        assert_same_bits(case.call(*plain, **dict(zip(names, values, strict=True))), want)


#: Enough for 7 threads of a piecewise op, which are woken for 2^17 elements each.
MANY = 7 * 2**17 + 4099


@pytest.mark.parametrize("layout", ["contiguous", "at an odd offset", "strided", "backwards"])
@pytest.mark.parametrize("form", ["forward", "backward"])
@pytest.mark.parametrize("name", ["relu", "silu", "elu"])
def test_threads_chunks_and_layouts_by_the_million(name, form, layout):
    """1, 2, 3 and 7 threads, 64 where the op is smooth, and slices of many lengths: one answer."""
    case = Case(name, form, np.dtype(np.float32))
    operands = [np.resize(operand, MANY) for operand in case.operands(60_013)[: case.ufunc.nin]]
    if layout == "at an odd offset":
        placed = [np.ndarray(MANY, np.float32, np.empty(4 * MANY + 1, np.uint8), 1) for _ in operands]
        for view, operand in zip(placed, operands, strict=True):
            view[:] = operand
        operands = placed
    elif layout != "contiguous":
        operands = [operand[:: 2 if layout == "strided" else -1] for operand in operands]
    count = operands[0].size
    with rn.num_threads(1):
        want = outputs(case.ufunc(*operands))
    for threads in (2, 3, 7, 64) if layout == "contiguous" else (3, 7):
        with rn.num_threads(threads):
            assert_same_bits(case.ufunc(*operands), want)
    random = np.random.default_rng(count)
    with rn.num_threads(3):
        for length in (1, 1000, 4095, 4097, 40_001, 300_007):
            start = int(random.integers(0, count - length))
            got = case.ufunc(*(operand[start : start + length] for operand in operands))
            assert_same_bits(got, tuple(result[start : start + length] for result in want))
