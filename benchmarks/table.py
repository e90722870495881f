# SPDX-License-Identifier: BSD-3-Clause
"""``python -m benchmarks.table`` writes the README's part on speed, between two markers, from the results of
the machines that the first of them names; with names of machines, from those'. Of all but the first it gives
the means."""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from relu_native._registry import FORMS

from . import measures, records
from .command import listed
from .report import number
from .sizes import SIZES, size_name

README = Path(__file__).parents[1] / "README.md"
PART = re.compile(
    r"(<!-- speed on ([\w., -]+), by python -m benchmarks\.table -->\n).*?(<!-- end of speed -->)", re.DOTALL
)
INTRODUCTION = """\
float32, per op, number of elements and threads: our ns per element / how many times as long the fastest peer
takes, and which that is; both with the better output of the two, fresh or preallocated. `~` marks a peer more
than 16 ulp off somewhere, `!` plainly wrong values, `y` a backward pass that starts from the saved output."""
MEANS = """\
How many times as long the fastest peer takes, over all cells of that run (op, size, threads, output):
geometric mean (lowest). Roofline: our share of the speed of the fastest copy of as many bytes."""
OTHER = "The same on another machine:"


def markdown(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table."""
    for line in (heading, ["---"] * len(heading), *rows):
        yield f"| {' | '.join(line)} |"


def shown(results: Sequence[Mapping]) -> list[tuple[str, int, int]]:
    """The form, size and threads of each column: every form in a cache, and forward with all threads."""
    most = max(record["threads"] for record in results)
    cached = [(form, SIZES["32Ki"], 1) for form in FORMS]
    wanted = [cached[0], (FORMS[0], SIZES["1Mi"], most), *cached[1:]]
    present = {(record["form"], record["size"], record["threads"]) for record in results}
    return [column for column in wanted if column in present]


def entry(cells: Sequence[Mapping]) -> str:
    """The better of the outputs, ours and that of the peer which is fastest with its own."""
    if not cells:
        return "-"
    size = cells[0]["size"]
    ours = min(record["ours"]["best"] for record in cells) / size
    peers = [(timing["best"], name, timing) for record in cells for name, timing in record["peers"].items()]
    if not peers:
        return f"{ours:.2f} / -"
    best, name, timing = min(peers, key=lambda peer: peer[0])
    return f"{ours:.2f} / {best / size / ours:.2f} {name} {timing['mark']}".strip()


def per_op(cells: Sequence[Mapping]) -> Iterator[str]:
    """A row per op, a column per form and size."""
    cells = [record for record in cells if record["dtype"] == "float32"]
    columns = shown(cells)
    headings = [f"{form.replace('_', ' ')}, {size_name(size)} x{threads}" for form, size, threads in columns]
    found: dict[str, dict] = {}
    for record in cells:
        place = (record["form"], record["size"], record["threads"])
        found.setdefault(record["op"], {}).setdefault(place, []).append(record)
    rows = ([op, *(entry(of.get(column, [])) for column in columns)] for op, of in found.items())
    return markdown(["op", *headings], rows)


def means(cells: Sequence[Mapping]) -> Iterator[str]:
    """A row per dtype, a column per form."""
    summary = {(row["dtype"], row["form"]): row for row in measures.summary(cells)}
    forms = [form for form in (*FORMS, "all") if any(form == each for _, each in summary)]

    def mean(row: Mapping | None) -> str:
        return f"{number(row['ratio'])} ({number(row['lowest'])})" if row else "-"

    rows = (
        [dtype, *(mean(summary.get((dtype, form))) for form in forms), number(row["roofline"])]
        for (dtype, each), row in summary.items()
        if each == "all"
    )
    return markdown(["dtype", *(form.replace("_", " ") for form in forms), "roofline"], rows)


def calls(overhead: Sequence[Mapping]) -> str:
    """What a forward call on a small array costs."""
    overhead = [call for call in overhead if call["form"] == FORMS[0]]
    parts = []
    for what, some in (("without parameters", False), ("with parameters", True)):
        ratios = [call["ratio"] for call in overhead if bool(call["parameters"]) == some]
        if ratios:
            parts.append(f"{statistics.median(ratios):.2f} (at most {max(ratios):.2f}) {what}")
    if not parts:
        return ""
    sizes = ", ".join(map(str, dict.fromkeys(call["size"] for call in overhead)))
    return (
        f"A forward call on {sizes} elements takes, in units of what `np.abs` takes and in the median "
        f"of all functions, {', '.join(parts)}."
    )


def machine(results: Mapping) -> str:
    """Where the figures come from."""
    about = results["environment"]
    where = [about["cpu"], f"{about['cores']} processors", f"L3 {about['caches'].get('L3', 'unknown')}"]
    what = [f"{about['isa']} of {', '.join(about['isas'])}", about["compiler"]]
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    sizes = sorted({record["size"] for record in results["cells"]})
    every = "every size" if sizes == sorted(SIZES.values()) else " and ".join(map(size_name, sizes))
    run = "a quick run" if results["quick"] else f"a run over {every}"
    run += f", load before it {about['load_before']}"
    return f"{', '.join(where)}; {'; '.join(what)}; {versions}. {about['date'][:10]}, {run}."


def text(results: Mapping, *others: Mapping) -> str:
    """The whole part."""
    cells = results["cells"]
    parts = [INTRODUCTION, "\n".join(per_op(cells)), MEANS, "\n".join(means(cells))]
    parts += [textwrap.fill(each, 120) for each in (calls(results["overhead"]), machine(results))]
    for other in others:
        parts += [OTHER, "\n".join(means(other["cells"])), textwrap.fill(machine(other), 120)]
    return "\n\n".join(filter(None, parts))


def rewritten(readme: str, names: Sequence[str] = ()) -> str:
    """The README with that part from the results of the named machines, or of those that it names."""
    found = PART.search(readme)
    if not found:
        raise LookupError("the README has no part on speed")
    names = names or found[2].split(", ")
    start = found[1].replace(found[2], ", ".join(names))
    part = f"{start}\n{text(*(records.read(records.RESULTS / name) for name in names))}\n\n{found[3]}"
    return readme[: found.start()] + part + readme[found.end() :]


def main(arguments: list[str] | None = None) -> int:
    """0, or 2 if there is nothing to write from."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.table", description=__doc__)
    known = sorted(path.parent.name for path in records.RESULTS.glob("*/results.json"))
    parser.add_argument(
        "machines", nargs="?", type=listed(known), default=(), metavar="NAMES", help="default: the README's"
    )
    options = parser.parse_args(arguments)
    try:
        README.write_text(rewritten(README.read_text(), options.machines))
    except (LookupError, OSError) as reason:
        print(f"{parser.prog}: {reason}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
