# SPDX-License-Identifier: BSD-3-Clause
"""``python -m benchmarks``: the command line, and the files that a run leaves."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

import relu_native as rn
from relu_native._registry import FORMS

from . import accuracy, pinning, records
from .cells import FLOATS, INTEGERS, Cell, every_cell, quick_cells
from .command import listed, progress_bar
from .environment import describe, machine, machine_load
from .overhead import call_overhead
from .peers import LIBRARIES, SLOW_TO_START, load
from .pictures import draw
from .report import show
from .run import Measured, measure
from .sizes import SIZES, parse_size
from .timing import Pace

# Minutes that a quick run may spend in its cells; imports, call overhead, tables and pictures come on top.
QUICK = 1


def positive(parse: Callable[[str], int]) -> Callable[[str], tuple[int, ...]]:
    """A comma-separated list of positive numbers."""

    def parse_all(text: str) -> tuple[int, ...]:
        try:
            numbers = tuple(dict.fromkeys(parse(each.strip()) for each in text.split(",")))
        except ValueError:
            numbers = ()
        if not numbers or min(numbers) < 1:
            raise argparse.ArgumentTypeError(f"{text!r} is not a list of positive numbers")
        return numbers

    return parse_all


def thread_counts(text: str) -> int:
    """A number of threads, or all."""
    count = rn.get_num_threads() if text == "all" else int(text)
    if count > len(pinning.PROCESSORS):
        raise argparse.ArgumentTypeError(f"{count} threads, but {len(pinning.PROCESSORS)} processors")
    return count


def command_line() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Times every activation against peers.",
        epilog="python -m benchmarks accuracy measures errors instead; it has options of its own.",
    )
    ops = tuple(rn.activations)
    parser.add_argument("--quick", action="store_true", help="the most telling cells, in under two minutes")
    parser.add_argument("--ops", type=listed(ops), default=ops, metavar="NAMES", help="default: all")
    parser.add_argument("--forms", type=listed(FORMS), metavar="NAMES", help=f"of {', '.join(FORMS)}")
    parser.add_argument(
        "--dtypes", type=listed(FLOATS + INTEGERS), metavar="NAMES", help=f"default: {','.join(FLOATS)}"
    )
    parser.add_argument(
        "--sizes", type=positive(parse_size), metavar="SIZES", help=f"default: {','.join(SIZES)}"
    )
    parser.add_argument(
        "--threads",
        type=positive(thread_counts),
        default="1,all",
        metavar="COUNTS",
        help="default: %(default)s",
    )
    parser.add_argument(
        "--peers",
        type=listed(LIBRARIES, "all", "none"),
        nargs="?",
        const=("all",),
        metavar="NAMES",
        help="all, none or a list (default: all; with --quick those that start quickly)",
    )
    parser.add_argument(
        "--minutes", type=float, metavar="N", help="for all cells together, by taking shorter samples"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help=f"default: below {records.RESULTS}, as this machine is called"
    )
    parser.add_argument("--no-pictures", action="store_true", help="tables and results.json only")
    return parser


def chosen_peers(options: argparse.Namespace) -> list[str]:
    """The libraries to look for."""
    names = options.peers or ("all",)
    if "none" in names:
        return []
    if "all" in names:
        wanted = [name for name in LIBRARIES if not (options.quick and name in SLOW_TO_START)]
        return wanted if options.peers is None else list(LIBRARIES)
    return [name for name in LIBRARIES if name in names]


def chosen_cells(options: argparse.Namespace) -> list[Cell]:
    """The cells to time: with --quick, those of the quick ones that the other options leave."""
    if not options.quick:
        sizes, dtypes = options.sizes or tuple(SIZES.values()), options.dtypes or FLOATS
        return list(every_cell(options.ops, options.forms or FORMS, dtypes, sizes, options.threads))
    return [
        cell
        for cell in quick_cells(options.ops, options.threads)
        if cell.form in (options.forms or FORMS)
        and cell.dtype in (options.dtypes or FLOATS)
        and cell.size in (options.sizes or (cell.size,))
        and cell.threads in options.threads
    ]


def default_folder(options: argparse.Namespace, cells: list[Cell]) -> Path:
    """The machine's, or one in it for a quick run and for a part of everything."""
    everything = every_cell(tuple(rn.activations), FORMS, FLOATS, tuple(SIZES.values()), options.threads)
    whole = set(everything) <= set(cells) and max(options.threads) == len(pinning.PROCESSORS)
    part = "quick" if options.quick else "" if whole and chosen_peers(options) == list(LIBRARIES) else "part"
    return records.RESULTS / machine() / part


def measure_all(
    cells: list[Cell], options: argparse.Namespace, libraries: dict, pace: Pace, console: Console
) -> tuple[Measured, list[dict]]:
    """The cells, then the call overhead, under one progress bar."""
    overhead: list[dict] = []
    with progress_bar(console) as progress:
        task = progress.add_task("", total=len(cells) + len(options.ops))
        done = iter(range(len(cells)))
        measured = measure(
            cells,
            libraries,
            pace,
            lambda cell: progress.update(task, description=str(cell), completed=next(done)),
        )
        progress.update(task, completed=len(cells), description="call overhead")
        pinning.pin(1)
        call_pace = Pace(seconds=0.001) if options.quick else Pace()
        for calls in call_overhead(options.ops, options.forms or FORMS, call_pace):
            overhead += calls
            progress.advance(task)
    return measured, overhead


def main(arguments: list[str] | None = None) -> int:
    """Times, or measures errors; 0, or 1 if one of our own results is wrong."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["accuracy"]:
        return accuracy.main(arguments[1:])
    options = command_line().parse_args(arguments)
    console = Console() if sys.stdout.isatty() else Console(width=170)
    started, load_before = time.monotonic(), machine_load()
    names = chosen_peers(options)
    with console.status("Starting " + ", ".join(names)):
        libraries, absent = load(names)
    cells = chosen_cells(options)
    minutes = options.minutes or (QUICK if options.quick else None)
    pace = Pace(deadline=minutes and time.monotonic() + 60 * minutes)
    threads = rn.get_num_threads()
    try:
        measured, overhead = measure_all(cells, options, libraries, pace, console)
    finally:
        rn.set_num_threads(threads)
        pinning.pin(len(pinning.PROCESSORS))
    results = {
        "environment": describe(libraries, load_before),
        "peers": list(libraries),
        "absent": absent,
        "quick": options.quick,
        "samples": {"count": pace.samples, "longest_seconds": pace.seconds},
        "failures": measured.failures,
        "cells": measured.records,
        "overhead": overhead,
        "unsupported": dict(
            Counter(f"{what.split()[0]}: {why}" for what, why in measured.unsupported.items())
        ),
    }
    folder = options.out or default_folder(options, cells)
    finish(results, folder, not options.no_pictures, console)
    console.print(f"{time.monotonic() - started:.0f} s; written to {folder}", highlight=False)
    return 1 if results["failures"] else 0


def finish(results: dict, folder: Path, pictures: bool, console: Console) -> None:
    """Prints the tables and writes results.json, report.txt and the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    show(results, console)
    with open(folder / "report.txt", "w") as file:
        show(results, Console(file=file, width=170))
    records.write(results, folder / "results.json")
    if pictures:
        with console.status("Drawing"):
            # Each picture of the whole family takes seconds.
            drawn = [each for each in results["cells"] if not results["quick"] or each["dtype"] == "float32"]
            draw(drawn, folder, results["environment"]["cpu"])


if __name__ == "__main__":
    sys.exit(main())
