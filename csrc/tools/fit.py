# SPDX-License-Identifier: BSD-3-Clause
"""Fits every coefficient the kernels use and writes csrc/coefficients.h.

python csrc/tools/fit.py            rewrite the header
python csrc/tools/fit.py --check    exit with 1 unless the committed header is what this program writes

FITS and CONSTANTS are the whole input: one more function is one more entry.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import floor
from pathlib import Path
from textwrap import wrap

from mpmath import exp, expm1, factorial, hyp1f1, lambertw, ldexp, ln2, log, mp, mpf, nint, sqrt, tanh
from remez import Function, grid, horner, minimax

HEADER = Path(__file__).resolve().parents[1] / "coefficients.h"
DIGITS = 60  # of mpmath's arithmetic; 80 give the same header


@dataclass(frozen=True)
class Fit:
    """A minimax polynomial, or quotient of two with denominator 1 at 0, for a function on an interval.

    Its error is |fit - function| * weight, by default relative, and must stay below 2^-bits before the
    coefficients are rounded to double.  Where leading coefficients are prescribed, function is what the rest
    approximate: (f(x) - c0) / x for one.
    """

    name: str
    meaning: str
    function: Function
    interval: tuple[float, float]
    degrees: tuple[int, int]
    bits: float
    weight: Function | None = None
    measure: str = "relative error"
    crowding: float | None = None
    leading: tuple[float, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the arrays in the header: numerator and, for a quotient, denominator."""
        return (f"{self.name}_P", f"{self.name}_Q") if self.degrees[1] else (self.name,)

    def weigh(self, x: mpf) -> mpf:
        """The weight of the error at x."""
        return self.weight(x) if self.weight else 1 / abs(self.function(x))

    def error(self, coefficients: dict[str, list[float]], points: Iterable[mpf]) -> mpf:
        """The largest weighted error, on these points, of the fit with the coefficients of these tables."""
        p, q, *_ = *(coefficients[table] for table in self.tables), [1.0]
        p = p[len(self.leading) :]
        return max(abs(horner(p, x) / horner(q, x) - self.function(x)) * self.weigh(x) for x in points)

    def solve(self) -> tuple[dict[str, list[float]], mpf, mpf]:
        """The coefficients by table, rounded to double, and the largest error before and after rounding."""
        points = grid(*self.interval, 1000, self.crowding)
        p, q, exact = minimax(self.function, self.weigh, points, self.degrees)
        if exact > mpf(2) ** -self.bits:
            raise ArithmeticError(f"{self.name}: error {power_of_2(exact)}, needed 2^-{self.bits}")
        rounded = [*self.leading, *map(float, p)], [*map(float, q)]
        coefficients = dict(zip(self.tables, rounded, strict=False))
        return coefficients, exact, self.error(coefficients, grid(*self.interval, 3000, self.crowding))


@dataclass(frozen=True)
class Constant:
    """A real number as the sum of doubles, the first with so many bits, the others with 53."""

    names: tuple[str, ...]
    meaning: str
    value: Callable[[], mpf]
    bits: int = 53

    def split(self) -> tuple[dict[str, float], mpf]:
        """The doubles by name, each the nearest to what those before it leave, and what all of them leave."""
        parts, rest = {}, self.value()
        for name in self.names:
            spare = (self.bits if not parts else 53) - floor(log(abs(rest), 2)) - 1
            parts[name] = float(ldexp(nint(ldexp(rest, spare)), -spare))
            rest -= parts[name]
        return parts, abs(rest)


def exp_remainder(k: int, r: mpf) -> mpf:
    """(e^r - 1 - r - ... - r^(k-1)/(k-1)!) / r^k, as Kummer's function, accurate at small r too."""
    return hyp1f1(1, k + 1, r) / factorial(k)


def exp2m1_over_r(r: mpf) -> mpf:
    """(2^r - 1) / r."""
    return ln2 * exp_remainder(1, r * ln2)


def tanh_over_z(u: mpf) -> mpf:
    """tanh(z) / z at z = sqrt(u)."""
    return tanh(sqrt(u)) / sqrt(u) if u else mpf(1)


# 1 - tanh(9.03125) = 2^-25.06, so tanh rounds to 1 in binary32 from here on.
TANH_MAX = 9.03125

