# SPDX-License-Identifier: BSD-3-Clause
"""Times competitors in turn within one process, so that a slow moment of the machine meets all of them."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from timeit import Timer


@dataclass(frozen=True)
class Timing:
    """Nanoseconds per call: the best and the median of the samples."""

    best: float
    median: float
    samples: int
    calls: int


@dataclass
class Pace:
    """How long to measure: the length and number of the samples, and the moment by which all must be done."""

    seconds: float = 0.020
    samples: int = 10
    deadline: float | None = None

    @property
    def least(self) -> int | None:
        """The number of samples of competitors too slow for the deadline."""
        return None if self.deadline is None else 3

    def within(self, competitors: int, races_left: int) -> float:
        """Seconds per sample in the next of the races left, fewer than planned if the deadline is near."""
        if self.deadline is None:
            return self.seconds
        share = (self.deadline - time.monotonic()) / max(1, races_left)
        # A race also warms up, calibrates and checks numbers, which takes about as long as four samples.
        return min(self.seconds, max(5e-4, share / (max(1, competitors) * (self.samples + 4))))


def calls_per_sample(timer: Timer, seconds: float) -> int:
    """How many calls fill a sample, after a warm-up of about a quarter of one."""
    timer.timeit(1)
    calls = 1
    while (elapsed := timer.timeit(calls)) < seconds / 4:
        calls *= 2
    return max(1, math.ceil(1.1 * calls * seconds / elapsed))


def race(
    competitors: Mapping[str, Timer | Callable],
    seconds: float,
    samples: int,
    settle: float = 0.0,
    least: int | None = None,
) -> dict[str, Timing]:
    """Best and median time per call of each competitor, sampled in turn.

    A turn begins with a pause in which other competitors' idle threads stop spinning, if settle is given, and
    with an untimed call that brings the competitor's own data and code into the caches. A competitor so slow
    that its samples take twice their time or more leaves after the least number of them, if one is given."""
    timers = {name: it if isinstance(it, Timer) else Timer(it) for name, it in competitors.items()}
    calls = {name: calls_per_sample(timer, seconds) for name, timer in timers.items()}
    taken: dict[str, list[float]] = {name: [] for name in timers}
    names = list(timers)
    for turn in range(samples):
        first = turn % max(1, len(names))
        for name in names[first:] + names[:first]:
            if least and turn >= least and sum(taken[name]) * calls[name] > 2e9 * seconds * samples:
                continue
            if settle:
                time.sleep(settle)
            if calls[name] > 1:
                timers[name].timeit(1)
            taken[name].append(timers[name].timeit(calls[name]) * 1e9 / calls[name])
    return {
        name: Timing(min(times), statistics.median(times), len(times), calls[name])
        for name, times in taken.items()
    }
