# SPDX-License-Identifier: BSD-3-Clause
"""``python -m benchmarks accuracy``: our worst error and the peers', in ulp, over the same inputs."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table

import relu_native as rn

from .cells import FLOATS
from .command import finite, listed, progress_bar
from .environment import describe, machine_load
from .errors import FORMS, Question, errors, questions, worst
from .peers import LIBRARIES, load, ours
from .pictures import draw_errors
from .problem import form_of
from .report import environment_lines, table

# Those whose functions people call; numexpr and numba compute what one writes, with the C library's exp.
PEERS = ("numpy", "scipy", "torch", "jax", "onnxruntime")
# Inputs of the dtypes that have too many numbers to try them all.
COUNTS = {"float32": 1 << 20, "float64": 1 << 17}
QUICK = {"float32": 1 << 16, "float64": 1 << 14}

PICTURE = ("gelu", "silu", "mish")
LEFT, RIGHT, BINS, IN_BIN = -20, 10, 200, 8192

LEGEND = (
    "ulp: units in the last place of the exact value.  lost at x: fewer than four of its bits are right; the "
    "x nearest to 0.\nr: worse, and more than 16 ulp off, within a quarter of a root of f'.  s: so where x, "
    "dy or the exact value is subnormal.  i: wrong at an infinite x."
)
MARKS = {"root_ulp": "r", "subnormal_ulp": "s"}


def command_line() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks accuracy", description="Measures the worst errors, ours and the peers'."
    )
    ops = tuple(rn.activations)
    parser.add_argument("--quick", action="store_true", help="fewer inputs; in about a minute")
    parser.add_argument("--op", type=listed(ops), default=ops, metavar="NAMES", help="default: all")
    parser.add_argument("--form", type=listed(FORMS), default=FORMS, metavar="NAMES", help="default: all")
    parser.add_argument("--dtype", type=listed(FLOATS), default=FLOATS, metavar="NAMES", help="default: all")
    parser.add_argument(
        "--peers",
        type=listed(LIBRARIES, "none"),
        default=PEERS,
        metavar="NAMES",
        help=f"none or some of {', '.join(LIBRARIES)} (default: {','.join(PEERS)})",
    )
    parser.add_argument("--inputs", action="store_true", help="print the worst inputs, too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything to FILE")
    parser.add_argument(
        "--picture", type=Path, metavar="FILE", help=f"draw the errors of {', '.join(PICTURE)} into FILE"
    )
    return parser


def answers(
    question: Question, libraries: Mapping[str, ModuleType], unsupported: dict[str, str]
) -> Iterator[tuple[str, np.ndarray]]:
    """The results of ours and of every library that does this; the others' reasons are noted."""
    for name, module in {ours.NAME: ours, **libraries}.items():
        if module is not ours and (question.op, question.form) not in module.TABLE:
            continue
        try:
            with np.errstate(all="ignore"):
                yield name, question.answer(module, rn.get_num_threads())
        except Exception as reason:
            if module is ours:
                raise
            what = f"{name} {question.op} {question.form} {question.dtype}"
            unsupported[what] = f"{type(reason).__name__}: {reason}".splitlines()[0][:200]


def measure(question: Question, libraries: Mapping[str, ModuleType], unsupported: dict[str, str]) -> dict:
    """The record of one op, form and dtype."""
    exact = question.exact()
    return {
        "op": question.op,
        "form": question.form,
        "dtype": question.dtype.name,
        "inputs": question.x.size,
        "errors": {
            name: worst(question, got, exact) for name, got in answers(question, libraries, unsupported)
        },
    }


def number(error: Mapping) -> str:
    """0.5, 1.9, 37000 or lost, with marks."""
    if "lost_at" in error:
        return f"lost at {error['lost_at']:.3g}"
    marks = "".join(mark for key, mark in MARKS.items() if key in error) + "i" * error["infinities_wrong"]
    two_digits = float(f"{error['ulp']:.2g}")
    return f"{two_digits:g} {marks}".replace("e+0", "e").replace("e+", "e").rstrip()


def place(error: Mapping) -> str:
    """x, or dy and x."""
    return ", ".join(f"{operand:.6g}" for operand in error["at"]) if error["ulp"] else ""


