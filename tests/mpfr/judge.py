# SPDX-License-Identifier: BSD-3-Clause
"""The errors of a form at many inputs, and at the neighbours of the worst of them."""

import functools
from dataclasses import dataclass

import numpy as np

from . import points
from .exact import BITS, exact

CHUNK = 1 << 14
HUNTS = 3  # rounds, the first around the worst of all inputs, the others around the worst of the round before
HUNTED = 16  # of them
NEIGHBOURS = 1024  # points around each
CHECKED = 2000  # errors measured again with more bits
TOLD = 2.0**-20  # ulp, to which the two measurements have to agree


@dataclass(frozen=True)
class Finding:
    """The operands of a form, (dy,) x and parameters, and how wrong its results are, in ulps."""

    operands: list
    error: np.ndarray

    def worst(self, count):
        """The positions of so many largest errors, the largest first."""
        found = np.argpartition(-self.error, min(count, self.error.size - 1))[:count]
        return found[np.argsort(-self.error[found])]

    def above(self, bound):
        """The positions of larger errors, the largest first, none for a point that was there before."""
        found = np.flatnonzero(self.error > bound)
        columns = np.stack([operand for operand in self.at(found) if np.ndim(operand)])
        found = found[np.unique(columns, axis=1, return_index=True)[1]]
        return found[np.argsort(-self.error[found])]

    def at(self, positions):
        """The operands there."""
        return [operand[positions] if np.ndim(operand) else operand for operand in self.operands]

    def __add__(self, other):
        pairs = zip(self.operands, other.operands, strict=True)
        operands = [np.concatenate(pair) if np.ndim(pair[0]) else pair[0] for pair in pairs]
        return Finding(operands, np.concatenate([self.error, other.error]))


def judged(pool, case, operands, advance):
    """The errors at the operands and where the worst of them lead; advance is told of inputs done."""
    found = newest = measured(pool, case, operands, advance)
    for hunt in range(HUNTS):
        near = neighbours(case, newest.at(newest.worst(HUNTED)), np.random.default_rng(hunt))
        newest = measured(pool, case, near, advance)
        found += newest
    check(case, pool, found)
    return found


def measured(pool, case, operands, advance=lambda inputs: None, safely=False):
    """The errors at the operands."""
    columns = [case.call(*operands), *operands]
    starts = range(0, columns[0].size, CHUNK)
    parts = ([c[start : start + CHUNK] if np.ndim(c) else c for c in columns] for start in starts)
    error = []
    for part in pool.map(functools.partial(errors, case.name, case.form, safely), parts):
        error.append(part)
        advance(part.size)
    return Finding(operands, np.concatenate(error))


def errors(name, form, safely, part):
    """What a process of the pool does."""
    got, *operands = part
    return exact(name, form, operands, safely).error(got)


def neighbours(case, operands, rng):
    """Points beside the given ones, with another x."""
    steps = points.steps(NEIGHBOURS, rng)
    steps = steps[steps != 0]
    operands = [np.repeat(operand, steps.size) if np.ndim(operand) else operand for operand in operands]
    x = 1 if case.form == "backward" else 0
    operands[x] = points.moved(operands[x], np.resize(steps, operands[x].size))
    return points.finite(operands)


def check(case, pool, found):
    """Raise if some of the errors, the largest among them, are others when measured with more bits."""
    size = found.error.size
    some = np.unique(np.concatenate([found.worst(CHECKED // 10), np.arange(0, size, size // CHECKED + 1)]))
    again = measured(pool, case, found.at(some), safely=True).error
    with np.errstate(invalid="ignore"):
        different = ~((again == found.error[some]) | (np.abs(again - found.error[some]) < TOLD))
    if different.any():
        at = found.at(some[different][0])
        raise ArithmeticError(f"{case} at {at}: {BITS} bits are too few")
