# SPDX-License-Identifier: BSD-3-Clause
"""Numbers to test with: bit patterns, and the places where a function changes its character."""

import numpy as np

from oracle import Format
from relu_native import reference


def bits(array):
    """The array's elements as unsigned integers."""
    array = np.ascontiguousarray(array)
    return array.view(f"u{array.dtype.itemsize}")


def infinity(dtype):
    """The bit pattern of infinity."""
    return (1 << (8 * np.dtype(dtype).itemsize - 1)) - (1 << (Format.of(dtype).precision - 1))


def quiet_nan(dtype):
    """The bit pattern of the positive quiet NaN without payload."""
    pattern = infinity(dtype) | 1 << (Format.of(dtype).precision - 2)
    return np.dtype(f"u{np.dtype(dtype).itemsize}").type(pattern)


def is_finite(x):
    """As np.isfinite, by bit pattern: NumPy warns of signalling NaNs in 16 bits."""
    exponent = bits(x).dtype.type(infinity(x.dtype))
    return bits(x) & exponent != exponent


def is_nan(x):
    """As np.isnan, by bit pattern."""
    return bits(x) & bits(x).dtype.type((1 << (8 * x.dtype.itemsize - 1)) - 1) > infinity(x.dtype)


def every(dtype):
    """All 65,536 numbers of a 16-bit dtype."""
    return np.arange(65536, dtype=np.uint16).view(dtype)


def anything(dtype, count, seed=0):
    """Random bit patterns: every exponent, infinities, NaNs quiet and signalling; any integer."""
    dtype = np.dtype(dtype)
    return np.frombuffer(np.random.default_rng(seed).bytes(count * dtype.itemsize), dtype).copy()


def moderate(dtype, count, seed=0):
    """Numbers of both signs around 1."""
    return np.random.default_rng(seed).normal(0, 4, count).astype(dtype)


def mixed(dtype, count, seed=0):
    """Half bit patterns, half moderate numbers, in random order."""
    half = count // 2
    both = np.concatenate([anything(dtype, half, seed), moderate(dtype, count - half, seed)])
    return np.random.default_rng(seed).permutation(both)


def specials(dtype):
    """Zeros, ones, least and greatest numbers of each kind, infinities, NaNs; of both signs."""
    dtype = np.dtype(dtype)
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        return np.array(
            sorted({limits.min, limits.min + 1, 0, 1, 2, 5, 6, 7, limits.max - 1, limits.max}), dtype
        )
    unsigned = np.dtype(f"u{dtype.itemsize}")
    mantissa = Format.of(dtype).precision - 1
    sign, inf = 1 << (8 * dtype.itemsize - 1), infinity(dtype)
    quiet = int(quiet_nan(dtype))
    one = int(bits(np.ones(1, dtype))[0])
    patterns = [0, 1, 2, (1 << mantissa) - 1, 1 << mantissa, (1 << mantissa) + 1, one - 1, one, one + 1]
    patterns += [inf - 1, inf, inf | 1, quiet - 1, quiet, quiet | 1, quiet | 5, sign - 1]
    return np.array([p | s for p in patterns for s in (0, sign)], unsigned).view(dtype)


def ordinal(x):
    """Integers in the order of the numbers: 0 for both zeros, neighbours differ by 1.  For up to 64 bits."""
    pattern = bits(x).astype(np.int64)
    width = 8 * np.asarray(x).dtype.itemsize
    magnitude = pattern & ((1 << (width - 1)) - 1)
    return np.where(pattern >> (width - 1) & 1, -magnitude, magnitude)


def from_ordinal(n, dtype):
    """The numbers with those ordinals."""
    dtype = np.dtype(dtype)
    sign = np.uint64(1) << np.uint64(8 * dtype.itemsize - 1)
    pattern = np.abs(n).astype(np.uint64) | np.where(n < 0, sign, np.uint64(0))
    return pattern.astype(f"u{dtype.itemsize}").view(dtype)


def landmarks(function, dtype):
    """Where function(x) changes its sign, becomes subnormal, 0 or infinite, or reaches its limits.

    Every finite x, found by bisection from a grid over the bit patterns, whose right neighbour is of
    another kind.
    """
    greatest = infinity(dtype) - 1
    smallest_normal = 2.0 ** (Format.of(dtype).least + Format.of(dtype).precision - 1)

    def character(n):
        y = np.asarray(function(from_ordinal(n, dtype))).astype(np.float64)
        size = (np.abs(y) >= smallest_normal).astype(int) + np.isinf(y) + (y != 0)
        return np.sign(y).astype(int) * 4 + size + 16 * (y == limits[0]) + 32 * (y == limits[1])

    limits = np.asarray(function(from_ordinal(np.array([-greatest, greatest]), dtype))).astype(np.float64)
    grid = np.array([greatest * k // 1000 for k in range(-1000, 1001)])
    left, right, found = grid[:-1], grid[1:], []
    while np.any(changes := character(left) != character(right)):
        left, end = left[changes], right[changes]
        right = end
        while np.any(right - left > 1):
            middle = left + (right - left) // 2
            moved = character(middle) == character(left)
            left, right = np.where(moved, middle, left), np.where(moved, right, middle)
        found.append(left)
        left, right = right, end
    return from_ordinal(np.unique(np.concatenate(found)), dtype)


def around(points, dtype, near=8):
    """The points, near neighbours on each side of them, and ever farther ones."""
    greatest = infinity(dtype) - 1
    powers = 2 ** np.arange(3, 8 * np.dtype(dtype).itemsize - 2, 2, dtype=np.int64)
    steps = np.concatenate([np.arange(-near, near + 1), powers, -powers])
    n = np.unique(ordinal(np.asarray(points, dtype))[:, None] + steps)
    return from_ordinal(n[np.abs(n) <= greatest], dtype)


def adverse(slope, dtype, seed):
    """Finite dy of every kind: bit patterns, moderate numbers, extremes, and such that dy * slope is near
    overflow, the least normal or the least subnormal number."""
    rng = np.random.default_rng(seed)
    to = Format.of(dtype)
    edges = to.maximum, 2.0 ** (to.least + to.precision - 1), 2.0**to.least, 2.0 ** (to.least - 1)
    with np.errstate(all="ignore"):
        reach = rng.choice(edges, slope.size) * rng.uniform(0.5, 2, slope.size) / slope
        dy = np.choose(
            rng.integers(0, 4, slope.size),
            [
                anything(dtype, slope.size, seed).astype(np.float64),
                rng.normal(size=slope.size),
                rng.choice([to.maximum, -to.maximum, 2.0**to.least, 0.0, -1.0], slope.size),
                reach,
            ],
        )
        dy = reference.rounded(dy, dtype)
        return np.where(is_finite(dy), dy, dtype.type(1))


def telling(functions, kinks, dtype, count, seed=0):
    """A finite sample of x.

    Bit patterns, moderate numbers, the surroundings of 0, of the kinks and of the landmarks of the
    functions, and the stretches between neighbouring landmarks, where tails sink into underflow.
    """
    marks = np.unique(np.concatenate([landmarks(function, dtype) for function in functions]))
    stretches = [
        np.linspace(a, b, 50)
        for a, b in zip(marks[:-1].astype(np.float64), marks[1:].astype(np.float64), strict=True)
        if abs(b - a) < 1e5
    ]
    points = [
        anything(dtype, count, seed),
        moderate(dtype, count, seed),
        around([0, *kinks], dtype),
        around(marks, dtype),
    ]
    x = np.concatenate([*points, *(stretch.astype(dtype) for stretch in stretches)])
    return x[is_finite(x)]
