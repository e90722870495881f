# SPDX-License-Identifier: BSD-3-Clause
"""The competition: one module per library, each with a table (op, form) -> how that library computes it.

A library's module gives TABLE, VERSION, set_threads(n) and prepare(entry, problem, outputs, threads), which
returns a call without arguments and a function that turns what the call returns into a tuple of NumPy arrays;
outputs is None for a fresh result. Whatever prepare or the first call raises means that the library does not
do this, and is recorded.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from ..problem import Accuracy, Problem

# Installed or not, in the order of the tables' columns.
LIBRARIES = ("numpy", "scipy", "numexpr", "numba", "torch", "jax", "onnxruntime")
# Compiling for numba takes longer than everything else of a quick run.
SLOW_TO_START = ("numba",)


class Unsupported(Exception):
    """The library does not do this; the text says what."""


@dataclass(frozen=True)
class Competitor:
    """A verified call, ready to be timed."""

    call: Callable[[], object]
    accuracy: Accuracy
    from_output: bool = False  # takes y = f(x) where ours takes x: less work, and the tails of f' are lost


def load(names: Iterable[str]) -> tuple[dict[str, ModuleType], dict[str, str]]:
    """The modules of the libraries that can be imported, and why the others cannot."""
    present, absent = {}, {}
    for name in names:
        try:
            present[name] = importlib.import_module(f".{name}_peer", __name__)
        except ImportError as missing:
            absent[name] = str(missing)
    return present, absent


def table(libraries: dict[str, ModuleType]) -> dict[tuple[str, str, str], object]:
    """Every entry by (library, op, form)."""
    return {
        (name, op, form): entry
        for name, module in libraries.items()
        for (op, form), entry in module.TABLE.items()
    }


def enter(module: ModuleType, entry: object, problem: Problem, outputs, threads: int) -> Competitor:
    """Prepares a competitor, calls it once and checks its numbers.

    Raises Unsupported if it cannot run or leaves a given output as it is."""
    for output in outputs or ():
        output.fill(np.nan)
    try:
        call, read = module.prepare(entry, problem, outputs, threads)
        results = tuple(np.asarray(each).reshape(problem.x.shape) for each in read(call()))
    except Exception as reason:
        raise Unsupported(f"{type(reason).__name__}: {reason}".splitlines()[0][:200]) from reason
    if any(np.isnan(result.astype(np.float64)).all() for result in results):
        raise Unsupported("ValueError: leaves an output as it is")
    from_output = (problem.op, problem.form) in getattr(module, "FROM_OUTPUT", ())
    return Competitor(call, problem.accuracy(results), from_output)


def pair(value: Callable, derivative: Callable) -> Callable:
    """f and f' one after the other, as a user without a fused function writes it."""
    return lambda *operands, out: (
        value(*operands, out=None if out is None else out[0]),
        derivative(*operands, out=None if out is None else out[1]),
    )
