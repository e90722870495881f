# SPDX-License-Identifier: BSD-3-Clause
"""Times competitors in turn within one process, so that a slow moment of the machine meets all of them."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from timeit import Timer

from . import pinning, quiet

# Consecutive samples of one competitor where each turn has to wait for threads.
PER_TURN = 4


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


class Runner:
    """A competitor in a race: calibrated when made, then asked for samples."""

    def __init__(self, call: Timer | Callable, seconds: float, threads: int):
        self.timer = call if isinstance(call, Timer) else Timer(call)
        self.times: list[float] = []
        self.threads = threads
        self.usual = 0.0  # the least seconds of a single call, where there are several threads
        self.apart = False  # whether the caller stays apart from the others while they are timed
        if threads > 1:
            quiet.wait_for_quiet()
            pinning.set_apart(threads)
            apart = self.wake()
            pinning.pin(threads)
            free = self.wake()
            self.apart, self.usual = apart < 1.03 * free, min(apart, free)
            self.calls = max(1, math.ceil(seconds / self.usual))
        else:
            self.calls = calls_per_sample(self.timer, seconds)

    def wake(self) -> float:
        """Untimed calls; the seconds of the quickest."""
        return quiet.wake(lambda: self.timer.timeit(1), self.usual)

    def sample(self, count: int) -> None:
        """Takes some samples, after a call that brings the competitor's data, code and threads back."""
        if self.threads > 1:
            quiet.wait_for_quiet()
            pinning.set_apart(self.threads)
            self.usual = min(self.usual, self.wake())
            if not self.apart:
                pinning.pin(self.threads)
        elif self.calls > 1:
            self.timer.timeit(1)
        for _ in range(count):
            self.times.append(self.timer.timeit(self.calls) * 1e9 / self.calls)
        if self.apart:
            pinning.pin(self.threads)

    def timing(self) -> Timing:
        """Of the samples so far."""
        return Timing(min(self.times), statistics.median(self.times), len(self.times), self.calls)


def race(
    competitors: Mapping[str, Timer | Callable],
    seconds: float,
    samples: int,
    threads: int = 1,
    least: int | None = None,
) -> dict[str, Timing]:
    """Best and median time per call of each competitor, sampled in turn.

    With several threads a turn begins as quiet.py says and, to be worth it, has several samples.
    A competitor so slow that its samples take twice their time or more leaves after the least number of them,
    if one is given."""
    runners = {name: Runner(call, seconds, threads) for name, call in competitors.items()}
    names, each = list(runners), PER_TURN if threads > 1 else 1
    for turn, done in enumerate(range(0, samples, each)):
        first = turn % max(1, len(names))
        for name in names[first:] + names[:first]:
            runner = runners[name]
            slow = sum(runner.times) * runner.calls > 2e9 * seconds * samples
            if not (least and done >= least and slow):
                runner.sample(min(each, samples - done))
    return {name: runner.timing() for name, runner in runners.items()}
