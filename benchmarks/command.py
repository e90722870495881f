# SPDX-License-Identifier: BSD-3-Clause
"""What the commands share: lists of names as options, the progress bar, JSON."""

from __future__ import annotations

import argparse
import difflib
import math
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn


def listed(known: Sequence[str], *more: str) -> Callable[[str], tuple[str, ...]]:
    """A comma-separated list of known names; an unknown one is an error that names the nearest."""

    def parse(text: str) -> tuple[str, ...]:
        names = tuple(name.strip() for name in text.split(",") if name.strip())
        for name in names:
            if name not in (*known, *more):
                near = difflib.get_close_matches(name, known, 3, 0.5) or known
                raise argparse.ArgumentTypeError(f"{name!r} is unknown; there is {', '.join(near)}")
        return names

    return parse


def progress_bar(console: Console) -> Progress:
    """What is being measured, and how long it will take."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(elapsed_when_finished=False),
        console=console,
    )


def finite(value):
    """The value with null, which JSON has, in place of NaN and infinities, which it has not."""
    if isinstance(value, dict):
        return {name: finite(each) for name, each in value.items()}
    if isinstance(value, list):
        return [finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
