# SPDX-License-Identifier: BSD-3-Clause
"""Errors in units in the last place of the exact value, over inputs that reach every corner of a function.

The exact values are the reference's in long double, where that has 64 bits or more: then they are within
2**-8 ulp of float64, as tests/test_reference.py checks, and as good as exact beside a narrower dtype."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

import numpy as np

import relu_native as rn
from relu_native import _golden
from relu_native._registry import ops

from .cells import parameters
from .measures import INACCURATE
from .peers import ours
from .problem import finfo, form_of, ulp

FORMS = ("forward", "derivative", "backward")


@dataclass(frozen=True)
class Question:
    """What every library is asked: an op's form at these x and dy, with parameters that the dtype holds."""

    op: str
    form: str
    x: np.ndarray
    dy: np.ndarray

    @property
    def dtype(self) -> np.dtype:
        return self.x.dtype

    @property
    def parameters(self) -> tuple[float, ...]:
        return tuple(float(self.dtype.type(value)) for value in parameters(self.op))

    @property
    def inputs(self) -> tuple[np.ndarray, ...]:
        return (self.dy, self.x) if self.form == "backward" else (self.x,)

    @property
    def outputs(self) -> tuple[np.ndarray, ...]:
        return (np.zeros_like(self.x),)

    @np.errstate(all="ignore")
    def exact(self) -> np.ndarray:
        """The exact values, in float64 for a narrow dtype and in long double for float64."""
        activation = rn.reference.activations[self.op]
        x, dy, *values = (
            np.asarray(each).astype(np.longdouble) for each in (self.x, self.dy, *self.parameters)
        )
        y = np.asarray(
            (activation._forward if self.form == "forward" else activation._derivative)(x, *values)
        )
        if self.form == "backward":
            y = np.where(y == 0, 0, dy * y)
        y = np.where(np.isnan(x), x, y)
        return y if self.dtype == np.float64 else y.astype(np.float64)

    def answer(self, module: ModuleType, threads: int) -> np.ndarray:
        """A library's results, rounded to the dtype of x if they are of another; raises what it raises."""
        entry = None if module is ours else module.TABLE[self.op, self.form]
        call, read = module.prepare(entry, self, None, threads)
        (result,) = read(call())
        return np.asarray(result).reshape(self.x.shape).astype(self.dtype, copy=False)


def questions(op: str, dtype: str, forms: tuple[str, ...], count: int) -> list[Question]:
    """The forms at the same inputs, with dy ~ N(0, 1)."""
    x = inputs(op, dtype, count)
    dy = np.random.default_rng(20260101).standard_normal(x.size).astype(x.dtype)
    return [Question(op, form, x, dy) for form in forms]


def inputs(op: str, dtype: str, count: int) -> np.ndarray:
    """Every number of a 16-bit dtype; of a wider one count bit patterns, half of them of moderate numbers,
    and the surroundings of 0 and of every landmark of f and f'. Infinities and NaNs are among them."""
    format = _golden.formats()[dtype]
    if format.bits == 16:
        return format.view(np.arange(1 << 16))
    x = _golden.sample(ops[op], "forward", format, "sample")[0][:count]
    steps = 2 ** np.arange(3, format.bits - 2, 2)
    steps = np.concatenate([np.arange(-8, 9), steps, -steps])
    near = np.concatenate([[0], landmarks(op, x)])[:, None] + steps
    near = near[abs(near) < format.infinity]
    return np.concatenate([x, in_order(near.astype(f"i{format.bits // 8}")).view(x.dtype)])


def in_order(n: np.ndarray) -> np.ndarray:
    """Bit patterns as signed integers, to integers in the order of the numbers (zeros are 0), and back."""
    return np.where(n < 0, np.iinfo(n.dtype).min - n, n)


@np.errstate(all="ignore")
def landmarks(op: str, x: np.ndarray) -> np.ndarray:
    """The finite numbers, as integers in order, after which f or f' changes its sign, becomes subnormal, 0 or
    infinite, or gets to its value at an end: roots, kinks and tails, by bisection between the given ones."""
    functions = [form_of(rn.reference.activations[op], form) for form in ("forward", "derivative")]
    kind, tiny = f"i{x.dtype.itemsize}", finfo(x.dtype).tiny
    n = np.unique(in_order(x[np.isfinite(x)].view(kind)))

    def values(n):
        return [function(in_order(n).view(x.dtype), *parameters(op)) for function in functions]

    ends = values(n[[0, -1]])

    def character(n):
        """Equal for numbers between which nothing happens."""
        found = np.zeros(n.shape, int)
        for y, (low, high) in zip(values(n), ends, strict=True):
            found = 3 * found + np.sign(y).astype(int)
            for feature in (abs(y) >= tiny, np.isinf(y), y == low, y == high):
                found = 2 * found + feature
        return found

    kinds = character(n)
    (change,) = np.nonzero(kinds[:-1] != kinds[1:])
    left, right, kinds = n[change], n[change + 1], kinds[change]
    while np.any(right - left > 1):
        middle = left + (right - left) // 2
        same = character(middle) == kinds
        left, right = np.where(same, middle, left), np.where(same, right, middle)
    return left.astype(np.int64)


