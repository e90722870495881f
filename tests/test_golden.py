# SPDX-License-Identifier: BSD-3-Clause
"""The golden digests cover the registry, and their judge agrees with the oracle."""

import itertools

import numpy as np
import pytest

import samples
from golden import exact
from relu_native import _golden
from relu_native._registry import ops

FLOAT32 = _golden.formats()["float32"]


@pytest.fixture(scope="module")
def library():
    return exact.compiled()


def runs_of_inputs(length=16):
    """Consecutive float32 inputs around special values, powers of two and places in bit space."""
    powers = 2.0 ** np.arange(-149, 128, 12)
    random = samples.moderate(np.float32, 40), samples.anything(np.float32, 40)
    points = samples.specials(np.float32), powers.astype(np.float32), -powers.astype(np.float32), *random
    firsts = np.concatenate([*map(samples.bits, points)])
    for first in firsts.astype(np.int64):
        start = np.clip(first - length // 2, 0, 2**32 - length)
        yield np.arange(start, start + length).astype(np.uint32).view(np.float32)


@pytest.mark.parametrize("form", ["forward", "derivative"])
def test_judge_agrees_with_the_oracle(library, name, form):
    """It accepts the oracle's results, decides nearly all of them itself, and rejects their neighbours."""
    parameters = tuple(map(np.float32, _golden.parameters(ops[name])))
    undecideds = 0
    for x in runs_of_inputs():
        right, _, _ = exact.truth(name, form, FLOAT32, (x, *parameters))
        undecided, missed = exact.judge(library, name, form, (x, *parameters), right)
        assert not len(missed), (x[missed], right[missed])
        undecideds += np.count_nonzero(np.isfinite(x[undecided]))
        wrong = np.where(np.isnan(right), np.float32(0), (samples.bits(right) ^ 1).view(np.float32))
        _, missed = exact.judge(library, name, form, (x, *parameters), wrong)
        assert sorted([*missed, *undecided]) == list(range(len(x)))
    assert undecideds <= 20


def test_golden_digests_cover_the_registry():
    expected = {}
    for op, form, format in itertools.product(
        ops.values(), ("forward", "derivative", "backward"), _golden.formats().values()
    ):
        domains = _golden.domains(op, form, format)
        expected[_golden.key(op.name, form, format.name)] = {d: _golden.chunks(d, format) for d in domains}
    golden = _golden.load()
    assert {
        key: {d: len(digests) for d, digests in entry.items()} for key, entry in golden.items()
    } == expected
    assert list(golden) == list(expected)


@pytest.mark.parametrize("format", _golden.formats().values(), ids=lambda format: format.name)
def test_pieces_of_a_chunk_are_all_bit_patterns(format):
    op = ops["relu"]
    chunks = _golden.chunks("all", format) if format.bits < 64 else 0
    for chunk in {0, chunks - 1} if chunks else ():
        position = chunk * _golden.CHUNK
        for (x,) in _golden.operands(op, "forward", format, "all", chunk):
            np.testing.assert_array_equal(samples.bits(x), np.arange(position, position + len(x)))
            position += len(x)
        assert position == min(1 << format.bits, (chunk + 1) * _golden.CHUNK)


@pytest.mark.parametrize("format", _golden.formats().values(), ids=lambda format: format.name)
def test_sample_reaches_everywhere(format):
    x = samples.bits(_golden.sample(ops["relu"], "forward", format, "sample")[0]).astype(object)
    exponents = {int(pattern) >> (format.precision - 1) for pattern in x}
    assert exponents == set(range(1 << (format.bits - format.precision + 1)))
    assert set(map(int, _golden.specials(format))) <= set(map(int, x))


def test_sample_is_the_same_everywhere():
    """The digests hold only for these bits."""
    digest = _golden.Digest()
    for format in _golden.formats().values():
        for array in _golden.sample(ops["prelu"], "backward", format, "array"):
            digest.update(array)
    assert str(digest) == "d14c03f5262207a1c4391dc6b10e9058"
