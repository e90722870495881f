# SPDX-License-Identifier: BSD-3-Clause
"""Numbers of elements and their names."""

# Within L1, within L2, beyond L2, beyond every cache but the largest.
SIZES = {"4Ki": 4 << 10, "32Ki": 32 << 10, "1Mi": 1 << 20, "16Mi": 16 << 20}


def size_name(size: int) -> str:
    """4096 -> 4Ki, 1048576 -> 1Mi, 1000 -> 1000."""
    for shift, unit in ((20, "Mi"), (10, "Ki")):
        if size % (1 << shift) == 0:
            return f"{size >> shift}{unit}"
    return str(size)


def parse_size(text: str) -> int:
    """The inverse of size_name."""
    for shift, unit in ((20, "Mi"), (10, "Ki")):
        if text.endswith(unit):
            return int(text[: -len(unit)]) << shift
    return int(text)
