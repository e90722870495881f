# SPDX-License-Identifier: BSD-3-Clause
"""dy f'(x) where kernels do not test the rounding: 16-bit data, all x, dy likely to make ties; dy / 6."""

from math import frexp

import ml_dtypes
import numpy as np
import pytest

import samples
from cases import Case
from oracle import Format

#: op -> a, b, c, bound, right: f' is (a + b x) / c where |x| < bound, 0 left of that, right right of it.
SLOPES = {
    "hardsigmoid": (1, 0, 6, 3, 0),
    "hardswish": (3, 2, 6, 3, 1),
    "sparse_plus": (1, 1, 2, 1, 1),
}


def telling_dy(dtype):
    """Subnormals, least and greatest normal numbers, what six divides and its neighbours, and some others."""
    normal = 1 << (Format.of(dtype).precision - 1)
    least = np.array([1, 2, 3, 5, 6, 7, 9, normal - 1, normal, normal + 1, normal + 2])
    sixes = samples.ordinal(np.array([0.09375, 0.75, 6, 3072], dtype))
    rest = np.random.default_rng(0).integers(1, samples.infinity(dtype), 8)
    ordinals = np.concatenate([least, sixes, sixes + 1, sixes - 2, rest, [samples.infinity(dtype) - 1]])
    return samples.from_ordinal(ordinals * np.resize([1, -1], ordinals.size), dtype)


def values(ordinals, dtype):
    """Numbers in float64; for infinity, where rounding takes it to lie; what is beyond is infinite."""
    infinity = samples.infinity(dtype)
    size = samples.from_ordinal(np.minimum(abs(ordinals), infinity - 1), dtype).astype(np.float64)
    size[abs(ordinals) == infinity] = 2.0 ** frexp(Format.of(dtype).maximum)[1]
    size[abs(ordinals) > infinity] = np.inf
    return np.copysign(size, ordinals)


def side(a, b, point):
    """The sign of a + b - point, told by a sum that is rounded once."""
    rest = a - point
    checked = np.where(np.isfinite(rest), point, a), np.where(np.isfinite(rest), rest, 0)
    assert np.all((checked[0] + checked[1] == a) & (a - checked[1] == checked[0]))
    return np.sign(rest + b)


@pytest.mark.parametrize("dtype", [np.float16, ml_dtypes.bfloat16], ids=["float16", "bfloat16"])
@pytest.mark.parametrize("name", SLOPES)
def test_products_are_rounded_to_nearest_even(name, dtype, isa):
    a, b, c, bound, right = SLOPES[name]
    call = Case(name, "backward", np.dtype(dtype)).call
    x = samples.every(dtype)
    x = x[samples.is_finite(x)]
    wide = x.astype(np.float64)
    first, second = np.where(wide < bound, a, c * right), np.where(wide < bound, b * wide, 0)
    flat = (wide <= -bound) | (first + second == 0)
    first, second = first[~flat], second[~flat]
    for dy in telling_dy(dtype):
        y = call(np.full_like(x, dy), x)
        assert not samples.bits(y[flat]).any()
        y, product = y[~flat], (float(dy) * first, float(dy) * second)
        at, below, above = (values(samples.ordinal(y) + step, dtype) for step in (0, -1, 1))
        under, over = (side(*product, c * (at + beside) / 2) for beside in (below, above))
        even = samples.bits(y) % 2 == 0
        nearest = ((under > 0) | (under == 0) & even) & ((over < 0) | (over == 0) & even)
        same_sign = np.signbit(y.astype(np.float64)) == (side(*product, 0) < 0)
        wrong = np.flatnonzero(~(nearest & same_sign))[:5]
        assert not wrong.size, f"{y[wrong]} at dy = {dy}, x = {x[~flat][wrong]}"


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
def test_a_sixth_of_dy_is_rounded_once(dtype, isa):
    infinity, rng = samples.infinity(dtype), np.random.default_rng(6)
    normal, some = 1 << (Format.of(dtype).precision - 1), np.arange(1 << 16)
    ordinals = [some, normal + some, 6 * normal - some, infinity - some, rng.integers(0, infinity, 1 << 16)]
    for dy in samples.from_ordinal(np.concatenate(ordinals), dtype) * np.array([[1], [-1]], dtype):
        got = Case("hardsigmoid", "backward", np.dtype(dtype)).call(dy, np.ones_like(dy))
        assert np.array_equal(samples.bits(got), samples.bits(dy / dtype(6)))
