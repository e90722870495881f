# SPDX-License-Identifier: BSD-3-Clause
"""Strides, in place, overlap, where, broadcasting: the layout of the operands never shows in the results."""

import numpy as np
import pytest

from cases import FLOATS, assert_same_bits, outputs

#: Longer than the tile that strided operands pass through, and no multiple of anything.
COUNT = 1117


def strided(array, step):
    """The array's elements step places apart."""
    space = np.zeros(abs(step) * array.size, array.dtype)
    view = space[:: abs(step)][:: 1 if step > 0 else -1]
    view[:] = array
    return view


def in_records(array, dtype):
    """The array's elements in a field of records."""
    records = np.zeros(array.size, dtype)
    records["x"] = array
    return records["x"]


def empty_like(operands, ufunc):
    return tuple(np.empty(operands[0].shape, operands[0].dtype) for _ in range(ufunc.nout))


@pytest.mark.cases(kinds=True)
def test_strides(case, isa):
    ufunc, operands = case.ufunc, case.operands(COUNT)
    want = ufunc(*operands)
    for step in (2, 3, -1, -2, 5):
        assert_same_bits(ufunc(*(strided(operand, step) for operand in operands)), want)
        out = tuple(strided(result, step) for result in empty_like(operands, ufunc))
        assert_same_bits(ufunc(*operands, out=out), want)
    for k in range(len(operands)):
        mixed = [strided(operand, k + 2) if j == k else operand for j, operand in enumerate(operands)]
        assert_same_bits(ufunc(*mixed, out=tuple(strided(o, -3) for o in empty_like(operands, ufunc))), want)
    odd = (
        np.dtype([("pad", "u1"), ("x", case.dtype)]),
        np.dtype([("x", case.dtype), ("pad", "u1", 2 * case.dtype.itemsize)]),
    )
    for record in odd:
        assert_same_bits(ufunc(*(in_records(operand, record) for operand in operands)), want)
        out = tuple(in_records(result, record) for result in empty_like(operands, ufunc))
        assert_same_bits(ufunc(*operands, out=out), want)


@pytest.mark.cases(kinds=True)
def test_stride_zero(case, isa):
    ufunc, operands = case.ufunc, case.operands(COUNT)
    for k, operand in enumerate(operands):
        repeated = [o[:1].repeat(COUNT) if j == k else o for j, o in enumerate(operands)]
        want = ufunc(*repeated)
        assert_same_bits(
            ufunc(*(np.broadcast_to(operand[0], COUNT) if j == k else o for j, o in enumerate(operands))),
            want,
        )
        assert_same_bits(
            ufunc(
                *(operand[0] if j == k else o for j, o in enumerate(operands)),
                out=empty_like(operands, ufunc),
            ),
            want,
        )
    first = ufunc(*(operand[:1] for operand in operands))
    want = tuple(np.repeat(result, COUNT) for result in outputs(first))
    assert_same_bits(ufunc(*(np.broadcast_to(operand[0], COUNT) for operand in operands)), want)


@pytest.mark.cases(kinds=True)
def test_several_dimensions(case, isa):
    ufunc, operands = case.ufunc, case.operands(7 * 9 * 5)
    want = tuple(result.reshape(7, 9, 5) for result in outputs(ufunc(*operands)))
    cubes = [operand.reshape(7, 9, 5) for operand in operands]
    assert_same_bits(ufunc(*cubes), want)
    assert_same_bits(ufunc(*(np.asfortranarray(cube) for cube in cubes)), want)
    assert_same_bits(
        ufunc(*(cube.transpose(2, 0, 1) for cube in cubes)),
        tuple(result.transpose(2, 0, 1) for result in want),
    )
    assert_same_bits(
        ufunc(*(cube[::-2, 1::3, ::-1] for cube in cubes)), tuple(result[::-2, 1::3, ::-1] for result in want)
    )


@pytest.mark.cases(kinds=True)
def test_in_place(case, isa):
    """Any output may be any input."""
    ufunc = case.ufunc
    want = outputs(ufunc(*case.operands(COUNT)))
    for k in range(ufunc.nin):
        for j in range(ufunc.nout):
            for step in (1, 2, -1):
                operands = [strided(operand, step) for operand in case.operands(COUNT)]
                out = [None] * ufunc.nout
                out[j] = operands[k]
                results = outputs(ufunc(*operands, out=tuple(out)))
                assert results[j] is operands[k] or np.shares_memory(results[j], operands[k])
                assert_same_bits(results, want)


@pytest.mark.cases(kinds=True)
def test_partial_overlap(case, isa):
    ufunc = case.ufunc
    for k in range(ufunc.nin):
        for source, target in (
            (slice(None, -1), slice(1, None)),
            (slice(1, None), slice(None, -1)),
            (slice(None, None, -1), slice(None)),
            (slice(0, 500), slice(3, 1003, 2)),
        ):
            operands = case.operands(COUNT)
            space = operands[k]
            operands = [operand[source] for operand in operands]
            want = ufunc(*(operand.copy() for operand in operands))
            out = [None] * ufunc.nout
            out[-1] = space[target]
            assert_same_bits(ufunc(*operands, out=tuple(out)), want)


@pytest.mark.cases(kinds=True)
def test_where(case, isa):
    ufunc, operands = case.ufunc, case.operands(COUNT)
    want = outputs(ufunc(*operands))
    mask = np.random.default_rng(3).random(COUNT) < 0.5
    mask[200:400], mask[400:700] = True, False
    old = case.operands(COUNT, seed=9)[0]
    for where in (mask, np.zeros(COUNT, bool), np.ones(COUNT, bool), mask[::-1]):
        got = case.ufunc(*operands, out=tuple(old.copy() for _ in want), where=where)
        assert_same_bits(got, tuple(np.where(where, result, old) for result in want))


PARAMETER_SHAPES = [
    ((4, 3, 5), (3, 1)),
    ((4, 3, 5), (5,)),
    ((4, 3, 5), ()),
    ((3, 1), (1, 5)),
    ((1,), (700, 3)),
    ((300,), (300,)),
]


@pytest.mark.cases(dtypes=tuple(dtype.name for dtype in FLOATS), kinds=True)
def test_broadcasting(case, isa):
    """Parameters broadcast against x, and dy against both."""
    plain = 1 + (case.form == "backward")
    for shape, parameter_shape in PARAMETER_SHAPES:
        shapes = [shape] + [parameter_shape] * len(case.op.parameters)
        if case.form == "backward":
            shapes.insert(0, parameter_shape)
        operands = case.operands(2100)
        parts = [o[: np.prod(s, dtype=int)].reshape(s) for o, s in zip(operands, shapes, strict=True)]
        whole = [part.copy() for part in np.broadcast_arrays(*parts)]
        want = case.ufunc(*whole)
        assert_same_bits(case.ufunc(*parts), want)
        assert_same_bits(case.call(*parts), want)
        assert_same_bits(case.call(*(np.asfortranarray(part) for part in parts)), want)
        assert_same_bits(case.call(*parts[:plain], *whole[plain:]), want)
