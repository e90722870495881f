# SPDX-License-Identifier: BSD-3-Clause
"""``python -m benchmarks.layouts``: what operands cost that are not contiguous.

Each layout takes turns with contiguous operands. Beside the ratio of their times per element stand that of
the bytes they touch, whole cache lines, and that of np.copyto for the same x: where memory binds, the first
cannot be much less than these."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from rich.console import Console
from rich.table import Table

import relu_native as rn
from relu_native._registry import ops

from . import pinning
from .command import listed
from .problem import block
from .timing import race

LINE = 64


@dataclass(frozen=True)
class Layout:
    """How x is cut from an array, or a parameter from a row and a column; the output is contiguous."""

    name: str
    x: Callable[[np.ndarray], np.ndarray] = lambda x: x
    parameter: Callable[[np.ndarray], np.ndarray] | None = None


LAYOUTS = (
    Layout("x[::2] of one axis", lambda x: x.reshape(-1)[::2]),
    Layout("x[:, ::2]", lambda x: x[:, ::2]),
    Layout("x[:, ::3]", lambda x: x[:, ::3]),
    Layout("x[:, :-3]", lambda x: x[:, :-3]),
    Layout("x[:, 3:40]", lambda x: x[:, 3:40]),
    Layout("x[::-1]", lambda x: x[::-1]),
    Layout("x[:, ::-1]", lambda x: x[:, ::-1]),
    Layout("x.T into C order", lambda x: x.T),
    Layout("parameters (columns,)", parameter=lambda p: p[0]),
    Layout("parameters (rows, 1)", parameter=lambda p: p[:, :1]),
)


def touched(x: np.ndarray) -> float:
    """Bytes of x's cache lines per element, when each is used while it is there."""
    steps = [abs(step) for step, length in zip(x.strides, x.shape, strict=True) if length > 1]
    return min(min(steps), LINE)


def measure(
    op: str, dtype: str, shape: tuple[int, int], threads: int, seconds: float
) -> Iterator[tuple[str, float, float, float, float]]:
    """Of each layout that concerns the op: its name, ns per element, and the three ratios."""
    activation, whole = rn.activations[op], np.resize(block(dtype)[0], shape)
    numbers = [0.25 for _ in ops[op].parameters]
    for layout in LAYOUTS:
        if (layout.parameter is not None) != bool(numbers):
            continue
        x = layout.x(whole)
        parameters = [layout.parameter(np.full_like(whole, number)) for number in numbers]
        plain, out = np.ascontiguousarray(x), np.empty(x.shape, x.dtype)
        competitors = {
            "layout": partial(activation, x, *parameters, out=out),
            "contiguous": partial(activation, plain, *numbers, out=out),
            "layout copied": partial(np.copyto, out, x),
            "contiguous copied": partial(np.copyto, out, plain),
        }
        best = {name: timing.best for name, timing in race(competitors, seconds, 10, threads).items()}
        bytes_touched = (touched(x) + x.itemsize) / (2 * x.itemsize)
        ratio, copied = (best[f"layout{of}"] / best[f"contiguous{of}"] for of in ("", " copied"))
        yield layout.name, best["layout"] / x.size, ratio, bytes_touched, copied


def one_of_each_kind() -> tuple[str, ...]:
    """The first op of each kind of arithmetic, with and without parameters."""
    first: dict[tuple, str] = {}
    for name, op in ops.items():
        first.setdefault((op.kind == "smooth", bool(op.parameters)), name)
    return tuple(first.values())


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.layouts", description=__doc__.split("\n")[0])
    known = tuple(rn.activations)
    parser.add_argument("--ops", type=listed(known), default=one_of_each_kind(), metavar="NAMES")
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--shape", default="4096x1024", metavar="ROWSxCOLUMNS")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.02, help="of a sample (default: %(default)s)")
    options = parser.parse_args(arguments)
    shape = tuple(map(int, options.shape.split("x")))
    table = Table("op", "layout", "ns per element", "of contiguous", "bytes touched", "np.copyto")
    with pinning.pinned(options.threads), rn.num_threads(options.threads):
        for op in options.ops:
            for name, ns, *ratios in measure(op, options.dtype, shape, options.threads, options.seconds):
                table.add_row(op, name, f"{ns:.3f}", *(f"{ratio:.2f}" for ratio in ratios))
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
