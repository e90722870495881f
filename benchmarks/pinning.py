# SPDX-License-Identifier: BSD-3-Clause
"""Which processors the threads of this process run on, so that all competitors meet the same cores."""

from __future__ import annotations

import os
from pathlib import Path

POSSIBLE = hasattr(os, "sched_setaffinity")
# Read before anything is pinned.
PROCESSORS = tuple(sorted(os.sched_getaffinity(0))) if POSSIBLE else tuple(range(os.cpu_count() or 1))


def pin(threads: int) -> tuple[int, ...]:
    """Restricts every thread of this process, idle ones of peers' pools included, to that many processors.

    They are taken from the end, for interrupts are usually served by the first. Returns the processors, or ()
    where the system cannot pin."""
    if not POSSIBLE:
        return ()
    chosen = PROCESSORS[-threads:]
    tasks = Path("/proc/self/task")
    for task in [int(entry.name) for entry in tasks.iterdir()] if tasks.is_dir() else [0]:
        try:
            os.sched_setaffinity(task, chosen)
        except ProcessLookupError:  # a thread that ended meanwhile
            continue
    return chosen
