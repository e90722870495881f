# SPDX-License-Identifier: BSD-3-Clause
"""Measures cells: enters ours and every peer, checks their numbers, then races them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from types import ModuleType

import numpy as np

from .cells import Cell
from .measures import mark
from .peers import Competitor, Unsupported, enter, ours, reference_peer
from .pinning import pin
from .problem import Problem, promise
from .roofline import Roofline
from .timing import Pace, race


@dataclass
class Measured:
    """All records, our own wrong results, and what each library could not do."""

    records: list[dict] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    unsupported: dict[str, str] = field(default_factory=dict)


@np.errstate(all="ignore")  # what peers warn of, they would otherwise warn of while they are timed
def measure(
    cells: Sequence[Cell],
    libraries: Mapping[str, ModuleType],
    pace: Pace,
    on_cell: Callable[[Cell], None] = lambda cell: None,
) -> Measured:
    """Times every cell; on_cell is told what is being measured."""
    measured = Measured()
    roofline = Roofline(pace.samples)
    for index, cell in enumerate(cells):
        on_cell(cell)
        for module in (ours, *libraries.values()):
            module.set_threads(cell.threads)
        pin(cell.threads)
        problem = Problem(cell)
        for output in ("preallocated", "fresh"):
            fresh = output == "fresh"
            entered = entries(problem, libraries, fresh, measured)
            if not entered:
                break
            # Once more, for threads that were started by these first calls.
            pin(cell.threads)
            seconds = pace.within(len(entered), 2 * (len(cells) - index) - fresh)
            calls = {name: competitor.call for name, competitor in entered.items()}
            times = race(calls, seconds, pace.samples, cell.threads, pace.least)
            copy = roofline.copy(cell.traffic, cell.threads, fresh, seconds)
            timings = {
                name: {
                    "best": timing.best,
                    "median": timing.median,
                    "mark": mark(entered[name].accuracy, entered[name].from_output),
                }
                for name, timing in times.items()
            }
            measured.records.append(
                asdict(cell)
                | {"bytes": cell.bytes, "output": output, "copy": asdict(copy)}
                | {"ours": timings.pop(ours.NAME), "peers": timings}
            )
    return measured


def entries(
    problem: Problem, libraries: Mapping[str, ModuleType], fresh: bool, measured: Measured
) -> dict[str, Competitor]:
    """Ours and the peers that can run the cell; empty if our own result is wrong, and not to be timed."""
    cell, outputs = problem.cell, None if fresh else problem.outputs
    mine = enter(ours, None, problem, outputs, cell.threads)
    if mine.accuracy.wrong or mine.accuracy.ulp > promise(cell):
        measured.failures.append(f"{cell}: {mine.accuracy.ulp:.4g} ulp from the reference")
        return {}
    entered = {ours.NAME: mine}
    for name, module in rivals(problem, libraries).items():
        entry = getattr(module, "TABLE", {}).get((cell.op, cell.form))
        try:
            entered[name] = enter(module, entry, problem, outputs, cell.threads)
        except Unsupported as reason:
            what = f"{name} {cell.op} {cell.form} {cell.dtype} {'fresh' if fresh else 'preallocated'}"
            measured.unsupported[what] = str(reason)
    return entered


def rivals(problem: Problem, libraries: Mapping[str, ModuleType]) -> dict[str, ModuleType]:
    """The libraries with an entry for the op and form; the reference stands in for a missing NumPy idiom."""
    what = (problem.op, problem.form)
    found = {name: module for name, module in libraries.items() if what in module.TABLE}
    if "numpy" in libraries and "numpy" not in found:
        found["reference"] = reference_peer
    return found
