# SPDX-License-Identifier: BSD-3-Clause
"""Which processors the threads of this process run on, so that all competitors meet the same cores."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

POSSIBLE = hasattr(os, "sched_setaffinity")
# Read before anything is pinned.
PROCESSORS = tuple(sorted(os.sched_getaffinity(0))) if POSSIBLE else tuple(range(os.cpu_count() or 1))


def threads_here() -> list[int]:
    """Every thread of this process; where the system does not list them, 0, the calling one."""
    tasks = Path("/proc/self/task")
    return [int(entry.name) for entry in tasks.iterdir()] if tasks.is_dir() else [0]


def allow(thread: int, processors: tuple[int, ...]) -> None:
    """Restricts one thread to these processors."""
    with contextlib.suppress(ProcessLookupError):  # a thread that ended meanwhile
        os.sched_setaffinity(thread, processors)


def pin(threads: int) -> tuple[int, ...]:
    """Restricts every thread of this process, idle ones of peers' pools included, to that many processors.

    They are taken from the end, for interrupts are usually served by the first. Returns the processors, or ()
    where the system cannot pin."""
    if not POSSIBLE:
        return ()
    chosen = PROCESSORS[-threads:]
    for thread in threads_here():
        allow(thread, chosen)
    return chosen


@contextlib.contextmanager
def pinned(threads: int) -> Iterator[None]:
    """Restricts every thread of this process, as pin() does, for a while."""
    pin(threads)
    try:
        yield
    finally:
        pin(len(PROCESSORS))


def set_apart(threads: int) -> None:
    """Moves the calling thread to one of that many processors and all others away from it, until pin() lets
    them go where they like."""
    chosen = PROCESSORS[-threads:]
    if not POSSIBLE or len(chosen) < 2:
        return
    me = threading.get_native_id()
    for thread in threads_here():
        allow(thread, chosen[-1:] if thread in (0, me) else chosen[:-1])
