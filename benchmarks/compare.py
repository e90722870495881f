# SPDX-License-Identifier: BSD-3-Clause
"""Compares two results.json: ``python -m benchmarks.compare OLD NEW`` exits 1 if a cell became slower.
Without names, the last quick run is compared with this machine's committed one.

A cell is compared by our time, and by our time relative to the peers that both runs timed (their geometric
mean) or, without peers, to the copy. On the same processor a cell counts as slower only if both say so, on
another one the relative time alone decides; always only if best and median agree. Noise rarely moves all."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from . import records
from .environment import machine
from .measures import geometric_mean, key, title

MEASURES = ("best", "median")


@dataclass(frozen=True)
class Change:
    """New cost / old cost of one cell by each measure that counts: above 1 it became slower."""

    what: str
    against: str
    costs: Mapping[str, float]

    @property
    def certain(self) -> float:
        """The least of the costs: what all measures agree on."""
        return min(self.costs.values())


def same_machine(old: Mapping, new: Mapping) -> bool:
    """Whether absolute times can be compared at all."""
    was, now = old["environment"], new["environment"]
    return all(was.get(part) == now.get(part) for part in ("cpu", "cores", "isas"))


def yardstick(record: Mapping, peers: list[str], measure: str) -> float:
    """The time to divide ours by."""
    return (
        geometric_mean(record["peers"][name][measure] for name in peers) if peers else record["copy"][measure]
    )


def change(old: Mapping, new: Mapping, by: str) -> Change:
    """How one cell changed."""
    peers = sorted(set(old["peers"]) & set(new["peers"]))
    costs = {}
    for measure in MEASURES:
        was, now = (record["ours"][measure] for record in (old, new))
        if by != "peers":
            costs[measure] = now / was
        if by != "time":
            was, now = was / yardstick(old, peers, measure), now / yardstick(new, peers, measure)
            costs[f"relative {measure}"] = now / was
    return Change(title(new), "-" if by == "time" else "+".join(peers) or "copy", costs)


def changes(old: Mapping, new: Mapping, by: str) -> Iterator[Change]:
    """Every cell and every call overhead that both runs have."""
    before = {key(record): record for record in old["cells"]}
    for record in new["cells"]:
        if key(record) in before:
            yield change(before[key(record)], record, by)
    calls = {(each["op"], each["form"], each["size"]): each for each in old.get("overhead", ())}
    for each in new.get("overhead", ()):
        if was := calls.get((each["op"], each["form"], each["size"])):
            best = each["ratio"] / was["ratio"]
            median = best * (each["median"] / each["best"]) / (was["median"] / was["best"])
            what = f"{each['op']} {each['form']} call on {each['size']}"
            yield Change(what, "np.abs", {"relative best": best, "relative median": median})


def show(found: list[Change], threshold: float, console: Console) -> None:
    """All changes, slower ones first."""
    columns = list(dict.fromkeys(name for each in found for name in each.costs))
    table = Table("cell", "relative to", *columns, title="new / old: above 1 is slower")
    for each in sorted(found, key=lambda each: -each.certain):
        quicker = max(each.costs.values()) < 1 / threshold
        style = "red" if each.certain > threshold else "green" if quicker else None
        numbers = (f"{each.costs[name]:.3f}" if name in each.costs else "-" for name in columns)
        table.add_row(each.what, each.against, *numbers, style=style)
    console.print(table)
    slower = sum(each.certain > threshold for each in found)
    mean = geometric_mean(each.certain for each in found)
    console.print(
        f"{len(found)} compared, {slower} slower by more than {threshold:g}; geometric mean {mean:.3f}"
    )


def main(arguments: list[str] | None = None) -> int:
    """0 nothing slower, 1 something slower, 2 nothing to compare."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__.split("\n")[0])
    here = records.RESULTS / machine()
    for name, folder in (("old", here), ("new", here / "quick")):
        parser.add_argument(
            name,
            type=Path,
            nargs="?",
            default=folder,
            help="results.json or its folder (default %(default)s)",
        )
    parser.add_argument(
        "--threshold", type=float, default=1.10, help="slower than this fails (default %(default)s)"
    )
    parser.add_argument(
        "--by",
        choices=("auto", "time", "peers"),
        default="auto",
        help="auto: time on the same processor, else peers",
    )
    options = parser.parse_args(arguments)
    if not options.threshold >= 1 or math.isinf(options.threshold):
        parser.error("--threshold must be at least 1")
    try:
        old, new = records.read(options.old), records.read(options.new)
    except (OSError, LookupError, ValueError) as reason:
        print(f"{parser.prog}: {reason}", file=sys.stderr)
        return 2
    by = options.by
    if by == "auto":
        by = "both" if same_machine(old, new) else "peers"
    found = list(changes(old, new, by))
    if not found:
        print(f"{parser.prog}: the two runs have no cell in common", file=sys.stderr)
        return 2
    console = Console() if sys.stdout.isatty() else Console(width=140)
    show(found, options.threshold, console)
    return 1 if any(each.certain > options.threshold for each in found) else 0


if __name__ == "__main__":
    sys.exit(main())
