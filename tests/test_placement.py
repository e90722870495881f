# SPDX-License-Identifier: BSD-3-Clause
"""Every short length, at every misalignment and flush against guard pages: nothing else is touched."""

import functools
import itertools

import numpy as np
import pytest

import samples
from cases import outputs
from memory import Guarded

#: The longest register there is, AVX-512's, in bytes; every length up to four of them and three elements.
VECTOR = 64
UNTOUCHED = 0xA5
#: From so many bytes on a row's results are aligned (csrc/run.c).
ALIGNED_ROW = 2048


def lengths(dtype):
    return range(4 * VECTOR // dtype.itemsize + 4)


@functools.cache
def arenas(dtype, count):
    """The memory of count arrays, what its bytes are to hold, and views for every length and misalignment.

    The misalignments are those by whole elements and those inside an element. Each byte of memory holds the
    byte with a certain number of the array that the views are prefixes of, or, for number -1, none: it lies
    between views.
    """
    size = dtype.itemsize
    offsets = [*range(0, VECTOR, size), *range(1, size)]
    placements = [(n, offset) for n in lengths(dtype) for offset in range(len(offsets))]
    total = sum(2 * VECTOR + n * size for n, _ in placements)
    spaces = [np.empty(total + VECTOR, np.uint8) for _ in range(count)]
    spaces = [space[-space.ctypes.data % VECTOR :][:total] for space in spaces]
    contents = [np.full(total, -1) for _ in range(count)]
    views, start = [], 0
    for n, offset in placements:
        # Each array of a call has an alignment of its own.
        starts = [start + offsets[(offset * (2 * k + 1) + k) % len(offsets)] for k in range(count)]
        views.append(tuple(np.ndarray(n, dtype, space, at) for space, at in zip(spaces, starts, strict=True)))
        for content, at in zip(contents, starts, strict=True):
            content[at : at + n * size] = np.arange(n * size)
        start += -(-(n * size + VECTOR) // VECTOR) * VECTOR
    return spaces, contents, views


def filled(content, array):
    return np.append(array.view(np.uint8), np.uint8(UNTOUCHED))[content]


@pytest.mark.cases(kinds=True)
def test_every_length_at_every_misalignment(case, isa):
    ufunc = case.ufunc
    spaces, contents, views = arenas(case.dtype, ufunc.nin + ufunc.nout)
    operands = case.operands(max(lengths(case.dtype)))
    results = outputs(ufunc(*operands))
    for space, content, operand in zip(spaces, contents, operands, strict=False):
        space[:] = filled(content, operand)
    for space in spaces[ufunc.nin :]:
        space[:] = UNTOUCHED
    for placed in views:
        ufunc(*placed)
    for space, content, array in zip(spaces, contents, [*operands, *results], strict=True):
        assert np.array_equal(space, filled(content, array))


@pytest.mark.cases(kinds=True)
def test_long_rows_from_every_place_in_a_line(case, isa):
    """Results are aligned first: apart from the operands some elements are computed twice."""
    size, x = case.dtype.itemsize, 1 if case.form == "backward" else 0
    operands = case.operands(ALIGNED_ROW // size + 5)
    results = outputs(case.ufunc(*operands))
    nbytes = results[0].nbytes
    for offset, in_place in itertools.product(range(0, VECTOR, size), (False, True)):
        spaces = [np.full(nbytes + 2 * VECTOR, UNTOUCHED, np.uint8) for _ in results]
        lines = [space[-space.ctypes.data % VECTOR :] for space in spaces]
        placed = [line[offset:][:nbytes].view(case.dtype) for line in lines]
        given = list(operands)
        if in_place:
            placed[0][:] = operands[x]
            given[x] = placed[0]
        case.ufunc(*given, *placed)
        for space, got, want in zip(spaces, placed, results, strict=True):
            assert np.array_equal(samples.bits(got), samples.bits(want)), (offset, in_place)
            got.view(np.uint8)[:] = UNTOUCHED
            assert np.all(space == UNTOUCHED), (offset, in_place)


@functools.cache
def guarded(count):
    return [Guarded(1) for _ in range(count)]


@pytest.mark.cases(kinds=True)
def test_flush_against_a_guard_page(case, isa):
    ufunc = case.ufunc
    pages = guarded(ufunc.nin + ufunc.nout)
    operands = case.operands(max(lengths(case.dtype)))
    results = outputs(ufunc(*operands))
    for side, step in itertools.product((Guarded.at_start, Guarded.at_end), (1, 2, -1)):
        for n in lengths(case.dtype):
            span = n if abs(step) == 1 else max(2 * n - 1, 0)  # both its ends are elements
            placed = [side(page, case.dtype, span)[::step] for page in pages]
            for view, operand in zip(placed, operands, strict=False):
                view[:] = operand[:n]
            ufunc(*placed)
            for got, want in zip(placed[ufunc.nin :], results, strict=True):
                assert np.array_equal(samples.bits(got), samples.bits(want[:n])), (
                    f"{side.__name__} {step=} {n=}"
                )
