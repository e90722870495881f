# SPDX-License-Identifier: BSD-3-Clause
"""Pools of threads that get into each other's way, and what is done about it for all libraries alike.

After a call the threads of a pool spin for a while in the hope of another; those of one library then hold the
processors that the next one's need, which costs the next one a time slice of the scheduler, several
milliseconds. Passive pools or pools bound to processors would avoid that, but users have neither: every
library keeps its defaults. Instead each turn begins with a wait until every other thread of this process
sleeps.

A thread that slept may in turn be woken on the very processor where the caller spins while it waits for it;
both then share that for some milliseconds, and where other programs run for every call that follows. So the
caller is set apart, on a processor of its own, from all other threads, and untimed calls follow until one
takes about as long as the quickest before. Then a library is timed in this placement (the caller of OpenMP
works along), unless it was quicker before the race with all threads on all the processors (NumExpr's caller
only waits).

``python -m benchmarks.quiet`` prints how long the threads of each library spin, and what that costs ours."""

from __future__ import annotations

import math
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

TASKS = Path("/proc/self/task")
# Longer than any pool known to spin by default; what spins for ever gets no more than this.
LONGEST = 0.25
STEP = 0.0005


def running() -> int:
    """How many other threads of this process are running or ready to; 0 where the system does not tell."""
    me, count = str(threading.get_native_id()), 0
    for task in TASKS.iterdir() if TASKS.is_dir() else ():
        if task.name != me:
            try:
                state = (task / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:  # a thread that ended meanwhile
                continue
            count += state == "R"
    return count


def wait_for_quiet() -> float:
    """Returns when the other threads of this process sleep, and after how many seconds."""
    start = time.perf_counter()
    if not TASKS.is_dir():
        time.sleep(LONGEST / 5)
    while running() and time.perf_counter() - start < LONGEST:
        time.sleep(STEP)
    return time.perf_counter() - start


def wake(call: Callable[[], float], usual: float = 0) -> float:
    """Repeats a call that returns its seconds until one takes little more than usual; the least of them."""
    start, least = time.perf_counter(), math.inf
    while True:
        least = min(least, took := call())
        if took <= 1.5 * usual or time.perf_counter() - start > LONGEST / 10:
            return least


def main() -> int:
    """Prints a table, of two threads on a mebi of float32."""
    from rich.console import Console
    from rich.table import Table

    from .cells import Cell
    from .peers import LIBRARIES, SLOW_TO_START, load, ours
    from .pinning import PROCESSORS, pin
    from .problem import Problem
    from .run import Measured, entries
    from .sizes import SIZES

    if len(PROCESSORS) < 2:
        print("There is one processor only.", file=sys.stderr)
        return 1
    libraries, _ = load(name for name in LIBRARIES if name not in SLOW_TO_START)
    for module in (ours, *libraries.values()):
        module.set_threads(2)
    problem = Problem(Cell("sigmoid", "forward", "float32", SIZES["1Mi"], 2))
    entered = entries(problem, libraries, True, Measured())
    pin(2)

    def milliseconds(call: Callable[[], object]) -> float:
        start = time.perf_counter()
        call()
        return 1e3 * (time.perf_counter() - start)

    def worst_after(call: Callable[[], object], rest: Callable[[], object]) -> str:
        """The median and worst of ours in ms, the first three calls after another's and a rest."""
        times = []
        for _ in range(10):
            wait_for_quiet()
            call()
            rest()
            times.append(max(milliseconds(entered[ours.NAME].call) for _ in range(3)))
        return f"{sorted(times)[5]:.2f}, {max(times):.2f}"

    table = Table("library", "spins for ms", "at once", "after 3 ms", "when all is quiet")
    for name, competitor in entered.items():
        spun = []
        for _ in range(5):
            wait_for_quiet()
            for _ in range(3):
                competitor.call()
            spun.append(1e3 * wait_for_quiet())
        rests = (lambda: None, lambda: time.sleep(0.003), wait_for_quiet)
        table.add_row(name, f"{sorted(spun)[2]:.1f}", *(worst_after(competitor.call, rest) for rest in rests))
    table.title = "The slowest of our next three calls in ms (median, worst) after a library's"
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
