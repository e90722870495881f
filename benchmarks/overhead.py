# SPDX-License-Identifier: BSD-3-Clause
"""The cost of a call on a small array, next to np.abs(x) on the same array."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from timeit import Timer

import numpy as np

import relu_native as rn

from .problem import block, form_of
from .timing import Pace, race

SIZES = (1, 16, 256)


def call_overhead(ops: Sequence[str], forms: Sequence[str], pace: Pace) -> Iterator[list[dict]]:
    """Per op, the record of each form and size; parameters are left to their defaults, as users do."""
    for op in ops:
        activation = rn.activations[op]
        required = [0.25 for default in activation.parameters.values() if default is None]
        records = []
        for size in SIZES:
            x, dy = (values[:size].copy() for values in block("float32"))
            timers = {"np.abs": Timer("f(x)", globals={"f": np.abs, "x": x})}
            for form in forms:
                operands = ["dy"] * (form == "backward") + ["x"] + [f"p[{i}]" for i in range(len(required))]
                known = {"f": form_of(activation, form), "x": x, "dy": dy, "p": required}
                timers[form] = Timer(f"f({', '.join(operands)})", globals=known)
            times = race(timers, pace.seconds, pace.samples)
            yardstick = times.pop("np.abs")
            records += [
                {
                    "op": op,
                    "form": form,
                    "size": size,
                    "parameters": len(activation.parameters),
                    "best": timing.best,
                    "median": timing.median,
                    "abs": yardstick.best,
                    "ratio": timing.best / yardstick.best,
                }
                for form, timing in times.items()
            ]
        yield records
