# SPDX-License-Identifier: BSD-3-Clause
"""results.json: a run as its tables, pictures and comparisons need it, small enough to be committed.

Cells that share op, form and dtype are one group of rows, whose columns are named once. A time is the best in
ns per call, by how many per cent the median is above it, and the marks of wrong values where there are some;
0 stands for a library that does not run the cell. In memory a record is a dict per cell, as from run.py."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from .command import finite

# Below it a run of everything is in the folder with the machine's name, whose results.json is worth a commit.
RESULTS = Path(__file__).parent / "results"
GROUP = ("op", "form", "dtype", "bytes")
CELL = ("size", "threads", "output")
CALL = ("op", "form", "size", "parameters", "best", "median", "abs")


def short(value: float) -> float:
    """Four digits."""
    value = float(f"{value:.4g}")
    return int(value) if value.is_integer() else value


def packed(timing: Mapping | None) -> list | int:
    """A time as it is written."""
    if timing is None:
        return 0
    above = round(100 * (timing["median"] / timing["best"] - 1))
    return [short(timing["best"]), above] + ([timing["mark"]] if timing.get("mark") else [])


def unpacked(timing: list) -> dict:
    """The inverse of packed."""
    best, above, *marks = timing
    return {"best": best, "median": best * (1 + above / 100), "mark": "".join(marks)}


def groups(records: Iterable[Mapping], libraries: list[str]) -> Iterable[str]:
    """The lines of each group of neighbouring cells."""

    def shared(record: Mapping) -> dict:
        return {part: record[part] for part in GROUP}

    for group, of in groupby(records, shared):
        rows = [
            [record[part] for part in CELL]
            + [packed(record["copy"]), packed(record["ours"])]
            + [packed(record["peers"].get(name)) for name in libraries]
            for record in of
        ]
        lines = ",\n".join(json.dumps(row, separators=(",", ":"), allow_nan=False) for row in rows)
        yield f'{json.dumps(group)[:-1]}, "rows": [\n{lines}]}}'


def write(results: Mapping, path: Path) -> None:
    """Writes a run, one row a line, so that the difference of two can be read."""
    records = results["cells"]
    libraries = list(dict.fromkeys(name for record in records for name in record["peers"]))
    head = {name: value for name, value in results.items() if name not in ("cells", "overhead")}
    head["columns"] = [*CELL, "copy", "ours", *libraries]
    calls = (
        json.dumps([short(call[part]) if part in CALL[4:] else call[part] for part in CALL])
        for call in results["overhead"]
    )
    parts = [json.dumps(finite(head), indent=1, allow_nan=False)[:-2]]
    parts.append(' "cells": [' + ",".join(f"\n  {group}" for group in groups(records, libraries)) + "]")
    parts.append(f' "call_columns": {json.dumps(CALL)}')
    parts.append(' "overhead": [' + ",".join(f"\n  {call}" for call in calls) + "]")
    path.write_text(",\n".join(parts) + "\n}\n")


def read(path: Path) -> dict:
    """The run in a results.json or in its folder."""
    results = json.loads((path / "results.json" if path.is_dir() else path).read_text())
    columns, call_columns = results.pop("columns"), results.pop("call_columns")
    records = []
    for group in results["cells"]:
        for row in group.pop("rows"):
            record = group | dict(zip(columns, row, strict=True))
            times = {name: unpacked(record.pop(name)) for name in columns[len(CELL) :] if record[name]}
            for name in columns[len(CELL) :]:
                record.pop(name, None)
            records.append(record | {"copy": times.pop("copy"), "ours": times.pop("ours")} | {"peers": times})
    calls = [dict(zip(call_columns, call, strict=True)) for call in results["overhead"]]
    return results | {
        "cells": records,
        "overhead": [call | {"ratio": call["best"] / call["abs"]} for call in calls],
    }
