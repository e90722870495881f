# SPDX-License-Identifier: BSD-3-Clause
"""From which sizes on results bypass the caches, which the last of them decides, and are looked up."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from relu_native._native import lib

STREAM_BYTES = "RELU_NATIVE_STREAM_BYTES"
LOOKUP_ELEMENTS = "RELU_NATIVE_LOOKUP_ELEMENTS"
# Where the caches hold a good part of what a call reads and writes, bypassing them loses: a third of the
# speed at twice the last cache on Zen 4. At four times it is even there, and takes 0.6 of the time on Zen 3.
CACHES = 4
FALLBACK = 32 << 20  # what one core reaches of the last cache on common servers
UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def last_level_cache(folder: Path = Path("/sys/devices/system/cpu/cpu0/cache")) -> int:
    """Bytes of the largest cache of the first processor, as Linux tells, or a common size."""
    sizes = []
    for file in folder.glob("index*/size"):
        try:
            text = file.read_text(encoding="ascii").strip()
            sizes.append(int(text.rstrip("KMG")) * UNITS.get(text[-1:], 1))
        except (OSError, ValueError):
            continue
    return max(sizes, default=FALLBACK)


def _from_environment(variable: str, unit: str, default: float) -> float:
    text = os.environ.get(variable, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not value >= 0:
        raise ValueError(f"{variable} must be a number of {unit}, got {text!r}")
    return value


def lookup_elements() -> int | None:
    """The elements of a call from which on results of 16-bit data are looked up, or None for no call."""
    elements = lib.rn_get_lookup_elements()
    return int(elements) if elements < 2**63 else None


@contextmanager
def looked_up_from(elements: float) -> Iterator[None]:
    """Look results of 16-bit data up from another number of elements on; inf: compute them all."""
    before = lib.rn_get_lookup_elements()
    lib.rn_set_lookup_elements(elements)
    try:
        yield
    finally:
        lib.rn_set_lookup_elements(before)


# What a call must read and write for its results to bypass the caches.
lib.rn_set_stream_bytes(_from_environment(STREAM_BYTES, "bytes", float(CACHES * last_level_cache())))
# The elements of a call from which on results of 16-bit data are looked up; "inf" is never.
lib.rn_set_lookup_elements(_from_environment(LOOKUP_ELEMENTS, "elements", lib.rn_get_lookup_elements()))
