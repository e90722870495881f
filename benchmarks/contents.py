# SPDX-License-Identifier: BSD-3-Clause
"""``python -m benchmarks.contents``: what special numbers cost, of the time that ordinary ones take.

Rare work is done for a whole block when one element needs it; these arrays need it in every block."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import lru_cache, partial

import numpy as np
from rich.console import Console
from rich.table import Table

import relu_native as rn
from relu_native._registry import FORMS

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


def ratios(op: str, form: str, dtype: str, pace: tuple[float, int]) -> dict[str, float]:
    """Of each kind of contents."""
    activation = rn.activations[op]
    required = [0.25 for default in activation.parameters.values() if default is None]
    call, competitors = form_of(activation, form), {}
    for name, (dy, x) in contents(dtype).items():
        operands = (dy, x) if form == "backward" else (x,)
        if form == "backward" or "dy" not in name:
            competitors[name] = partial(call, *operands, *required)
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
            for name in next(iter(found.values())):
                worst = max(found, key=lambda op: found[op][name])
                median = float(np.median([ratio[name] for ratio in found.values()]))
                table.add_row(dtype, form, name, f"{median:.2f}", f"{found[worst][name]:.1f}", worst)
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
