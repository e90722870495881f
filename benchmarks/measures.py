# SPDX-License-Identifier: BSD-3-Clause
"""The arithmetic of results: a record is one cell of results.json, timed with one kind of output."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from relu_native._registry import ops

from .problem import Accuracy
from .sizes import size_name

Record = Mapping
# More than another order of rounding explains: a peer beyond it has lost accuracy somewhere in the block.
INACCURATE = 16


def key(record: Record) -> tuple:
    """What identifies a record across runs."""
    return tuple(record[part] for part in ("op", "form", "dtype", "size", "threads", "output"))


def title(record: Record) -> str:
    """The record in words."""
    return "{} {} {} {} x{} {}".format(*key({**record, "size": size_name(record["size"])}))


def per_element(record: Record, timing: Mapping) -> float:
    """Nanoseconds per element."""
    return timing["best"] / record["size"]


def gigabytes_per_second(record: Record, timing: Mapping) -> float:
    """Bytes that had to move per nanosecond."""
    return record["bytes"] * record["size"] / timing["best"]


def roofline_share(record: Record, timing: Mapping) -> float:
    """Time of the fastest copy of as many bytes / time taken: 1 is as fast as copying."""
    return record["copy"]["best"] / timing["best"]


def fastest_peer(record: Record) -> str | None:
    """The peer with the best time, right or wrong."""
    return min(record["peers"], key=lambda name: record["peers"][name]["best"], default=None)


def ratio(record: Record, peer: str | None = None) -> float:
    """Peer's time / our time, of the fastest peer unless one is named; NaN without a peer. Above 1 we win."""
    peer = peer or fastest_peer(record)
    return record["peers"][peer]["best"] / record["ours"]["best"] if peer in record["peers"] else math.nan


def geometric_mean(values: Iterable[float]) -> float:
    """Of the values that are numbers; NaN if there are none."""
    logarithms = [math.log(value) for value in values if not math.isnan(value)]
    return math.exp(math.fsum(logarithms) / len(logarithms)) if logarithms else math.nan


def worst(records: Iterable[Record], count: int = 10) -> list[Record]:
    """The records with the lowest ratios to their fastest peers."""
    return sorted((record for record in records if record["peers"]), key=ratio)[:count]


def mark(accuracy: Accuracy, from_output: bool) -> str:
    """! for plainly wrong values, ~ for lost accuracy, y for a function of f(x) instead of x."""
    flags = "!" if accuracy.wrong else "~" if accuracy.ulp > INACCURATE else ""
    return flags + ("y" if from_output else "")


def summary(records: Iterable[Record]) -> list[dict]:
    """Per dtype its forms, then all of them: cells, mean and lowest ratio to the fastest peer, the mean over
    smooth ops alone, which compute more than they move, and the mean share of the roofline."""
    groups: dict[str, dict[str, list[Record]]] = {}
    for record in records:
        forms = groups.setdefault(record["dtype"], {})
        forms.setdefault(record["form"], []).append(record)
    for forms in groups.values():
        forms["all"] = [record for group in forms.values() for record in group]
    return [
        {
            "dtype": dtype,
            "form": form,
            "cells": len(group),
            "behind": sum(ratio(record) < 1 for record in group),
            "ratio": geometric_mean(map(ratio, group)),
            "smooth": geometric_mean(ratio(record) for record in group if ops[record["op"]].kind == "smooth"),
            "lowest": min((ratio(record) for record in group if record["peers"]), default=math.nan),
            "lowest_cell": next(map(title, worst(group, 1)), "-"),
            "roofline": geometric_mean(roofline_share(record, record["ours"]) for record in group),
        }
        for dtype, forms in groups.items()
        for form, group in forms.items()
    ]