@np.errstate(all="ignore")
def errors(got: np.ndarray, exact: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """|got - exact| in ulp of exact. An infinity counts as the number that would follow the greatest finite
    one; NaN is right where the exact value is NaN, and infinitely wrong elsewhere."""
    information, wide = finfo(dtype), exact.dtype.type
    end = np.ldexp(wide(1), information.maxexp)
    values, exact = (np.clip(each.astype(exact.dtype), -end, end) for each in (got, exact))
    most = wide(information.max)
    distance = np.where(values == exact, 0, abs(values - exact)) / ulp(
        np.clip(exact, -most, most), information
    )
    return np.where(np.isnan(values) & np.isnan(exact), 0, np.where(np.isnan(distance), np.inf, distance))


def lost(dtype: np.dtype) -> float:
    """More ulp than this leave less than four bits, a decimal digit, of the exact value: 2**20 in float32."""
    return 2.0 ** (finfo(dtype).nmant - 3)


def kinks(question: Question) -> list[float]:
    """Where f' jumps, and is a matter of convention."""
    values = dict(zip(rn.activations[question.op].parameters, question.parameters, strict=True))
    found = []
    for kink in ops[question.op].kinks:
        if isinstance(kink, str):
            kink = -values[kink[1:]] if kink.startswith("-") else values[kink]
        found.append(kink)
    return found


@np.errstate(all="ignore")
def near_root(question: Question, exact: np.ndarray) -> np.ndarray:
    """Where x is within a quarter of a root of f': there f' is small beside the terms it is the sum of."""
    x, near = question.x.astype(np.float64), np.zeros(exact.shape, bool)
    if question.form == "forward":
        return near
    sign = np.sign(exact) * (np.sign(question.dy.astype(np.float64)) if question.form == "backward" else 1)
    known = np.flatnonzero(np.isfinite(x) & (abs(sign) == 1))
    known = known[np.argsort(x[known], kind="stable")]
    for i in np.flatnonzero(np.diff(sign[known])):
        root = x[known[i]]
        near |= abs(x - root) <= abs(root) / 4
    return near


@np.errstate(all="ignore")
def worst(question: Question, got: np.ndarray, exact: np.ndarray) -> dict:
    """The greatest error at a finite x and where; the x nearest to 0 whose result is lost.

    Not asked for are derivatives at a kink and up to 4 ulp beside it, as far as rounding moves it.

    Near a root of f' nearly every peer is far off, and many flush or lose what is subnormal: if they are more
    than a few ulp off there and better elsewhere, that error is kept apart."""
    error, x = errors(got, exact, question.dtype), question.x.astype(np.float64)
    asked, tiny = np.isfinite(x), float(finfo(question.dtype).tiny)
    if question.form != "forward":
        for kink in kinks(question):
            asked &= ~(abs(x - kink) <= 4 * ulp(np.array(kink), finfo(question.dtype)))
    operands = [operand.astype(np.float64) for operand in question.inputs]
    hard = {
        "root_ulp": near_root(question, exact),
        "subnormal_ulp": np.any([(each != 0) & (abs(each) < tiny) for each in (*operands, exact)], axis=0),
    }
    ordinary = asked & ~np.any(list(hard.values()), axis=0)
    kept_apart = {}
    for name, where in hard.items():
        apart = np.max(error[asked & where], initial=0)
        if apart > max(INACCURATE, np.max(error[asked & ~where], initial=0)):
            kept_apart[name] = float(apart)
            asked &= ~where
    i = int(np.argmax(np.where(asked, error, -1)))
    found = {
        "ulp": float(error[i]),
        "at": [float(operand[i]) for operand in operands],
        "got": float(got[i]),
        "exact": float(exact[i]),
        "infinities_wrong": bool(np.any(error[np.isinf(x)] > 1)),
        **kept_apart,
    }
    if error[i] > lost(question.dtype):
        nearest = np.where(ordinary & (error > lost(question.dtype)), abs(x), np.inf)
        found["lost_at"] = float(x[np.argmin(nearest)])
    return found
