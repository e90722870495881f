# SPDX-License-Identifier: BSD-3-Clause
"""Results that bypass the caches are the same, and go nowhere else; from which size on they do."""

import numpy as np
import pytest
from relu_native._native import lib

from cases import assert_same_bits, outputs
from relu_native import _caches
from test_threads import run

#: More than two of the pieces that are streamed at a time, and no multiple of anything.
COUNT = 9001
UNTOUCHED = 0xA5


@pytest.fixture
def call():
    """The ufunc called with results that bypass the caches wherever they may, or nowhere."""
    previous = lib.rn_get_stream_bytes()

    def result(ufunc, operands, out=None, *, streamed):
        lib.rn_set_stream_bytes(0 if streamed else np.inf)
        return ufunc(*operands, out=out or (None,) * ufunc.nout)

    yield result
    lib.rn_set_stream_bytes(previous)


@pytest.mark.cases(kinds=True)
def test_streamed_results_are_the_same(case, isa, call):
    operands = case.operands(COUNT)
    assert_same_bits(call(case.ufunc, operands, streamed=True), call(case.ufunc, operands, streamed=False))
    if case.op.parameters:
        plain = len(operands) - len(case.op.parameters)
        numbers = [*operands[:plain], *(operand[0] for operand in operands[plain:])]
        assert_same_bits(call(case.ufunc, numbers, streamed=True), call(case.ufunc, numbers, streamed=False))


@pytest.mark.cases(kinds=True, forms=("forward", "value_and_derivative"))
def test_nothing_else_is_written(case, isa, call):
    """At every offset from a line of the cache."""
    operands, size = case.operands(COUNT), case.dtype.itemsize
    want = outputs(call(case.ufunc, operands, streamed=False))
    for offset in range(64, 128, max(size, 4)):
        spaces = [np.full(COUNT * size + 256, UNTOUCHED, np.uint8) for _ in want]
        out = tuple(np.ndarray(COUNT, case.dtype, space, offset) for space in spaces)
        assert_same_bits(call(case.ufunc, operands, out, streamed=True), want)
        for space in spaces:
            assert (space[:offset] == UNTOUCHED).all()
            assert (space[offset + COUNT * size :] == UNTOUCHED).all()


@pytest.mark.cases(kinds=True, forms=("forward", "backward"), dtypes=("float32",))
def test_in_place(case, isa, call):
    want = call(case.ufunc, case.operands(COUNT), streamed=False)
    for k in range(case.ufunc.nin):
        operands = case.operands(COUNT)
        assert_same_bits(call(case.ufunc, operands, (operands[k],), streamed=True), want)


def test_the_last_cache(tmp_path):
    assert _caches.last_level_cache(tmp_path) == _caches.FALLBACK
    for index, text in enumerate(("32K", "1024K\n", "36M", "what")):
        folder = tmp_path / f"index{index}"
        folder.mkdir()
        (folder / "size").write_text(text)
    assert _caches.last_level_cache(tmp_path) == 36 << 20


def test_the_environment_decides():
    code = "from relu_native._native import lib; import relu_native; print(lib.rn_get_stream_bytes())"
    assert run(code, **{_caches.STREAM_BYTES: "1e6"}) == ["1000000.0"]
    for text in ("much", "-1", "nan"):
        with pytest.raises(
            AssertionError, match=f"{_caches.STREAM_BYTES} must be a number of bytes, got '{text}'"
        ):
            run(code, **{_caches.STREAM_BYTES: text})
