# SPDX-License-Identifier: BSD-3-Clause
"""What long calls look up has the bits of what short ones compute, wherever it lies and whoever calls."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from relu_native._native import lib

import relu_native as rn
import samples
from cases import FLOATS, assert_same_bits, every_case, outputs
from memory import Guarded
from relu_native import _caches
from test_threads import run

HALVES = tuple(dtype.name for dtype in FLOATS if dtype.itemsize == 2)
#: Functions that are always computed: the piecewise polynomials.
COMPUTED = ("hardsigmoid", "hardswish", "sparse_plus")
#: Bytes of a table of results, and of one of slopes.
RESULTS, SLOPES = 2 << 16, 4 << 16
#: How often every x meets another dy.
TIMES = 16


def smooth_cases(**which):
    return [case for case in every_case(dtypes=HALVES, **which) if case.op.kind == "smooth"]


def operands(case, seed=0):
    """Every x, and beside it for a backward pass numbers and any bits."""
    x = samples.every(case.dtype)
    if case.form != "backward":
        return [x]
    random = np.random.default_rng(seed)
    return [samples.mixed(case.dtype, TIMES * x.size, seed), random.permutation(np.tile(x, TIMES))]


def alone(call):
    """What a function of this file prints in a process of its own, which has looked nothing up before."""
    program = f"import sys; sys.path[:] = {sys.path!r}; import test_lookup; test_lookup.{call}"
    return run(program, timeout=600)


def compare(isa):
    """Compare every smooth function on an instruction set."""
    with rn.isa.use(isa):
        for case in smooth_cases():
            arguments = operands(case)
            with _caches.looked_up_from(np.inf):
                want = case.call(*arguments, *case.required)
            with _caches.looked_up_from(0):
                assert_same_bits(case.call(*arguments, *case.required), want)
                check_at_the_end_of_memory(case, arguments, outputs(want))
    print(lib.rn_lookup_bytes())


def check_at_the_end_of_memory(case, arguments, want):
    pages = [Guarded(1) for _ in (*arguments, *want)]
    for n in (1, 2, 3, 5, 31):
        placed = [page.at_end(case.dtype, n) for page in pages]
        for view, operand in zip(placed, arguments, strict=False):
            view[:] = operand[:n]
        results = placed[len(arguments) :]
        case.call(*placed[: len(arguments)], *case.required, out=tuple(results))
        assert_same_bits(tuple(results), tuple(each[:n] for each in want))


@pytest.mark.parametrize("name", rn.isa.available())
def test_every_function(name):
    (held,) = alone(f"compare({name!r})")
    functions = len(smooth_cases(forms=("forward",))) - len(COMPUTED) * len(HALVES)
    needed = functions * (2 * RESULTS + SLOPES)
    assert needed <= float(held) < 1.001 * needed


@pytest.mark.cases(kinds=True, dtypes=HALVES)
@pytest.mark.parametrize("n", [0, 1, 3, 15, 17, 1023, 1025, 4099])
def test_lengths_and_layouts(case, n):
    """Contiguous, strided, reversed, in place, and in two dimensions."""
    arguments = [operand[:n] for operand in case.operands(n + 1)[: 1 + (case.form == "backward")]]
    want = outputs(case.call(*arguments, *case.required))
    with _caches.looked_up_from(0):
        assert_same_bits(case.call(*arguments, *case.required), want)
        for step in (2, -1, -3):
            spread = [np.repeat(operand, abs(step))[:: abs(step)] for operand in arguments]
            backwards = [operand[:: step // abs(step)] for operand in spread]
            results = outputs(case.call(*backwards, *case.required))
            assert_same_bits(tuple(result[:: step // abs(step)] for result in results), want)
        for k in range(len(arguments)):
            copies = [operand.copy() for operand in arguments]
            out = (copies[k], *(np.empty_like(each) for each in want[1:]))
            assert_same_bits(case.call(*copies, *case.required, out=out), want)
        grid = [np.broadcast_to(operand, (3, n)) for operand in arguments]
        for result, row in zip(outputs(case.call(*grid, *case.required)), want, strict=True):
            assert_same_bits(tuple(result), (row,) * 3)


@pytest.mark.parametrize("case", smooth_cases(forms=("forward", "backward"), parameters=True), ids=str)
def test_other_parameters(case):
    """The first ones have the table; others, and arrays, are computed."""
    arguments = [operand[: 1 << 16] for operand in operands(case)]
    for value in (case.defaults[0], 0.5, 3.0, case.defaults[0]):
        want = case.call(*arguments, float(value))
        held = lib.rn_lookup_bytes()
        with _caches.looked_up_from(0):
            assert_same_bits(case.call(*arguments, float(value)), want)
            assert_same_bits(case.ufunc(*arguments, np.full(1 << 16, value, case.dtype)), want)
    assert lib.rn_lookup_bytes() == held


def first_calls():
    """All at once."""
    case, callers = smooth_cases(forms=("backward",))[0], 8
    arguments, start = operands(case), threading.Barrier(callers)
    with _caches.looked_up_from(np.inf):
        want = case.call(*arguments, *case.required)

    def caller(_):
        start.wait()
        return case.call(*arguments, *case.required)

    with ThreadPoolExecutor(callers) as pool:
        for result in pool.map(caller, range(callers)):
            assert_same_bits(result, want)
    print(lib.rn_lookup_bytes())


def test_first_calls_at_once():
    (held,) = alone("first_calls()")
    assert SLOPES <= float(held) < 1.001 * SLOPES


def test_only_long_calls():
    (short, long) = run("""
        import numpy as np, relu_native as rn
        from relu_native._info import info
        x = np.zeros(info()["lookup"]["elements"], np.float16)
        rn.sigmoid(x[1:]), print(info()["lookup"]["bytes"])
        rn.sigmoid(x), print(info()["lookup"]["bytes"])
    """)
    assert short == "0"
    assert int(long) >= RESULTS


def test_the_environment_decides():
    code = "from relu_native._info import info; print(info()['lookup']['elements'])"
    assert run(code, **{_caches.LOOKUP_ELEMENTS: "inf"}) == ["None"]
    assert run(code, **{_caches.LOOKUP_ELEMENTS: "5"}) == ["5"]
    with pytest.raises(
        AssertionError, match=f"{_caches.LOOKUP_ELEMENTS} must be a number of elements, got '-1'"
    ):
        run(code, **{_caches.LOOKUP_ELEMENTS: "-1"})
