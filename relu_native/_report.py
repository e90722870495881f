# SPDX-License-Identifier: BSD-3-Clause
"""What verify found, as rows and as text."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from relu_native import _console
from relu_native._verify import Miss, Outcome

SHOWN = 12  # misses printed in full


def rows(outcomes: Sequence[Outcome]) -> list[dict]:
    """One row for each activation on each instruction set."""
    return [
        {
            "activation": op,
            "isa": isa,
            "results": sum(outcome.task.inputs * len(outcome.task.forms) for outcome in group),
            "digests": sum(len(outcome.task.forms) for outcome in group if not outcome.task.compare),
            "worst_ulp": {
                dtype: _worst(group, dtype) for dtype in dict.fromkeys(o.task.dtype for o in group)
            },
            "misses": sum(len(outcome.misses) for outcome in group),
            "seconds": max(o.started + o.seconds for o in group) - min(o.started for o in group),
        }
        for (op, isa), group in _groups(outcomes)
    ]


def _groups(outcomes: Sequence[Outcome]):
    for key, group in itertools.groupby(outcomes, key=lambda outcome: (outcome.task.op, outcome.task.isa)):
        yield key, list(group)


def _worst(group: Sequence[Outcome], dtype: str) -> dict[str, float]:
    """The greatest error seen in a dtype, by form."""
    worst: dict[str, float] = {}
    for outcome in group:
        if outcome.ulp is not None and outcome.task.dtype == dtype:
            worst[outcome.task.form] = max(outcome.ulp, worst.get(outcome.task.form, 0.0))
    return worst


def show(outcomes: Sequence[Outcome], misses: Sequence[Miss], dtypes: Sequence[str]) -> None:
    """Print the table, and below it each miss."""
    found = rows(outcomes)
    _console.table(
        "worst error against the reference in ulp, over all forms",
        ["activation", "isa", *dtypes, "seconds", "verdict"],
        [
            [
                row["activation"],
                row["isa"],
                *(_ulp(row["worst_ulp"].get(dtype, {})) for dtype in dtypes),
                f"{row['seconds']:.1f}",
                f"{row['misses']} missed" if row["misses"] else "passed",
            ]
            for row in found
        ],
    )
    for miss in misses[:SHOWN]:
        _show_miss(miss)
    if len(misses) > SHOWN:
        print(f"... and {len(misses) - SHOWN} more, all of them in the report of --json")
    results, seconds = (sum(row[column] for row in found) for column in ("results", "seconds"))
    verdict = f"{len(misses)} missed" if misses else "all passed"
    print(f"{results:,} results in {seconds:.0f} s: {verdict}")


def _ulp(worst: dict[str, float]) -> str:
    greatest = max(worst.values(), default=None)
    return "" if greatest is None else f"{greatest:.4f}" if greatest < 1000 else f"{greatest:.1e}"


def _show_miss(miss: Miss) -> None:
    task = miss.task
    where = f"{task.domain} chunk {task.chunk}" if task.domain == "all" else task.domain
    where += f" of {task.form}" * (task.form != miss.form)
    print(f"MISS {task.op} {miss.form} {task.dtype} on {task.isa}, {where}: {miss.reason}")
    if miss.worst:
        operands = ", ".join(map(_number, miss.worst["operands"]))
        print(f"  at {operands}: got {_number(miss.worst['got'])}, want {_number(miss.worst['want'])}")
        error = f"{miss.worst['ulp']:.6g} ulp, the worst of {miss.differing:,}"
        print(f"  {error} that differ from {miss.judge}'s" + " rounded" * (miss.judge == "reference"))
    elif miss.located:
        print("  nothing differs from the reference but the bits of NaNs")


def _number(number: dict) -> str:
    return f"{number['value']!r} ({number['bits']})"