def tables(records: Sequence[Mapping], names: Sequence[str], cell=number) -> Iterator[Table]:
    """One per form and dtype in Markdown, with a row per op and a column per library that has any of them."""
    what = "worst error in ulp" if cell is number else "worst input"
    for form, dtype in dict.fromkeys((record["form"], record["dtype"]) for record in records):
        chosen = [record for record in records if (record["form"], record["dtype"]) == (form, dtype)]
        columns = [name for name in names if any(name in record["errors"] for record in chosen)]
        made = table(f"{form}, {dtype}: {what}", ("op",), columns)
        made.box = box.MARKDOWN
        for record in chosen:
            found = record["errors"]
            made.add_row(record["op"], *(cell(found[name]) if name in found else "-" for name in columns))
        yield made


def curves(libraries: Mapping[str, ModuleType]) -> dict[str, dict[str, np.ndarray]]:
    """op -> library -> the greatest error in each of the bins, forward in float32."""
    x = np.linspace(LEFT, RIGHT, BINS * IN_BIN, endpoint=False, dtype=np.float32)
    found: dict = {}
    for op in PICTURE:
        if op in rn.activations:
            question = Question(op, "forward", x, np.ones_like(x))
            exact = question.exact()
            found[op] = {
                name: errors(got, exact, x.dtype).reshape(BINS, IN_BIN).max(axis=1)
                for name, got in answers(question, libraries, {})
            }
    return found


def broken(record: Mapping) -> bool:
    """Whether our own error is above the promised one, which float64's reference can tell to 2**-8 ulp."""
    mine = record["errors"][ours.NAME]
    promised = form_of(rn.activations[record["op"]], record["form"]).max_ulp[record["dtype"]]
    return bool(mine.keys() & MARKS) or mine["infinities_wrong"] or not mine["ulp"] <= promised + 2**-8


def show(results: Mapping, names: Sequence[str], inputs: bool, console: Console) -> None:
    """The tables, what the marks in them mean, and the machine."""
    records = results["records"]
    for record in filter(broken, records):
        what = " ".join(record[part] for part in ("op", "form", "dtype"))
        console.print(f"WORSE THAN PROMISED: {what}: {record['errors'][ours.NAME]}", style="bold red")
    for cell in (number, place) if inputs else (number,):
        for each in tables(records, names, cell):
            console.print(each)
            console.print()
    console.print(LEGEND, highlight=False)
    for dtype in dict.fromkeys(record["dtype"] for record in records):
        least = min(record["inputs"] for record in records if record["dtype"] == dtype)
        console.print(f"{dtype}: {least:,} inputs" + " or more" * (dtype in COUNTS), highlight=False)
    _, *lines = environment_lines(results["environment"])
    for line in (results["environment"]["cpu"], *lines):
        console.print(line, highlight=False)
    for name, reason in results["absent"].items():
        console.print(f"Not installed: {name} ({reason})", highlight=False)


def main(arguments: Sequence[str]) -> int:
    """0, or 1 if one of our own results is worse than promised."""
    options = command_line().parse_args(arguments)
    console = Console() if sys.stdout.isatty() else Console(width=170)
    started, load_before = time.monotonic(), machine_load()
    with console.status("Starting " + ", ".join(options.peers)):
        libraries, absent = load(name for name in options.peers if name != "none")
    for module in libraries.values():
        module.set_threads(rn.get_num_threads())
    records, unsupported = [], {}
    with progress_bar(Console(stderr=True)) as progress:
        task = progress.add_task("", total=len(options.dtype) * len(options.op))
        for dtype in options.dtype:
            count = (QUICK if options.quick else COUNTS).get(dtype, 0)
            for op in options.op:
                progress.update(task, description=f"{op} {dtype}")
                asked = questions(op, dtype, options.form, count)
                records += [measure(question, libraries, unsupported) for question in asked]
                progress.advance(task)
    records.sort(key=lambda record: FORMS.index(record["form"]))
    results = {
        "environment": describe(libraries, load_before),
        "absent": absent,
        "quick": options.quick,
        "records": records,
        "unsupported": unsupported,
    }
    if options.json:
        options.json.write_text(json.dumps(finite(results), indent=1, allow_nan=False) + "\n")
    show(results, (ours.NAME, *libraries), options.inputs, console)
    if options.picture:
        draw_errors(curves(libraries), LEFT, RIGHT, options.picture)
    console.print(f"{time.monotonic() - started:.0f} s", highlight=False)
    return 1 if any(broken(record) for record in records) else 0
