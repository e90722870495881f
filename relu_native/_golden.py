# SPDX-License-Identifier: BSD-3-Clause
"""Which inputs the golden digests pin, in which order, and how their results are hashed.

Every kernel gives the same bits on every instruction set, so the bits themselves can be kept: golden.json
holds, per operation, form and dtype, 128 bits of the SHA-256 digest of the results over up to three domains:

``all``     every bit pattern of x, in order, in chunks of 2**26; default parameters. All dtypes but float64.
``sample``  2**20 tuples of operands spread over the bit patterns, default parameters.
``array``   the same with every parameter an array, spread likewise. Operations with parameters only.

``value_and_derivative`` has no digests of its own: its results must be those of the other two forms.
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

import numpy as np

from relu_native._registry import Op

CHUNK = 1 << 26
PIECE = 1 << 18  # what is computed and hashed at a time; it divides CHUNK, and its arrays stay in cache
SAMPLE = 1 << 20

#: Values of required parameters, by position, where a digest needs one value: there is no default to take.
REQUIRED = (0.25, -0.5)


@dataclass(frozen=True)
class Format:
    """A floating-point dtype as bit patterns: significand precision and least exponent of a normal number."""

    name: str
    bits: int
    precision: int
    least_exponent: int

    @property
    def dtype(self) -> np.dtype:
        if self.name == "bfloat16":
            import ml_dtypes

            return np.dtype(ml_dtypes.bfloat16)
        return np.dtype(self.name)

    @property
    def unsigned(self) -> np.dtype:
        return np.dtype(f"u{self.bits // 8}")

    @property
    def sign(self) -> int:
        return 1 << (self.bits - 1)

    @property
    def infinity(self) -> int:
        return self.sign - (1 << (self.precision - 1))

    def view(self, patterns: np.ndarray) -> np.ndarray:
        """The numbers that have these bit patterns."""
        return patterns.astype(self.unsigned, copy=False).view(self.dtype)

    def pattern(self, value: float) -> int:
        """The bit pattern of a number."""
        return int(np.array(value, self.dtype).view(self.unsigned))


def formats() -> dict[str, Format]:
    """The floating-point dtypes at hand, by name; bfloat16 needs ml_dtypes."""
    every = {
        "float16": (16, 11, -14),
        "bfloat16": (16, 8, -126),
        "float32": (32, 24, -126),
        "float64": (64, 53, -1022),
    }
    try:
        import ml_dtypes  # noqa: F401
    except ImportError:
        del every["bfloat16"]
    return {name: Format(name, *fields) for name, fields in every.items()}


def parameters(op: Op) -> tuple[float, ...]:
    """The parameters in use wherever they are not arrays."""
    return tuple(REQUIRED[k] if p.default is None else p.default for k, p in enumerate(op.parameters))


def domains(op: Op, form: str, format: Format) -> tuple[str, ...]:
    """The domains over which a form of an operation is pinned."""
    exhaustible = form != "backward" and format.bits <= 32
    sampled = form == "backward" or format.bits >= 32
    return ("all",) * exhaustible + ("sample",) * sampled + ("array",) * bool(op.parameters)


def chunks(domain: str, format: Format) -> int:
    """How many digests a domain has."""
    return max(1, (1 << format.bits) // CHUNK) if domain == "all" else 1


def inputs(domain: str, format: Format) -> int:
    """How many inputs a chunk of a domain has."""
    return min(1 << format.bits, CHUNK) if domain == "all" else SAMPLE


def operands(op: Op, form: str, format: Format, domain: str, chunk: int = 0) -> Iterator[tuple]:
    """The arguments of a form over one chunk of a domain, piece by piece, in the order of a call."""
    if domain == "all":
        values = tuple(map(format.dtype.type, parameters(op)))
        size = min(inputs(domain, format), PIECE)
        first = np.arange(size, dtype=format.unsigned)
        for start in range(chunk * CHUNK, chunk * CHUNK + inputs(domain, format), size):
            yield format.view(first + format.unsigned.type(start)), *values
    else:
        yield sample(op, form, format, domain)


def sample(op: Op, form: str, format: Format, domain: str) -> tuple:
    """The sampled arguments of a form: x is the same for all of them."""
    x, values = _stream(format, 0), tuple(map(format.dtype.type, parameters(op)))
    if domain == "array":
        # In the forms without dy, the first parameter takes its place beside x: all pairs of special values.
        first = 2 if form == "backward" else 1
        values = tuple(_in_domain(_stream(format, first + k), p.domain) for k, p in enumerate(op.parameters))
    return (_stream(format, 1), x, *values) if form == "backward" else (x, *values)


def _in_domain(value: np.ndarray, domain: str) -> np.ndarray:
    if domain == "nonnegative":
        return abs(value)
    with np.errstate(invalid="ignore"):  # of signalling NaNs in bfloat16
        return np.where(value == 0, value.dtype.type(1), value) if domain == "nonzero" else value


def specials(format: Format) -> np.ndarray:
    """Bit patterns of both signs where something may happen: ends of ranges, kinks, NaNs of all sorts."""
    normal, quiet = 1 << (format.precision - 1), 1 << (format.precision - 2)
    edges = [0, 1, 2, 3, normal - 1, normal, normal + 1, format.infinity - 1, format.infinity]
    nans = [format.infinity | quiet, format.infinity | quiet | 1, format.infinity + 1, format.sign - 1]
    kinks = [format.pattern(value) + step for value in (0.5, 1, 3, 6) for step in (-1, 0, 1)]
    return np.array([sign | p for sign in (0, format.sign) for p in edges + nans + kinks], format.unsigned)


@functools.cache
def _stream(format: Format, k: int) -> np.ndarray:
    """The k-th operand of a sample; the first two begin with all pairs of special values.

    After those, one half is spread evenly over all bit patterns; the other half over magnitudes from 2**-20
    to 2**10, where functions bend, which are few of a float64's bit patterns.
    """
    special, i = specials(format), np.arange(SAMPLE)
    low, high = format.pattern(2.0**-20), format.pattern(2.0**10)
    words = _words(SAMPLE, k)
    patterns = words >> np.uint64(64 - format.bits)
    middle = low + (words >> np.uint64(1)) % np.uint64(high - low) | patterns & np.uint64(format.sign)
    patterns = np.where(i % 2, middle, patterns).astype(format.unsigned)
    if k < 2:
        patterns = np.where(i < len(special) ** 2, special[i // len(special) ** k % len(special)], patterns)
    patterns.setflags(write=False)
    return format.view(patterns)


def _words(count: int, stream: int) -> np.ndarray:
    """64-bit words that no generator of NumPy's makes: a Weyl sequence of a prime's root, folded twice."""
    root, factor = (np.uint64(_root_fraction(prime)) for prime in ((2, 3, 5, 7)[stream], 11))
    words = np.arange(1, count + 1, dtype=np.uint64) * root
    words = (words ^ words >> np.uint64(32)) * factor
    return words ^ words >> np.uint64(32)


def _root_fraction(n: int) -> int:
    """The first 64 bits of the fraction of sqrt(n), made odd."""
    return math.isqrt(n << 128) & (1 << 64) - 1 | 1


class Digest:
    """A running digest of results.

    Most pieces of ``all`` are runs: a saturated function is constant, and where it is x or x / 2 its bit
    pattern is one more for each next input. The first two patterns of a run say as much as all of them.
    """

    def __init__(self):
        self._hash = hashlib.sha256(usedforsecurity=False)

    def update(self, result: np.ndarray) -> None:
        """Add an array, as little-endian numbers."""
        patterns = np.ascontiguousarray(result).view(f"u{result.itemsize}")
        patterns = patterns.astype(patterns.dtype.newbyteorder("<"), copy=False)
        run = _is_run(patterns)
        self._hash.update(b"run" if run else b"all")
        self._hash.update(patterns[:2] if run else patterns)

    def __str__(self) -> str:
        return self._hash.hexdigest()[:32]


def _is_run(patterns: np.ndarray) -> bool:
    """Whether every pattern differs from the one before it by the same step, modulo the width."""
    if len(patterns) < 3:
        return False
    steps = patterns[[1, len(patterns) // 2, -1]] - patterns[[0, len(patterns) // 2 - 1, -2]]
    return bool(np.all(steps == steps[0]) and np.all(patterns[1:] - patterns[:-1] == steps[0]))


def key(op: str, form: str, dtype: str) -> str:
    """What golden.json calls a form of an operation in a dtype."""
    return f"{op} {form} {dtype}"


def load() -> dict[str, dict[str, list[str]]]:
    """The committed digests: key -> domain -> one digest per chunk."""
    return json.loads((resources.files("relu_native") / "golden.json").read_text(encoding="ascii"))


def dumps(golden: dict[str, dict[str, list[str]]]) -> str:
    """The text of golden.json: one line per key."""
    lines = (f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in golden.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"
