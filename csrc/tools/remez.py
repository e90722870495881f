# SPDX-License-Identifier: BSD-3-Clause
"""Best uniform approximation by polynomials and rational functions: Remez's exchange on a dense grid.

The best p/q for a function f under a weight w is known by its error: (p/q - f) w takes its largest value,
with alternating signs, at deg p + deg q + 2 points (Achieser 1930).  The exchange fits p/q with a levelled
error on a guess of those points and moves them to the extrema of the error that comes out, until
all are level.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

from mpmath import cos, lu_solve, matrix, mpf, pi

Function = Callable[[mpf], mpf]


class Rational(NamedTuple):
    """A quotient of polynomials, their coefficients from the constant term upward, and its largest error."""

    numerator: list[mpf]
    denominator: list[mpf]
    error: mpf


def horner(coefficients: Sequence, x: mpf) -> mpf:
    """The polynomial with these coefficients, constant term first, at x."""
    value = mpf(0)
    for coefficient in reversed(coefficients):
        value = value * x + coefficient
    return value


def grid(low: float, high: float, count: int, crowding: float | None = None) -> list[mpf]:
    """The extrema of a Chebyshev polynomial on [low, high], as those of a minimax error lie.

    A function that varies over a distance c from low and ever more slowly beyond has them crowd towards low:
    with that crowding they are Chebyshev extrema in v, where x = low + c (1 + v) / (1 - v).
    """
    low, high = mpf(low), mpf(high)
    angles = [pi * i / (count - 1) for i in range(count)]
    if crowding is None:
        return [(low + high) / 2 - (high - low) / 2 * cos(angle) for angle in angles]
    last = (high - low - crowding) / (high - low + crowding)
    spread = [-1 + (last + 1) * (1 - cos(angle)) / 2 for angle in angles]
    return [low + crowding * (1 + v) / (1 - v) for v in spread]


def interpolate(f: Function, low: mpf, high: mpf, degree: int) -> list[mpf]:
    """The coefficients of the polynomial that agrees with f at Chebyshev's nodes of [low, high]."""
    nodes = [
        (low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * degree + 2))
        for i in range(degree + 1)
    ]
    powers = matrix([[x**j for j in range(degree + 1)] for x in nodes])
    return list(lu_solve(powers, matrix([f(x) for x in nodes])))


def minimax(f: Function, weight: Function, points: list[mpf], degrees: tuple[int, int]) -> Rational:
    """The p/q of these degrees, q(0) = 1, that makes the largest |(p/q - f) weight| on the points smallest.

    It ends when the largest error is at most 1 + 2^-10 times the levelled one: the best error lies between
    the two (de la Vallee Poussin 1910).
    """
    values = [f(x) for x in points]
    weights = [weight(x) for x in points]
    size = sum(degrees) + 2
    reference = [round(i * (len(points) - 1) / (size - 1)) for i in range(size)]
    for _ in range(40):
        xs, fs, ws = ([column[i] for i in reference] for column in (points, values, weights))
        p, q, level = _levelled(xs, fs, ws, degrees)
        errors = [
            (horner(p, x) / horner(q, x) - y) * w for x, y, w in zip(points, values, weights, strict=True)
        ]
        largest = max(map(abs, errors))
        if largest <= abs(level) * (1 + mpf(2) ** -10):
            return Rational(p, q, largest)
        reference = _extrema(errors, size)
    raise ArithmeticError(f"Remez's exchange did not settle for degrees {degrees}")


def _levelled(
    xs: list[mpf], fs: list[mpf], ws: list[mpf], degrees: tuple[int, int]
) -> tuple[list[mpf], list[mpf], mpf]:
    """p, q and e with (p/q - f) w = e, -e, e, ... on the points.

    Multiplied by q the conditions are w (p - f q) -+ e q = 0: linear in p and bilinear in e and q.  Newton's
    method solves them from e = 0 and q = 1; for a polynomial its first step is exact.
    """
    m, n = degrees
    size = len(xs)
    q, level = [mpf(1)] + [mpf(0)] * n, mpf(0)
    for _ in range(40):
        system, right = matrix(size, size), matrix(size, 1)
        for i, (x, f, w) in enumerate(zip(xs, fs, ws, strict=True)):
            sign = (-1) ** i
            target, denominator = w * f + sign * level, horner(q, x)
            for j in range(m + 1):
                system[i, j] = w * x**j
            for j in range(1, n + 1):
                system[i, m + j] = -target * x**j
            system[i, size - 1] = -sign * denominator
            right[i] = target - sign * level * denominator
        solution = list(lu_solve(system, right))
        p, q, previous, level = solution[: m + 1], [mpf(1), *solution[m + 1 : -1]], level, solution[-1]
        if n == 0 or abs(level - previous) <= abs(level) * mpf(2) ** -30:
            return p, q, level
    raise ArithmeticError(f"no levelled error for degrees {degrees}")


def _extrema(errors: list[mpf], size: int) -> list[int]:
    """Where the error is largest within each stretch of one sign; surplus ones go from the smaller end."""
    stretches = groupby(range(len(errors)), key=lambda i: errors[i] > 0)
    peaks = [max(stretch, key=lambda i: abs(errors[i])) for _, stretch in stretches]
    if len(peaks) < size:
        raise ArithmeticError(f"the error alternates {len(peaks)} times, not {size}")
    while len(peaks) > size:
        peaks.pop(0 if abs(errors[peaks[0]]) < abs(errors[peaks[-1]]) else -1)
    return peaks
