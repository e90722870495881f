# SPDX-License-Identifier: BSD-3-Clause
"""The tables a run prints, and saves as report.txt."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import groupby

from rich.console import Console
from rich.table import Table

from . import measures
from .sizes import size_name

LEGEND = (
    "ratio: fastest peer's time / ours, above 1 we are faster.  roofline: time of the fastest copy of as "
    "many bytes / ours.\nPeers: ! values off by more than 32 epsilon of max(1, |y|), ~ more than 16 ulp off "
    "somewhere (lost tails), y given f(x) instead of x."
)


def number(value: float, digits: int = 2) -> str:
    """A dash for what does not exist."""
    return "-" if math.isnan(value) else f"{value:.{digits}f}"


def table(title: str, words: Iterable[str], numbers: Iterable[str]) -> Table:
    """An empty table with columns of words, then columns of numbers."""
    made = Table(title=title, title_justify="left", title_style="bold")
    for heading in words:
        made.add_column(heading, no_wrap=True)
    for heading in numbers:
        made.add_column(heading, justify="right", no_wrap=True)
    return made


def style(ratio: float) -> str | None:
    """Red behind the fastest peer, yellow within 10 % of it."""
    return "red" if ratio < 1 else "yellow" if ratio < 1.1 else None


def cell_table(title: str, records: Iterable[Mapping]) -> Table:
    """One row per record."""
    made = table(
        title,
        ("op", "form", "dtype", "size", "threads", "output"),
        ("ns/element", "median", "GB/s", "roofline", "fastest peer", "ns/element", "ratio"),
    )
    for record in records:
        mine, name = record["ours"], measures.fastest_peer(record)
        peer = record["peers"].get(name)
        value = measures.ratio(record)
        made.add_row(
            *(record[part] for part in ("op", "form", "dtype")),
            size_name(record["size"]),
            str(record["threads"]),
            record["output"],
            number(measures.per_element(record, mine), 3),
            number(mine["median"] / record["size"], 3),
            number(measures.gigabytes_per_second(record, mine), 1),
            number(measures.roofline_share(record, mine)),
            f"{name} {peer['mark']}".strip() if peer else "-",
            number(measures.per_element(record, peer), 3) if peer else "-",
            number(value),
            style=style(value),
        )
    return made


def mean_table(records: Iterable[Mapping]) -> Table:
    """Geometric means per dtype and form."""
    made = table(
        "Geometric means of the ratio to the fastest peer, and the lowest",
        ("dtype", "form"),
        ("cells", "ratio", "of smooth ops", "cells behind", "roofline", "lowest"),
    )
    made.add_column("lowest cell", no_wrap=True)
    for row in measures.summary(records):
        made.add_row(
            row["dtype"],
            row["form"],
            str(row["cells"]),
            number(row["ratio"]),
            number(row["smooth"]),
            str(row["behind"]),
            number(row["roofline"]),
            number(row["lowest"]),
            row["lowest_cell"],
            style=style(row["ratio"]),
            end_section=row["form"] == "all",
        )
    return made


def peer_means(records: list[Mapping], names: list[str]) -> Table:
    """Geometric mean of the ratio to each peer, per dtype, over the cells that it can run."""
    made = table("Geometric mean of peer's time / ours, per peer", ("dtype",), names)
    for dtype in dict.fromkeys(record["dtype"] for record in records):
        group = [record for record in records if record["dtype"] == dtype]
        means = [
            measures.geometric_mean(measures.ratio(each, name) for each in group if name in each["peers"])
            for name in names
        ]
        made.add_row(dtype, *map(number, means))
    return made


def side_by_side(records: list[Mapping], names: list[str]) -> Iterable[Table]:
    """ns per element of every library per form, dtype and threads, with the better output of the two."""

    def group(record: Mapping) -> tuple:
        return record["form"], record["dtype"], record["threads"]

    for (form, dtype, threads), chosen in groupby(sorted(records, key=group), group):
        chosen = list(chosen)
        sizes = sorted({record["size"] for record in chosen})
        title = f"{form}, {dtype}, threads: {threads}, ns per element at {' / '.join(map(size_name, sizes))}"
        made = table(title, ("op",), ("relu_native", *names))
        for op in dict.fromkeys(record["op"] for record in chosen):
            rows = [record for record in chosen if record["op"] == op]
            made.add_row(op, *(library_times(rows, name, sizes) for name in (None, *names)))
        yield made


def library_times(records: list[Mapping], name: str | None, sizes: list[int]) -> str:
    """'0.14 / 0.18' with the marks of the results."""
    parts, marks = [], ""
    for size in sizes:
        found = [
            record["peers"][name] if name else record["ours"]
            for record in records
            if record["size"] == size and (name is None or name in record["peers"])
        ]
        best = min(found, key=lambda timing: timing["best"], default=None)
        parts.append(number(best["best"] / size) if best else "-")
        marks = (best["mark"] if best and name else "") or marks
    return "-" if set(parts) == {"-"} else f"{' / '.join(parts)} {marks}".strip()


def overhead_table(overhead: list[Mapping]) -> Table:
    """Call time / np.abs's, per op and form."""
    sizes = sorted({row["size"] for row in overhead})
    forms = list(dict.fromkeys(row["form"] for row in overhead))
    yardsticks = " / ".join(
        f"{min(row['abs'] for row in overhead if row['size'] == size):.0f}" for size in sizes
    )
    made = table(
        f"A call on {' / '.join(map(str, sizes))} floats, relative to np.abs(x), which takes {yardsticks} ns",
        ("op",),
        forms,
    )
    for op in dict.fromkeys(row["op"] for row in overhead):
        ratios = {(row["form"], row["size"]): row["ratio"] for row in overhead if row["op"] == op}
        made.add_row(op, *(" / ".join(number(ratios[form, size]) for size in sizes) for form in forms))
    return made


