# SPDX-License-Identifier: BSD-3-Clause
"""Layouts made by Hypothesis: shapes that broadcast, any steps, transposes, outputs that overlap inputs."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cases import FLOATS, Case, assert_same_bits, outputs
from relu_native._registry import FORMS

SETTINGS = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@st.composite
def layouts(draw, count):
    """Shape, steps and order of the axes in memory for each of count operands."""
    shapes = draw(hnp.mutually_broadcastable_shapes(num_shapes=count, max_dims=4, max_side=9)).input_shapes
    made = []
    for shape in shapes:
        steps = draw(st.tuples(*(st.sampled_from([1, 1, 2, 3, -1, -2]) for _ in shape)))
        order = draw(st.permutations(range(len(shape))))
        made.append((shape, steps, order))
    return made


def laid_out(values, layout, start):
    """An array of that shape, with those steps and that order of the axes in memory."""
    shape, steps, order = layout
    inner = [shape[axis] for axis in order]
    space = np.empty([side * abs(steps[axis]) for side, axis in zip(inner, order, strict=True)], values.dtype)
    space = space[(..., *(slice(None, None, steps[axis]) for axis in order))]
    view = space.transpose(np.argsort(order)) if order else space
    view[...] = np.resize(np.roll(values, start), shape)
    return view


@pytest.mark.parametrize("form", FORMS)
@SETTINGS
@given(data=st.data())
def test_any_layout(name, form, data):
    case = Case(name, form, data.draw(st.sampled_from(FLOATS)))
    operands = case.operands(700)
    chosen = data.draw(layouts(len(operands)))
    arrays = [laid_out(o, layout, 11 * k) for k, (o, layout) in enumerate(zip(operands, chosen, strict=True))]
    whole = [part.copy() for part in np.broadcast_arrays(*arrays)]
    shape = whole[0].shape
    want = outputs(case.ufunc(*(part.ravel() for part in whole)))
    want = tuple(result.reshape(shape) for result in want)
    assert_same_bits(case.ufunc(*arrays), want)

    steps = data.draw(st.tuples(*(st.sampled_from([1, 2, -1]) for _ in shape)))
    target = laid_out(operands[0], (shape, steps, range(len(shape))), 0)
    old = target.copy()
    where = data.draw(hnp.arrays(bool, shape))
    outputs(case.ufunc(*arrays, out=(target,) + (None,) * (len(want) - 1), where=where))
    assert_same_bits(target, np.where(where, want[0], old))


@pytest.mark.parametrize("form", FORMS)
@SETTINGS
@given(data=st.data())
def test_any_overlap(name, form, data):
    """Operands and outputs are slices of one buffer."""
    case = Case(name, form, np.dtype(np.float32))
    count = data.draw(st.integers(1, 600))
    steps = st.sampled_from([1, 1, 2, -1, 3])
    buffer = case.operands(3000)[-1 if form == "backward" else 0].copy()

    def some_slice():
        step = data.draw(steps)
        first = data.draw(st.integers(0, 40))
        view = buffer[first : first + abs(step) * count : abs(step)]
        return view if step > 0 else view[::-1]

    operands = [some_slice() for _ in range(case.ufunc.nin)]
    want = outputs(case.ufunc(*(operand.copy() for operand in operands)))
    out = some_slice()
    got = outputs(case.ufunc(*operands, out=(out,) + (None,) * (case.ufunc.nout - 1)))
    assert got[0] is out
    assert_same_bits(got, want)
