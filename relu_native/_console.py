# SPDX-License-Identifier: BSD-3-Clause
"""Tables and a progress bar, by rich where it is installed and in plain text where it is not."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

try:
    import rich.box
    import rich.console
    import rich.progress
    import rich.table
    import rich.text
except ImportError:
    rich = None


def table(title: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table whose first column is text and whose others are aligned to the right."""
    if rich is None or not sys.stdout.isatty():
        widths = [max(map(len, column)) for column in zip(headers, *rows, strict=True)]
        print(title)
        for row in (headers, *rows):
            cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
            print("  ".join([row[0].ljust(widths[0]), *cells[1:]]).rstrip())
        return
    drawn = rich.table.Table(title=title, box=rich.box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for k, header in enumerate(headers):
        drawn.add_column(header, justify="right" if k else "left", no_wrap=True)
    for row in rows:
        drawn.add_row(*map(rich.text.Text, row))
    rich.console.Console().print(drawn)


def facts(title: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Print names with their values, one to a line; long values may wrap."""
    width = max(len(name) for name, _ in pairs)
    if rich is None or not sys.stdout.isatty():
        print(title)
        for name, value in pairs:
            print(f"  {name.ljust(width)}  {value}")
        return
    grid = rich.table.Table.grid(padding=(0, 2))
    for name, value in pairs:
        grid.add_row(rich.text.Text(f"  {name}", style="bold"), rich.text.Text(value))
    console = rich.console.Console()
    console.print(rich.text.Text(title, style="bold"))
    console.print(grid)


#: Called with what is being done and how much of the total has been done by it.
Advance = Callable[[str, float], None]


@contextmanager
def progress(total: float) -> Iterator[Advance]:
    """Show on standard error how far the work is, the time elapsed and the time left."""
    if rich is None or not sys.stderr.isatty():
        yield _plain_progress(total)
        if sys.stderr.isatty():
            print(file=sys.stderr)
        return
    columns = (
        rich.progress.TextColumn("{task.description:<28}"),
        rich.progress.BarColumn(),
        rich.progress.TaskProgressColumn(),
        rich.progress.TimeElapsedColumn(),
        rich.progress.TextColumn("left"),
        rich.progress.TimeRemainingColumn(),
    )
    with rich.progress.Progress(*columns, console=rich.console.Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda label, amount: bar.update(task, description=label, advance=amount)


def _plain_progress(total: float) -> Advance:
    """A line that a terminal overwrites, or one every half minute where there is no terminal."""
    terminal = sys.stderr.isatty()
    start = last = time.monotonic()
    done = 0.0

    def advance(label: str, amount: float) -> None:
        nonlocal done, last
        done += amount
        now = time.monotonic()
        if now - last < (0.2 if terminal else 30) or not done:
            return
        last, left = now, (now - start) * (total - done) / done
        line = f"{label:<28} {done / total:4.0%}  elapsed {_clock(now - start)}  left {_clock(left)}"
        print(f"\r{line}" if terminal else line, end="" if terminal else "\n", file=sys.stderr, flush=True)

    return advance


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
