# SPDX-License-Identifier: BSD-3-Clause
"""``python -m benchmarks.contents``: what special numbers cost, of the time that ordinary ones take.

Rare work is done for a whole block when one element needs it; these arrays need it in every block."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache, partial

import numpy as np
from rich.console import Console
from rich.table import Table

import relu_native as rn
from relu_native._registry import FORMS, ops

from . import pinning
from .cells import FLOATS, numpy_dtype
from .command import listed, progress_bar
from .problem import block, form_of
from .timing import race

SIZE = 1 << 14
ORDINARY = "ordinary"


@lru_cache(maxsize=1)
def contents(dtype: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """dy and x of each kind."""
    kind, (x, dy) = numpy_dtype(dtype), (values[:SIZE] for values in block(dtype))
    one_in_64 = x.copy()
    one_in_64[::64] = np.nan
    tiny = np.finfo(np.float32 if dtype == "bfloat16" else kind).tiny
    subnormal = (np.abs(x).astype(float) / 16 * float(tiny)).astype(kind)
    powers = (2.0 ** np.round(dy.astype(float) * 2)).astype(kind)
    special = {
        "0": np.zeros_like(x),
        "NaN": np.full_like(x, np.nan),
        "a NaN in 64": one_in_64,
        "infinity": np.full_like(x, np.inf),
        "-infinity": np.full_like(x, -np.inf),
        "subnormal": subnormal,
        "-50": np.full_like(x, -50),
        "-100": np.full_like(x, -100),
    }
    return {ORDINARY: (dy, x)} | {name: (dy, x) for name, x in special.items()} | {"dy = 2^n": (powers, x)}


def operands(form: str, dy: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, ...]:
    """What a call takes before the parameters."""
    return (dy, x) if form == "backward" else (x,)


@lru_cache(maxsize=1)
def candidates() -> tuple[np.ndarray, np.ndarray]:
    """dy and x of float32, enough that some results are near ties."""
    rng = np.random.default_rng(20260102)
    return tuple(spread * rng.standard_normal(1 << 20, np.float32) for spread in (1, 3))


def near_ties(call: Callable, form: str, required: Sequence[float]) -> tuple[np.ndarray, np.ndarray] | None:
    """dy and x that the first pass leaves open: 2^-39 of their float32 result, or less, from a tie."""
    dy, x = candidates()
    results = call(*operands(form, dy, x), *required, dtype=np.float64)
    open_ = np.zeros(x.size, bool)
    for y in results if isinstance(results, tuple) else (results,):
        dropped = y.view(np.uint64).astype(np.int64) & ((1 << 29) - 1)
        open_ |= (np.abs(dropped - (1 << 28)) < 1 << 14) & (np.abs(y) >= np.finfo(np.float32).tiny)
    return (np.resize(dy[open_], SIZE), np.resize(x[open_], SIZE)) if open_.any() else None


def ratios(op: str, form: str, dtype: str, pace: tuple[float, int]) -> dict[str, float]:
    """Of each kind of contents."""
    activation = rn.activations[op]
    required = [0.25 for default in activation.parameters.values() if default is None]
    call, competitors, kinds = form_of(activation, form), {}, contents(dtype)
    if dtype == "float32" and ops[op].kind == "smooth" and (ties := near_ties(call, form, required)):
        kinds = kinds | {"near ties": ties}
    for name, (dy, x) in kinds.items():
        if form == "backward" or "dy" not in name:
            competitors[name] = partial(call, *operands(form, dy, x), *required)
    times = race(competitors, *pace)
    return {name: timing.best / times[ORDINARY].best for name, timing in times.items() if name != ORDINARY}


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the median and the greatest ratio of all ops for each dtype, form and kind of contents."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contents", description=__doc__.split("\n")[0])
    known = tuple(rn.activations)
    parser.add_argument("--ops", type=listed(known), default=known, metavar="NAMES")
    parser.add_argument("--forms", type=listed(FORMS), default=FORMS, metavar="NAMES")
    parser.add_argument("--dtypes", type=listed(FLOATS), default=FLOATS, metavar="NAMES")
    parser.add_argument("--seconds", type=float, default=0.001, help="of a sample (default: %(default)s)")
    options = parser.parse_args(arguments)
    console = Console() if sys.stdout.isatty() else Console(width=170)
    table = Table("dtype", "form", "contents", "median", "greatest", "of")
    cases = [(dtype, form) for dtype in options.dtypes for form in options.forms]
    with pinning.pinned(1), rn.num_threads(1), progress_bar(console) as progress:
        for dtype, form in progress.track(cases, description="contents"):
            found = {op: ratios(op, form, dtype, (options.seconds, 5)) for op in options.ops}
            for name in dict.fromkeys(name for kinds in found.values() for name in kinds):
                ratio = {op: kinds[name] for op, kinds in found.items() if name in kinds}
                worst = max(ratio, key=ratio.get)
                median = float(np.median(list(ratio.values())))
                table.add_row(dtype, form, name, f"{median:.2f}", f"{ratio[worst]:.1f}", worst)
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
