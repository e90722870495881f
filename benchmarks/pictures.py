# SPDX-License-Identifier: BSD-3-Clause
"""Pictures: of a run, bars per op against the peers and ns per element over size under the roofline; of
accuracy, error over x."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from .sizes import size_name

OURS = "relu_native"
# Ours stands out; a peer keeps its colour in every picture.
COLOURS = {
    OURS: "#c1272d",
    "numpy": "#4d77a8",
    "scipy": "#86b6d9",
    "numexpr": "#8c8c8c",
    "numba": "#59a14f",
    "torch": "#e8a13a",
    "jax": "#8e6bb0",
    "onnxruntime": "#3aa6a0",
    "reference": "#c9c9c9",
}
# In ulp: 2**24 are as much as a float32 itself.
SCALE = (0.25, 2.0**24)


def best_times(records: Iterable[Mapping]) -> dict[str, dict[str, dict[int, float]]]:
    """op -> library -> size -> ns per element, of the better output of the two; the copy is under 'copy'."""
    found: dict = {}
    for record in records:
        libraries = found.setdefault(record["op"], {})
        for name, timing in {OURS: record["ours"], **record["peers"], "copy": record["copy"]}.items():
            sizes = libraries.setdefault(name, {})
            value = timing["best"] / record["size"]
            sizes[record["size"]] = min(value, sizes.get(record["size"], value))
    return found


def grid(count: int, width: float, height: float):
    """A figure of that many panels, at most four in a row."""
    columns = min(4, count)
    rows = -(-count // columns)
    figure = Figure(figsize=(width * columns, height * rows), layout="constrained")
    panels = list(figure.subplots(rows, columns, squeeze=False).flat)
    for unused in panels[count:]:
        unused.set_axis_off()
    return figure, panels


def legend(figure: Figure, panels: Iterable) -> None:
    """One for all panels, below them."""
    labels: dict = {}
    for panel in panels:
        labels |= dict(zip(*reversed(panel.get_legend_handles_labels()), strict=True))
    figure.legend(
        labels.values(),
        labels.keys(),
        loc="outside lower center",
        ncols=len(labels),
        fontsize=8,
        frameon=False,
    )


def bars(times: Mapping, size: int, title: str, path: Path) -> None:
    """One panel per op, one bar per library, shortest is fastest."""
    chosen = {op: {name: by[size] for name, by in of.items() if size in by} for op, of in times.items()}
    chosen = {op: of for op, of in chosen.items() if of}
    figure, panels = grid(len(chosen), 3.4, 2.3)
    for panel, (op, of) in zip(panels, chosen.items(), strict=False):
        copy = of.pop("copy")
        names = sorted(of, key=of.get, reverse=True)
        drawn = panel.barh(names, [of[name] for name in names], color=[COLOURS[name] for name in names])
        panel.bar_label(drawn, fmt="%.2f", padding=2, fontsize=7)
        panel.axvline(copy, color="black", linestyle="--", linewidth=0.8)
        panel.set_title(op, fontsize=9, fontweight="bold")
        panel.tick_params(labelsize=7)
        panel.margins(x=0.18)
        panel.spines[["top", "right"]].set_visible(False)
    figure.suptitle(
        f"{title}, {size_name(size)} elements: ns per element (dashed: the fastest copy)", fontsize=10
    )
    figure.savefig(path, dpi=110)


def curves(times: Mapping, title: str, path: Path) -> None:
    """One panel per op, ns per element over size, one line per library and the roofline."""
    figure, panels = grid(len(times), 3.4, 2.7)
    for panel, (op, libraries) in zip(panels, times.items(), strict=False):
        for name, by in libraries.items():
            points = sorted(by.items())
            look = {"color": COLOURS.get(name), "linewidth": 2.2 if name == OURS else 1, "marker": "."}
            if name == "copy":
                look = {"color": "black", "linestyle": "--", "linewidth": 1}
            panel.loglog(
                *zip(*points, strict=True),
                label="fastest copy" if name == "copy" else name,
                zorder=3 if name == OURS else 2,
                **look,
            )
        sizes = sorted({size for by in libraries.values() for size in by})
        panel.set_xticks(sizes, [size_name(size) for size in sizes])
        panel.minorticks_off()
        panel.tick_params(labelsize=7)
        panel.set_title(op, fontsize=9, fontweight="bold")
        panel.grid(axis="y", linewidth=0.3)
    legend(figure, panels)
    figure.suptitle(f"{title}: ns per element over size", fontsize=10)
    figure.savefig(path, dpi=110)


def draw(records: list[Mapping], folder: Path, cpu: str) -> list[Path]:
    """Both pictures for each form, dtype and number of threads that has something to show."""
    drawn = []
    groups: dict[tuple, list[Mapping]] = {}
    for record in records:
        groups.setdefault((record["form"], record["dtype"], record["threads"]), []).append(record)
    for (form, dtype, threads), group in groups.items():
        title = f"{form}, {dtype}, {'one thread' if threads == 1 else f'{threads} threads'}, {cpu}"
        sizes = sorted({record["size"] for record in group})
        times = best_times(group)
        drawn.append(folder / f"bars-{form}-{dtype}-{threads}.png")
        # In cache and yet large enough to hide the cost of a call, where there is a choice.
        bars(times, min(sizes, key=lambda size: abs(size - (1 << 20))), title, drawn[-1])
        if len(sizes) > 1:
            drawn.append(folder / f"sizes-{form}-{dtype}-{threads}.png")
            curves(times, title, drawn[-1])
    return drawn


def draw_errors(errors: Mapping[str, Mapping[str, np.ndarray]], low: float, high: float, path: Path) -> None:
    """One panel per op, the error in ulp over x from low to high, one line per library: the worst per bin."""
    figure = Figure(figsize=(11, 4), layout="constrained")
    panels = figure.subplots(1, len(errors), sharey=True, squeeze=False)[0]
    for panel, (op, of) in zip(panels, errors.items(), strict=True):
        for position, (name, worst) in enumerate(of.items()):
            edges = np.linspace(low, high, len(worst) + 1)
            # An exact result has no place on the scale.
            values = np.clip(worst, *SCALE)
            # Lines get thinner from one to the next, so that one below another shows.
            width, above = (2.4, 3) if name == OURS else (max(0.8, 3.2 - 0.5 * position), 2)
            look = {"color": COLOURS[name], "linewidth": width, "zorder": above}
            panel.stairs(values, edges, baseline=None, label=name, **look)
        panel.set_yscale("log", base=10)
        panel.set_ylim(SCALE[0], 2 * SCALE[1])
        panel.set_xlim(low, high)
        panel.set_yticks([1, 1e2, 1e4, 1e6, SCALE[1]], ["1", "100", "10$^4$", "10$^6$", "no bit right"])
        panel.minorticks_off()
        panel.set_title(op, fontsize=10, fontweight="bold")
        panel.set_xlabel("x", fontsize=9)
        panel.tick_params(labelsize=8)
        panel.grid(axis="y", linewidth=0.3)
        panel.spines[["top", "right"]].set_visible(False)
    panels[0].set_ylabel("worst error in ulp", fontsize=9)
    figure.suptitle("float32, forward: the worst error over x", fontsize=10)
    legend(figure, panels)
    figure.savefig(path, dpi=110)
