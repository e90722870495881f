# SPDX-License-Identifier: BSD-3-Clause
"""The arrays of a cell, and whether a result is right: what is timed is what was verified."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

import relu_native as rn

from .cells import Cell, ml_dtypes, numpy_dtype, parameters

# Inputs repeat one block, so that every element of an array of any size is checked against one block of
# reference values. 64 Ki elements are far beyond what a branch predictor learns.
BLOCK = 1 << 16


@dataclass(frozen=True)
class Accuracy:
    """The worst error in units in the last place, and whether some value is plainly wrong."""

    ulp: float
    wrong: bool


@lru_cache(maxsize=2)
def block(dtype: str) -> tuple[np.ndarray, np.ndarray]:
    """A block of x ~ N(0, 9) and of dy ~ N(0, 1); small integers for an integer dtype."""
    rng = np.random.default_rng(20260101)
    x, dy = 3 * rng.standard_normal(BLOCK), rng.standard_normal(BLOCK)
    kind = numpy_dtype(dtype)
    if kind.kind == "u":
        x, dy = abs(x), abs(dy)
    return x.astype(kind), dy.astype(kind)


@lru_cache(maxsize=2)
def operands(dtype: str, size: int) -> tuple[np.ndarray, np.ndarray]:
    """x and dy, contiguous."""
    return tuple(np.resize(values, size) for values in block(dtype))


@lru_cache(maxsize=4)
def expected(op: str, form: str, dtype: str) -> tuple[np.ndarray, ...]:
    """The reference's values over one block, in that dtype."""
    x, dy = block(dtype)
    reference = form_of(rn.reference.activations[op], form)
    values = reference(*((dy, x) if form == "backward" else (x,)), *parameters(op))
    return tuple(np.asarray(value) for value in (values if isinstance(values, tuple) else (values,)))


def form_of(activation, form: str):
    """An activation is its own forward form."""
    return activation if form == "forward" else getattr(activation, form)


class Problem:
    """A cell with its arrays: operands, parameters, an output to write to, and the expected values."""

    def __init__(self, cell: Cell):
        self.cell, self.op, self.form = cell, cell.op, cell.form
        self.dtype = numpy_dtype(cell.dtype)
        self.x, self.dy = operands(cell.dtype, cell.size)
        self.parameters = parameters(cell.op)
        self.inputs = (self.dy, self.x) if cell.form == "backward" else (self.x,)
        self.expected = expected(cell.op, cell.form, cell.dtype)
        self.outputs = tuple(np.zeros_like(self.x) for _ in self.expected)

    def accuracy(self, results: tuple[np.ndarray, ...]) -> Accuracy:
        """The worst error of a peer's results over every element."""
        if len(results) != len(self.expected) or any(got.shape != self.x.shape for got in results):
            return Accuracy(math.inf, True)
        errors = [worst_error(got, exact) for got, exact in zip(results, self.expected, strict=True)]
        return Accuracy(max(e.ulp for e in errors), any(e.wrong for e in errors))


def worst_error(got: np.ndarray, exact: np.ndarray) -> Accuracy:
    """The worst error of got, which repeats the block exact. Wrong means off by more than 32 epsilon (at most
    1/16) of max(1, |exact|): a lost tail costs many ulp and is yet not wrong in this sense."""
    worst, wrong = 0.0, False
    information = finfo(exact.dtype)
    target = exact.astype(np.float64)
    units = ulp(target, information)
    limit = min(32 * float(information.eps), 1 / 16) * np.maximum(1, abs(target))
    for start in range(0, len(got), BLOCK):
        values = got[start : start + BLOCK].astype(np.float64)
        n = len(values)
        with np.errstate(invalid="ignore"):
            error = np.where(values == target[:n], 0, abs(values - target[:n]))
        error[np.isnan(values) & np.isnan(target[:n])] = 0
        error[np.isnan(error)] = np.inf
        worst = max(worst, float(np.max(error / units[:n], initial=0)))
        wrong = wrong or bool(np.any(error > limit[:n]))
    return Accuracy(worst, wrong)


def finfo(dtype: np.dtype):
    """np.finfo for bfloat16 too; for an integer dtype that of float64, in which every unit is far below 1."""
    if dtype.kind in "iu":
        return np.finfo(np.float64)
    return ml_dtypes.finfo(dtype) if dtype == numpy_dtype("bfloat16") else np.finfo(dtype)


def ulp(values: np.ndarray, information) -> np.ndarray:
    """The spacing of the type at each value, subnormals included."""
    least = float(information.tiny)
    _, exponent = np.frexp(np.where(np.isfinite(values), np.maximum(abs(values), least), 1))
    return np.ldexp(float(information.eps), exponent - 1)


def promise(cell: Cell) -> float:
    """The error allowed to our own result against the rounded reference: the promised one, up to a whole ulp
    because two roundings of one value differ by 0 or 1, and 1 more in float64, where the reference itself is
    not exact."""
    form = form_of(rn.activations[cell.op], cell.form)
    bound = getattr(form, "max_ulp", {}).get(cell.dtype, 0)
    return math.ceil(bound) + (1 if cell.dtype == "float64" else 0)
