# SPDX-License-Identifier: BSD-3-Clause
"""``python -m benchmarks.instructions``: instructions per 16 elements in the kernels' hot loops, which show
what a compiler made of the source where noise hides what it costs.

They are read from the built module, or from an object file of one instruction set, which is built sooner.
``--against`` prints only what differs from a file written with ``--json``, perhaps by another compiler."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

import relu_native as rn
from relu_native import _native
from relu_native._registry import FORMS

from .cells import FLOATS, INTEGERS, numpy_dtype, takes
from .command import listed
from .disassembly import Listing, NoTool
from .hot_loop import KINDS, hot_loop

ELEMENTS = 16


@dataclass(frozen=True)
class Choice:
    """Which kernels to look at."""

    isas: Sequence[str]
    ops: Sequence[str]
    forms: Sequence[str]
    dtypes: Sequence[str]


def kernel_name(dtype: str, op: str, form: str) -> str:
    """What the C sources call it: float32 is f32, bfloat16 bf16, uint8 u8."""
    short = dtype.replace("float", "f").replace("uint", "u").replace("int", "i")
    return f"run_{short}_{op}_{form}"


def measure(path: Path, choice: Choice) -> Iterator[dict]:
    """A row per kernel; one whose loop is not understood has no numbers."""
    for isa in choice.isas:
        listing = Listing(path, f"{isa}.c")
        for dtype in choice.dtypes:
            for op in choice.ops:
                for form in choice.forms if takes(op, dtype) or dtype in INTEGERS else ():
                    name = kernel_name(dtype, op, form)
                    if name not in listing.kernels:
                        continue
                    row = {"isa": isa, "dtype": dtype, "op": op, "form": form}
                    kernel = listing.kernel(name)
                    if kernel and (loop := hot_loop(kernel, listing.functions)):
                        elements = loop.stride // numpy_dtype(dtype).itemsize
                        row |= {"elements": elements, "total": ELEMENTS * loop.total / elements}
                        row |= {kind: ELEMENTS * loop.kinds[kind] / elements for kind in KINDS}
                        row["unknown_calls"] = ELEMENTS * loop.unknown_calls / elements
                    yield row


def key(row: Mapping) -> tuple:
    """Which kernel it is."""
    return row["isa"], row["dtype"], row["op"], row["form"]


def show(rows: Sequence[Mapping], before: Mapping[tuple, Mapping], compiler: str) -> Table:
    """A line per kernel, with the total it had before."""
    table = Table(title=f"Instructions per {ELEMENTS} elements, {compiler}", title_justify="left")
    for heading in ("ISA", "dtype", "op", "form"):
        table.add_column(heading)
    for heading in ("total", *KINDS, "a pass is", *(["total was"] if before else [])):
        table.add_column(heading, justify="right")
    for row in rows:
        if "total" not in row:
            numbers = ["not understood"]
        else:
            more = " + calls" if row["unknown_calls"] else ""
            numbers = [f"{row['total']:g}{more}", *(f"{row[kind]:g}" for kind in KINDS), str(row["elements"])]
        if before:
            numbers += [""] * (len(KINDS) + 2 - len(numbers))
            numbers.append(f"{before[key(row)].get('total', '-')}" if key(row) in before else "-")
        table.add_row(*key(row), *numbers)
    return table


def command_line() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.instructions",
        description="Prints the instructions per 16 elements in each kernel's hot loop. Arithmetic may read "
        "or write memory along; moves are between registers, or to and from the stack.",
    )
    parser.add_argument("file", type=Path, nargs="?", help="a module or object file; default: the one built")
    parser.add_argument(
        "--isas", type=lambda text: text.split(","), metavar="NAMES", help="default: the best"
    )
    parser.add_argument("--ops", type=listed(tuple(rn.activations)), metavar="NAMES", help="default: all")
    parser.add_argument("--forms", type=listed(FORMS), default=FORMS, metavar="NAMES", help="default: all")
    parser.add_argument(
        "--dtypes",
        type=listed(FLOATS + INTEGERS),
        default=("float32",),
        metavar="NAMES",
        help="default: float32; those of smooth functions in float64 call what is not counted",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write them")
    parser.add_argument("--against", type=Path, metavar="FILE", help="print what differs from these")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """0, or 2 where nothing can be read."""
    parser = command_line()
    options = parser.parse_args(arguments)
    isas = options.isas or (rn.isa.available()[0],)
    choice = Choice(isas, options.ops or tuple(rn.activations), options.forms, options.dtypes)
    try:
        before = json.loads(options.against.read_text())["kernels"] if options.against else []
        rows = list(measure(options.file or Path(_native.__file__), choice))
    except (NoTool, LookupError, OSError, ValueError, subprocess.CalledProcessError) as reason:
        print(f"{parser.prog}: {reason}", file=sys.stderr)
        return 2
    compiler = "of a file" if options.file else _native.ffi.string(_native.lib.rn_compiler()).decode()
    if options.json:
        options.json.write_text(json.dumps({"compiler": compiler, "kernels": rows}, indent=1) + "\n")
    known = {key(row): row for row in before}
    shown = [row for row in rows if known.get(key(row)) != row] if known else rows
    console = Console() if sys.stdout.isatty() else Console(width=140)
    console.print(show(shown, known, compiler))
    console.print(f"{len(rows)} kernels" + (f", {len(shown)} differ" if known else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
