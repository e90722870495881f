# SPDX-License-Identifier: BSD-3-Clause
"""Draw activations and their derivatives."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

import relu_native
from relu_native import _golden
from relu_native._registry import ops

LIMIT = 8  # x runs from -LIMIT to LIMIT


def draw(names: Sequence[str], path: str) -> None:
    """Draw f and f' of the named activations, one frame each, into a picture file."""
    columns = math.ceil(math.sqrt(len(names)))
    rows = math.ceil(len(names) / columns)
    figure = Figure(figsize=(4 * columns, 3.2 * rows), layout="constrained")
    frames = list(figure.subplots(rows, columns, squeeze=False).flat)
    for frame, name in zip(frames, names, strict=False):
        _frame(frame, name)
    for frame in frames[len(names) :]:
        frame.set_visible(False)
    figure.savefig(path, dpi=150)


def _frame(frame, name: str) -> None:
    activation, values = relu_native.activations[name], _golden.parameters(ops[name])
    x = np.linspace(-LIMIT, LIMIT, 1601)
    y, slope = activation.value_and_derivative(x, *values)
    frame.axhline(0, color="0.8", linewidth=0.8)
    frame.axvline(0, color="0.8", linewidth=0.8)
    frame.plot(x, y, label="f")
    # A jump of the derivative is a gap in its line.
    kinks = [kink for kink in activation.kinks if isinstance(kink, float)]
    for kink in kinks:
        slope[np.searchsorted(x, kink)] = np.nan
    frame.plot(x, slope, label="f'")
    parameters = ", ".join(
        f"{p.name}={value:g}" for p, value in zip(ops[name].parameters, values, strict=True)
    )
    frame.set_title(f"{name}({parameters})" if parameters else name)
    frame.set_ylim(max(-2.5, np.nanmin(y) - 0.5), min(6.5, np.nanmax(y) + 0.5))
    frame.legend(loc="upper left", frameon=False)
