# SPDX-License-Identifier: BSD-3-Clause
"""Where the numbers come from: machine, instruction set, compiler, versions, commit, date."""

from __future__ import annotations

import datetime
import os
import platform
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import numpy as np

import relu_native as rn
from relu_native import _native

from .pinning import POSSIBLE, PROCESSORS

HERE = Path(__file__).parent


def first_line(path: str) -> str | None:
    """A line of /sys, if there is one."""
    try:
        return Path(path).read_text().split("\n")[0]
    except OSError:
        return None


def processor() -> str:
    """The processor's name, of which clouds show little, with its family and model."""
    try:
        first = Path("/proc/cpuinfo").read_text().strip().partition("\n\n")[0]
    except OSError:
        first = ""
    said = {
        key.strip(): value.strip() for key, _, value in (line.partition(":") for line in first.split("\n"))
    }
    names = [said.get(key) for key in ("model name", "Model", "CPU implementer")]
    name = next(filter(None, [*names, platform.processor(), platform.machine()]))
    numbers = [f"{key.split()[-1]} {said[key]}" for key in ("cpu family", "model") if key in said]
    return ", ".join([name, *numbers])


def caches() -> dict[str, str]:
    """Sizes of the first processor's caches."""
    found = {}
    for folder in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        kind, level, size = (first_line(str(folder / name)) for name in ("type", "level", "size"))
        if kind != "Instruction":
            found[f"L{level}"] = size
    return found


def commit() -> str | None:
    """The commit of the checkout, with + if it has changes."""

    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=HERE, capture_output=True, text=True, check=True
        ).stdout.strip()

    try:
        return git("rev-parse", "HEAD") + (
            "+" if git("status", "--porcelain", "--untracked-files=no") else ""
        )
    except (OSError, subprocess.CalledProcessError):
        return None


def machine() -> str:
    """A name of the machine for files: processor, cores and the widest instruction set."""
    parts = (processor(), f"x{len(PROCESSORS)}", rn.isa.available()[0])
    return "-".join(re.sub("[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)


def machine_load() -> float | None:
    """The machine's load over the last minute; before a run, that of others."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def describe(libraries: Mapping[str, ModuleType], load_before: float | None) -> dict:
    """Everything that a reader of results.json needs to judge it."""
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": machine(),
        "cpu": processor(),
        "cores": len(PROCESSORS),
        "caches": caches(),
        "pinned": POSSIBLE,
        "load_before": load_before,
        "huge_pages": first_line("/sys/kernel/mm/transparent_hugepage/enabled"),
        "governor": first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        "system": platform.platform(),
        "isa": rn.isa.current(),
        "isas": list(rn.isa.available()),
        "compiler": _native.ffi.string(_native.lib.rn_compiler()).decode(),
        "versions": {
            "relu_native": rn.__version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
        }
        | {name: module.VERSION for name, module in libraries.items()},
    }
