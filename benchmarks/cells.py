# SPDX-License-Identifier: BSD-3-Clause
"""What is timed: a cell is op x form x dtype x size x threads, enumerated from the registry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

import relu_native as rn
from relu_native._registry import FORMS, ops

from .sizes import SIZES, size_name

try:
    import ml_dtypes
except ImportError:
    ml_dtypes = None

# Arrays read and written per element, which makes the traffic: x -> y, x -> f', (dy, x) -> dx, x -> (y, f').
STREAMS = {"forward": 2, "derivative": 2, "backward": 3, "value_and_derivative": 3}

FLOATS = ("float32", "float16", "bfloat16", "float64") if ml_dtypes else ("float32", "float16", "float64")
INTEGERS = tuple(f"{sign}int{bits}" for bits in (8, 16, 32, 64) for sign in ("", "u"))


def numpy_dtype(name: str) -> np.dtype:
    """The dtype of that name, bfloat16 included where ml_dtypes is installed."""
    return np.dtype(ml_dtypes.bfloat16) if name == "bfloat16" else np.dtype(name)


@dataclass(frozen=True)
class Cell:
    """One thing to time; its output is timed both preallocated and fresh."""

    op: str
    form: str
    dtype: str
    size: int
    threads: int

    @property
    def bytes(self) -> int:
        """Bytes per element that must be read and written, however the function is computed."""
        return STREAMS[self.form] * numpy_dtype(self.dtype).itemsize

    @property
    def traffic(self) -> int:
        """The bytes of all elements."""
        return self.bytes * self.size

    def __str__(self) -> str:
        return f"{self.op} {self.form} {self.dtype} {size_name(self.size)} x{self.threads}"


def takes(op: str, dtype: str) -> bool:
    """Whether the op runs on that dtype without leaving it: integers do in numeric ops, and are timed where
    no parameter, whose default need not be an integer, takes part."""
    return dtype in FLOATS or (ops[op].kind == "numeric" and not ops[op].parameters)


def parameters(op: str) -> tuple[float, ...]:
    """The parameters an op is timed with: its defaults, and 1/4, 1/2 for those it requires."""
    required = iter((0.25, 0.5))
    return tuple(
        next(required) if value is None else value for value in rn.activations[op].parameters.values()
    )


def every_cell(
    names: Sequence[str],
    forms: Sequence[str],
    dtypes: Sequence[str],
    sizes: Sequence[int],
    threads: Sequence[int],
) -> Iterator[Cell]:
    """The full product; cells that share their inputs and expected values are neighbours."""
    for op in names:
        for dtype in dtypes:
            if not takes(op, dtype):
                continue
            for form in forms:
                for size in sizes:
                    for count in threads:
                        yield Cell(op, form, dtype, size, count)


def quick_cells(names: Sequence[str], threads: Sequence[int]) -> Iterator[Cell]:
    """The cells that say most in a few seconds: every form and dtype once, float32 forward in depth."""
    most = max(threads)
    for op in names:
        for form in FORMS:
            yield Cell(op, form, "float32", SIZES["32Ki"], 1)
        yield Cell(op, "forward", "float32", SIZES["1Mi"], 1)
        if most > 1:
            yield Cell(op, "forward", "float32", SIZES["1Mi"], most)
        for dtype in FLOATS[1:]:
            yield Cell(op, "forward", dtype, SIZES["32Ki"], 1)
