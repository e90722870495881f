# SPDX-License-Identifier: BSD-3-Clause
"""Compares two results.json: ``python -m benchmarks.compare OLD NEW`` exits 1 if a cell became slower.

On the same processor times are compared. On another one, what is compared is our time relative to the peers
that both runs timed (their geometric mean), or to the copy where there is none. A cell counts as slower only
if its best and its median time both are: noise rarely moves both."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .measures import geometric_mean, key, title

MEASURES = ("best", "median")


@dataclass(frozen=True)
class Change:
    """New cost / old cost of one cell: above 1 it became slower."""

    what: str
    against: str
    best: float
    median: float

    @property
    def certain(self) -> float:
        """The smaller of the two, which both measures agree on."""
        return min(self.best, self.median)


def same_machine(old: Mapping, new: Mapping) -> bool:
    """Whether absolute times can be compared."""
    return all(old["environment"].get(part) == new["environment"].get(part) for part in ("cpu", "cores"))


def yardstick(record: Mapping, peers: list[str], measure: str) -> float:
    """The time to divide ours by on another machine."""
    return (
        geometric_mean(record["peers"][name][measure] for name in peers) if peers else record["copy"][measure]
    )


def change(old: Mapping, new: Mapping, by_time: bool) -> Change:
    """How one cell changed."""
    costs, against = {}, "time"
    if by_time:
        costs = {measure: new["ours"][measure] / old["ours"][measure] for measure in MEASURES}
    else:
        peers = sorted(set(old["peers"]) & set(new["peers"]))
        against = "+".join(peers) or "copy"
        for measure in MEASURES:
            was, now = (record["ours"][measure] / yardstick(record, peers, measure) for record in (old, new))
            costs[measure] = now / was
    return Change(title(new), against, **costs)


def changes(old: Mapping, new: Mapping, by_time: bool) -> Iterator[Change]:
    """Every cell and every call overhead that both runs have."""
    before = {key(record): record for record in old["cells"]}
    for record in new["cells"]:
        if key(record) in before:
            yield change(before[key(record)], record, by_time)
    calls = {(each["op"], each["form"], each["size"]): each for each in old.get("overhead", ())}
    for each in new.get("overhead", ()):
        if was := calls.get((each["op"], each["form"], each["size"])):
            best = each["ratio"] / was["ratio"]
            median = best * (each["median"] / each["best"]) / (was["median"] / was["best"])
            yield Change(f"{each['op']} {each['form']} call on {each['size']}", "np.abs", best, median)


def show(found: list[Change], threshold: float, console: Console) -> None:
    """All changes, slower ones first."""
    table = Table("cell", "against", "best", "median", title="new / old: above 1 is slower")
    for each in sorted(found, key=lambda each: -each.certain):
        style = (
            "red"
            if each.certain > threshold
            else "green"
            if max(each.best, each.median) < 1 / threshold
            else None
        )
        table.add_row(each.what, each.against, f"{each.best:.3f}", f"{each.median:.3f}", style=style)
    console.print(table)
    slower = sum(each.certain > threshold for each in found)
    mean = geometric_mean(each.best for each in found)
    console.print(
        f"{len(found)} compared, {slower} slower by more than {threshold:g}, geometric mean {mean:.3f}"
    )


def read(path: str) -> dict:
    """A results file, or the one in a folder."""
    place = Path(path)
    return json.loads((place / "results.json" if place.is_dir() else place).read_text())


def main(arguments: list[str] | None = None) -> int:
    """0 nothing slower, 1 something slower, 2 nothing to compare."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__.split("\n")[0])
    parser.add_argument("old", help="results.json or its folder")
    parser.add_argument("new", help="results.json or its folder")
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
        old, new = read(options.old), read(options.new)
    except (OSError, ValueError) as reason:
        print(f"{parser.prog}: {reason}", file=sys.stderr)
        return 2
    by_time = options.by == "time" or (options.by == "auto" and same_machine(old, new))
    found = list(changes(old, new, by_time))
    if not found:
        print(f"{parser.prog}: the two runs have no cell in common", file=sys.stderr)
        return 2
    console = Console() if sys.stdout.isatty() else Console(width=140)
    show(found, options.threshold, console)
    return 1 if any(each.certain > options.threshold for each in found) else 0


if __name__ == "__main__":
    sys.exit(main())