FITS = (
    # A free constant term would gain 0.07 bits.
    Fit(
        name="EXP2",
        meaning="2^r",
        function=exp2m1_over_r,
        weight=lambda r: abs(r) / mpf(2) ** r,
        leading=(1.0,),
        interval=(-0.5001, 0.5001),
        degrees=(7, 0),
        bits=40,
    ),
    Fit(
        name="EXP2M1",
        meaning="(2^r - 1) / r",
        function=exp2m1_over_r,
        interval=(-0.5001, 0.5001),
        degrees=(8, 0),
        bits=43,
    ),
    # Degree 9 reaches 2^-67.8.
    Fit(
        name="EXPM1_TAIL",
        meaning="(e^r - 1 - r - r^2/2 - r^3/6) / r^4",
        function=lambda r: exp_remainder(4, r),
        weight=lambda r: r**4 / abs(expm1(r)),
        measure="relative error of e^r - 1",
        interval=(-0.34661, 0.34661),
        degrees=(10, 0),
        bits=68,
    ),
    # The poles of tanh(z) / z in u = z^2 begin at -(pi/2)^2; degrees (6, 6) reach 2^-44.7.
    Fit(
        name="TANH",
        meaning="tanh(z) / z as P / Q in u = z^2",
        function=tanh_over_z,
        interval=(0, TANH_MAX**2),
        crowding=8.0,
        degrees=(5, 6),
        bits=39.5,
    ),
)

CONSTANTS = (
    Constant(
        ("TANH_MAX",),
        "From here on tanh rounds to 1 in binary32, and the interval of TANH ends",
        lambda: mpf(TANH_MAX),
    ),
    Constant(("LOG2E",), "log2(e)", lambda: 1 / ln2),
    Constant(
        ("LN2_1", "LN2_2", "LN2_3"),
        "ln(2), with 42 bits in the first part, so that n LN2_1 is exact for |n| <= 2048",
        lambda: +ln2,
        bits=42,
    ),
    Constant(("SIXTH_1", "SIXTH_2"), "1/6", lambda: mpf(1) / 6),
    # 1 + e^t = t e^t, or (t - 1) e^(t - 1) = 1/e, which Lambert's W solves.
    Constant(
        ("SILU_ROOT_1", "SILU_ROOT_2", "SILU_ROOT_3"),
        "t0 = 1 + W(1/e), the root of silu'(-t)",
        lambda: 1 + lambertw(exp(-1)),
    ),
    Constant(
        ("SILU_ROOT_EXP_1", "SILU_ROOT_EXP_2"), "e^-t0 = t0 - 1 for the same t0", lambda: lambertw(exp(-1))
    ),
)


def power_of_2(error: mpf) -> str:
    """An error as 2^-b, with two decimals and 0.001 or more to spare for what lies between grid points."""
    return f"2^-{floor(-100 * log(error, 2) - 0.1) / 100:.2f}"


def comment(text: str) -> list[str]:
    """A C comment, in as many lines as it needs."""
    return [line.replace(". */", ".  */") for line in wrap(f"/* {text}. */", 110, subsequent_indent="   ")]


def fit_text(fit: Fit) -> Iterator[str]:
    """The tables of a fit under one comment."""
    coefficients, exact, rounded = fit.solve()
    low, high = fit.interval
    degrees = " / ".join(f"{len(table) - 1}" for table in coefficients.values())
    bound = power_of_2(rounded)
    if rounded > exact * mpf(2) ** 0.1:
        bound += f" ({power_of_2(exact)} before rounding)"
    what = f"{fit.meaning} on [{low!r}, {high!r}], degree {degrees}"
    yield from comment(f"{what}: {fit.measure} {bound}; fitted by csrc/tools/fit.py")
    for name, table in coefficients.items():
        yield f"enum {{ {name}_TERMS = {len(table)} }};"
        yield f"static const double {name}[{name}_TERMS] = {{"
        yield from (f"    {c.hex()}," for c in table)
        yield "};"
    yield ""


def constant_text(constant: Constant) -> Iterator[str]:
    """The parts of a constant under one comment."""
    parts, rest = constant.split()
    yield from comment(f"{constant.meaning}: {f'error {power_of_2(rest)}' if rest else 'exact'}")
    yield from (f"static const double {name} = {value.hex()};" for name, value in parts.items())
    yield ""


def header() -> str:
    """The text of csrc/coefficients.h."""
    lines = [
        "/* SPDX-License-Identifier: BSD-3-Clause",
        "   Written by csrc/tools/fit.py: change that.  Tables start with the constant term.  Bounds are",
        "   those of the doubles printed here, in exact arithmetic.  */",
        "/* clang-format off */",
        "",
    ]
    with mp.workdps(DIGITS):
        for fit in FITS:
            lines += fit_text(fit)
        for constant in CONSTANTS:
            lines += constant_text(constant)
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Write the header, or with --check compare it."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    text = header()
    if not arguments:
        HEADER.write_text(text, encoding="utf-8")
        print(f"wrote {HEADER}")
    elif not HEADER.exists() or HEADER.read_text(encoding="utf-8") != text:
        print(f"{HEADER} is not what this program writes: run it without --check", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
