# SPDX-License-Identifier: BSD-3-Clause
"""How large the last cache is, which decides from which size on results bypass the caches."""

from __future__ import annotations

import os
from pathlib import Path

from relu_native._native import lib

VARIABLE = "RELU_NATIVE_STREAM_BYTES"
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


def stream_bytes() -> float:
    """The bytes that a call must read and write for its results to bypass the caches: from the environment,
    or a multiple of the last cache."""
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        return float(CACHES * last_level_cache())
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not value >= 0:
        raise ValueError(f"{VARIABLE} must be a number of bytes, got {text!r}")
    return value


lib.rn_set_stream_bytes(stream_bytes())