def environment_lines(environment: Mapping) -> Iterable[str]:
    """The machine and the versions."""
    pinned = (
        "pinned to as many as there are threads"
        if environment["pinned"]
        else "threads not pinned: this system cannot"
    )
    caches = " ".join(f"{level} {size}" for level, size in environment["caches"].items())
    processors = f"{environment['cores']} processors ({caches})"
    yield f"{environment['date']}: {environment['cpu']}, {processors}, {pinned}"
    load, pages = environment["load_before"], environment["huge_pages"]
    yield f"load before {load}, huge pages {pages}, {environment['system']}"
    yield (
        f"ISA {environment['isa']} of {', '.join(environment['isas'])}; {environment['compiler']}; commit "
        + str(environment["commit"])
    )
    yield "  ".join(f"{name} {version}" for name, version in environment["versions"].items())


def show(results: Mapping, console: Console) -> None:
    """Everything, the worst cells first."""
    records, overhead = results["cells"], results["overhead"]
    present = {name for record in records for name in record["peers"]}
    names = [name for name in (*results["peers"], "reference") if name in present]
    if (results["environment"]["load_before"] or 0) > 0.5:
        console.print(
            "The machine was not idle: times are too long, those of several threads most.", style="red"
        )
    for failure in results["failures"]:
        console.print(f"WRONG RESULT, not timed: {failure}", style="bold red")
    if worst := measures.worst(records):
        console.print(cell_table(f"The {len(worst)} worst cells", worst))
    if records:
        console.print(mean_table(records))
    if names:
        console.print(peer_means(records, names))
    for each in side_by_side(records, names):
        console.print(each)
    if records:
        console.print(cell_table("All cells", records))
    if overhead:
        console.print(overhead_table(overhead))
    console.print(LEGEND, highlight=False)
    for line in environment_lines(results["environment"]):
        console.print(line, highlight=False)
    for name, reason in results["absent"].items():
        console.print(f"Not installed: {name} ({reason})", highlight=False)
