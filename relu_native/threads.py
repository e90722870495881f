# SPDX-License-Identifier: BSD-3-Clause
"""How many threads the kernels may use for large arrays."""

from __future__ import annotations

import math
import operator
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from relu_native._native import lib

__all__ = ["get_num_threads", "num_threads", "set_num_threads"]


def get_num_threads() -> int:
    """Return how many threads a call on a large array may use.

    >>> import relu_native as rn
    >>> rn.get_num_threads() >= 1
    True
    """
    return lib.rn_get_threads()


def set_num_threads(n: int) -> None:
    """Let calls on large arrays use up to ``n`` threads. Results do not depend on it.

    At start it is the number of CPUs that this process may use (its affinity and its control group's quota),
    unless ``OMP_NUM_THREADS`` or, before that, ``RELU_NATIVE_NUM_THREADS`` is set in the environment.

    Raises
    ------
    TypeError, ValueError
        ``n`` is not an integer, or is less than 1; nothing changes.

    Examples
    --------
    >>> import relu_native as rn
    >>> rn.set_num_threads(rn.get_num_threads())
    """
    n = operator.index(n)
    if not 1 <= n < 2**31:
        raise ValueError(f"the number of threads must be at least 1, got {n}")
    lib.rn_set_threads(n)


@contextmanager
def num_threads(n: int) -> Iterator[None]:
    """Use up to ``n`` threads within a ``with`` block, for the whole process.

    >>> import relu_native as rn
    >>> with rn.num_threads(1):
    ...     rn.get_num_threads()
    1
    """
    previous = get_num_threads()
    set_num_threads(n)
    try:
        yield
    finally:
        set_num_threads(previous)


def _groups(membership: Path, mount: Path) -> Iterator[Path]:
    """The control groups (version 1 or 2) that may limit this process's CPU time, each with all above it."""
    try:
        lines = membership.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers or "cpu" in controllers.split(","):
            group = mount / ("cpu" if controllers else "") / path.lstrip("/")
            yield from (group, *group.parents)


def _quota(group: Path) -> float:
    """The CPU time that a control group allows its members, in CPUs."""
    for names in (["cpu.max"], ["cpu.cfs_quota_us", "cpu.cfs_period_us"]):
        try:
            quota, period = " ".join((group / name).read_text() for name in names).split()
        except OSError:
            continue
        return math.inf if quota in ("max", "-1") else int(quota) / int(period)
    return math.inf


def _usable_cpus(membership: Path = Path("/proc/self/cgroup"), mount: Path = Path("/sys/fs/cgroup")) -> int:
    """The CPUs of this process's affinity, or fewer where a control group's quota would leave some idle."""
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = min(map(_quota, _groups(membership, mount)), default=math.inf)
    return cpus if quota >= cpus else max(1, math.ceil(quota))


def _default() -> int:
    if own := os.environ.get("RELU_NATIVE_NUM_THREADS"):
        try:
            n = int(own)
        except ValueError:
            n = 0
        if n < 1:
            raise ValueError(f"RELU_NATIVE_NUM_THREADS must be an integer of at least 1, got {own!r}")
        return n
    # It is a list with a number for each level of nesting; OpenMP itself warns of a malformed one.
    outermost = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    if outermost.isdecimal() and int(outermost) > 0:
        return int(outermost)
    return _usable_cpus()


set_num_threads(_default())
