# SPDX-License-Identifier: BSD-3-Clause
"""Fits every coefficient the kernels use and writes csrc/coefficients.h.

python csrc/tools/fit.py            rewrite the header
python csrc/tools/fit.py --check    exit with 1 unless the committed header is what this program writes

FITS, PAIR_FITS, TABLES and CONSTANTS are the whole input: one more function is one more entry.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from math import floor
from pathlib import Path
from textwrap import wrap

from mpmath import (
    atanh,
    erfc,
    exp,
    expm1,
    factorial,
    findroot,
    hyp1f1,
    lambertw,
    ldexp,
    ln2,
    log,
    mp,
    mpf,
    nint,
    pi,
    sqrt,
    tanh,
)
from remez import Function, grid, horner, interpolate, minimax

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
class PairFit:
    """A polynomial whose first coefficients are pairs of doubles, for evaluation in pairs, then in doubles.

    The coefficients held in one double are those whose terms stay below 2^-small of the function. The
    polynomial interpolates at Chebyshev's nodes, within a bit or two of the best; a constant term may be
    prescribed.
    """

    name: str
    meaning: str
    function: Function
    interval: tuple[float, float]
    degree: int
    bits: float
    constant: Callable[[], mpf] | None = None
    small: int = 10

    def solve(self) -> tuple[list[float], list[float], mpf, mpf]:
        """The coefficients, the low parts of the first, the largest error before and after rounding."""
        low, high = map(mpf, self.interval)
        points = grid(low, high, 500)
        values = [self.function(x) for x in points]
        if self.constant is None:
            exact = interpolate(self.function, low, high, self.degree)
        else:
            first = self.constant()
            exact = [
                first,
                *interpolate(lambda x: (self.function(x) - first) / x, low, high, self.degree - 1),
            ]
        pairs = max(
            i + 1
            for i, c in enumerate(exact)
            if any(abs(c * x**i / y) > mpf(2) ** -self.small for x, y in zip(points, values, strict=True))
        )
        heads = [float(c) for c in exact]
        tails = [float(c - head) for c, head in zip(exact[:pairs], heads, strict=False)]
        rounded = [mpf(h) + (tails[i] if i < pairs else 0) for i, h in enumerate(heads)]
        errors = [
            max(abs(horner(c, x) / y - 1) for x, y in zip(points, values, strict=True))
            for c in (exact, rounded)
        ]
        if errors[0] > mpf(2) ** -self.bits:
            raise ArithmeticError(f"{self.name}: error {power_of_2(errors[0])}, needed 2^-{self.bits}")
        return heads, tails, *errors


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


@dataclass(frozen=True)
class Table:
    """Real numbers, each rounded to double."""

    name: str
    meaning: str
    values: Callable[[], list[mpf]]


def exp_remainder(k: int, r: mpf) -> mpf:
    """(e^r - 1 - r - ... - r^(k-1)/(k-1)!) / r^k, as Kummer's function, accurate at small r too."""
    return hyp1f1(1, k + 1, r) / factorial(k)


def exp2m1_over_r(r: mpf) -> mpf:
    """(2^r - 1) / r."""
    return ln2 * exp_remainder(1, r * ln2)


def exp2m1_eighth_over_r(r: mpf) -> mpf:
    """(2^(r/8) - 1) / r."""
    return exp2m1_over_r(r / 8) / 8


def tanh_over_z(u: mpf) -> mpf:
    """tanh(z) / z at z = sqrt(u)."""
    return tanh(sqrt(u)) / sqrt(u) if u else mpf(1)


def atanh_over_s(z: mpf) -> mpf:
    """atanh(s) / s at s = sqrt(z)."""
    return atanh(sqrt(z)) / sqrt(z) if z else mpf(1)


def tanhshrink_over_cube(u: mpf) -> mpf:
    """(t - tanh(t)) / t^3 at t = sqrt(u); by the series where that cancels."""
    t = sqrt(u)
    if t > 1e-6:
        with mp.workdps(mp.dps + 20):
            return (t - tanh(t)) / t**3
    return mpf(1) / 3 - 2 * u / 15 + 17 * u**2 / 315 - 62 * u**3 / 2835 + 1382 * u**4 / 155925


def normal_ratio(t: mpf) -> mpf:
    """R(t) = e^(t^2/2) Phi(-t): Mills's ratio over sqrt(2 pi)."""
    return exp(t * t / 2) * erfc(t / sqrt(2)) / 2


def gelu_root() -> mpf:
    """t0, with gelu'(-t0) = 0: R(t0) = t0 / sqrt(2 pi)."""
    return findroot(lambda t: normal_ratio(t) - t / sqrt(2 * pi), mpf("0.7517915246935644574579"))


def gelu_slope(t: mpf) -> mpf:
    """H(t) = e^(t^2/2) gelu'(-t) / (t0 - t)."""
    with mp.workdps(2 * mp.dps):
        root = gelu_root()
        t += mpf(10) ** -mp.dps if t == root else 0
        return (normal_ratio(t) - t / sqrt(2 * pi)) / (root - t)


def from_shifted(v: mpf) -> mpf:
    """t, where v = (t - MILLS_SHIFT) / (t + MILLS_SHIFT)."""
    return MILLS_SHIFT * (1 + v) / (1 - v)


def gelu_tanh_root() -> mpf:
    """t0, with gelu_tanh'(-t0) = 0: 1 + e^-z = t0 z'(t0)."""
    a, c = 2 * sqrt(2 / pi), 2 * sqrt(2 / pi) * mpf("0.044715")
    return findroot(
        lambda t: 1 + exp(-(a * t + c * t**3)) - t * (a + 3 * c * t * t), mpf("0.7524614220710162585")
    )


def gelu_tanh_root_exp() -> mpf:
    """e^-z(t0) for the same t0."""
    t, a = gelu_tanh_root(), 2 * sqrt(2 / pi)
    return exp(-a * (t + mpf("0.044715") * t**3))


def mish_root() -> mpf:
    """x0, with mish'(x0) = 0."""
    return findroot(
        lambda x: 4 * (x + 1) + exp(x) * (4 * x + 6) + 4 * exp(2 * x) + exp(3 * x),
        mpf("-1.1924312145154952121"),
    )


# e^(-t^2/2) times anything representable underflows every narrow type from here on, and float64 from there.
NORMAL_MOST, PAIR_NORMAL_MOST = 26.5, 69.5
# Of 2.5 to 5 this needs the lowest degree of MILLS_PAIR.
MILLS_SHIFT = 5.0
SHIFTED = (-1.0, (PAIR_NORMAL_MOST - MILLS_SHIFT) / (PAIR_NORMAL_MOST + MILLS_SHIFT))
# In float32 lanes, for 16-bit data.
SHORT_NORMAL_MOST = 9.3125
TWOFOLD_NORMAL_MOST = 31.5
TWOFOLD_SHIFTED = (-1.0, (TWOFOLD_NORMAL_MOST - MILLS_SHIFT) / (TWOFOLD_NORMAL_MOST + MILLS_SHIFT))
SELU_LAMBDA, SELU_ALPHA = "1.0507009873554804934193349852946", "1.6732632423543772848170429916717"

# 1 - tanh(9.03125) = 2^-25.06, so tanh rounds to 1 in binary32 from here on.
TANH_MAX = 9.03125
# 1 - tanh(7.6875) = 2^-21.2, less than what float32 lanes are trusted to.
SHORT_TANH_MAX = 7.6875
# From here on x - tanh(x) is x - 1 to these many bits, in float64 and in float32 lanes.
TANHSHRINK_FAR, SHORT_TANHSHRINK_FAR = 13.0, 8.0
TANHSHRINK_NEAR = 0.3125

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
    Fit(
        name="EXP2_EIGHTH",
        meaning="(2^(r/8) - 1) / r",
        function=exp2m1_eighth_over_r,
        weight=lambda r: abs(r) / mpf(2) ** (r / 8),
        measure="relative error of 2^(r/8)",
        interval=(-0.5001, 0.5001),
        degrees=(4, 0),
        bits=41,
    ),
    Fit(
        name="EXP2M1_EIGHTH",
        meaning="(2^(r/8) - 1) / r",
        function=exp2m1_eighth_over_r,
        interval=(-0.5001, 0.5001),
        degrees=(5, 0),
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
    # For float64 results: 2^-58 is 1/32 of the rounding.
    Fit(
        name="EXP_CUBIC",
        meaning="(e^r - 1 - r - r^2/2) / r^3",
        function=lambda r: exp_remainder(3, r),
        weight=lambda r: abs(r**3 / expm1(r)) if r else mpf(0),
        measure="relative error of e^r - 1",
        interval=(-0.34661, 0.34661),
        degrees=(9, 0),
        bits=60,
    ),
    Fit(
        name="ATANH_CUBIC",
        meaning="(atanh(s) - s) / s^3 in z = s^2",
        function=lambda z: (atanh_over_s(z) - 1) / z if z > 1e-20 else mpf(1) / 3 + z / 5,
        interval=(0, 1 / 9),
        degrees=(9, 0),
        bits=52.5,
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
    Fit(
        name="TANHSHRINK",
        meaning="(t - tanh(t)) / t^3 as P / Q in u = t^2",
        function=tanhshrink_over_cube,
        weight=lambda u: max(1 / tanhshrink_over_cube(u), u / tanh_over_z(u)),
        measure="error relative to the smaller of t - tanh(t) and tanh(t)",
        interval=(0, TANHSHRINK_FAR**2),
        crowding=8.0,
        degrees=(6, 6),
        bits=40.5,
    ),
    Fit(
        name="ATANH",
        meaning="atanh(s) / s in z = s^2",
        function=atanh_over_s,
        interval=(0, 1 / 9),
        degrees=(7, 0),
        bits=43,
    ),
    Fit(
        name="MILLS",
        meaning="e^(t^2/2) Phi(-t) as P / Q",
        function=normal_ratio,
        interval=(0, NORMAL_MOST),
        crowding=2.0,
        degrees=(7, 8),
        bits=42,
    ),
    Fit(
        name="GELU_SLOPE",
        meaning="e^(t^2/2) gelu'(-t) / (t0 - t) as P / Q, t0 the root",
        function=gelu_slope,
        interval=(0, NORMAL_MOST),
        crowding=2.0,
        degrees=(7, 7),
        bits=42,
    ),
    # Where Phi(-t) comes from the slope, up to 2^9.4 of the error's weight cancels.
    Fit(
        name="GELU_BOTH",
        meaning="e^(t^2/2) gelu'(-t) / (t0 - t) as P / Q, t0 the root",
        function=gelu_slope,
        interval=(0, NORMAL_MOST),
        crowding=2.0,
        degrees=(8, 8),
        bits=49.5,
    ),
)


def for_16_bits(fit: Fit, degrees: tuple[int, int], most: float | None = None) -> Fit:
    """A fit for float32 lanes, which serve 16-bit data: less accurate, and up to another end."""
    interval = (fit.interval[0], most or fit.interval[1])
    return replace(fit, name=f"SHORT_{fit.name}", interval=interval, degrees=degrees, bits=23)


BY_NAME = {fit.name: fit for fit in FITS}
FITS += (
    for_16_bits(BY_NAME["EXP2"], degrees=(4, 0)),
    for_16_bits(BY_NAME["EXP2M1"], degrees=(5, 0)),
    for_16_bits(BY_NAME["TANH"], degrees=(3, 4), most=SHORT_TANH_MAX**2),
    for_16_bits(
        replace(BY_NAME["TANHSHRINK"], weight=None, measure="relative error"),
        degrees=(3, 3),
        most=SHORT_TANHSHRINK_FAR**2,
    ),
    for_16_bits(BY_NAME["ATANH"], degrees=(4, 0)),
    for_16_bits(BY_NAME["MILLS"], degrees=(4, 4), most=SHORT_NORMAL_MOST),
    for_16_bits(BY_NAME["GELU_SLOPE"], degrees=(4, 4), most=SHORT_NORMAL_MOST),
)

SECOND_PASS_FITS = (
    PairFit(
        name="ATANH_PAIR",
        meaning="atanh(s) / s in z = s^2",
        function=atanh_over_s,
        interval=(0, 1 / 9),
        degree=14,
        bits=66,
    ),
    PairFit(
        name="TANHSHRINK_PAIR",
        meaning="(t - tanh(t)) / t^3 in u = t^2",
        function=tanhshrink_over_cube,
        interval=(0, 1.0),
        degree=19,
        bits=65,
        constant=lambda: mpf(1) / 3,
    ),
    PairFit(
        name="MILLS_PAIR",
        meaning="(t + k) e^(t^2/2) Phi(-t) in v = (t - k) / (t + k), k = MILLS_SHIFT",
        function=lambda v: (from_shifted(v) + MILLS_SHIFT) * normal_ratio(from_shifted(v)),
        interval=SHIFTED,
        degree=27,
        bits=65,
    ),
    PairFit(
        name="GELU_SLOPE_PAIR",
        meaning="e^(t^2/2) gelu'(-t) / (t0 - t) in v = (t - k) / (t + k), k = MILLS_SHIFT, t0 the root",
        function=lambda v: gelu_slope(from_shifted(v)),
        interval=SHIFTED,
        degree=25,
        bits=65,
    ),
)


def for_twofolds(fit: PairFit, degree: int, interval: tuple[float, float], small: int = 5) -> PairFit:
    """A fit for float64 results, less accurate and with shorter sums than the second pass needs."""
    name = fit.name.replace("_PAIR", "_TWOFOLD")
    return replace(fit, name=name, interval=interval, degree=degree, bits=58, constant=None, small=small)


_, TANHSHRINK, MILLS, GELU_SLOPE = SECOND_PASS_FITS
PAIR_FITS = (
    *SECOND_PASS_FITS,
    for_twofolds(TANHSHRINK, degree=8, interval=(0, TANHSHRINK_NEAR**2), small=4),
    for_twofolds(MILLS, degree=23, interval=TWOFOLD_SHIFTED),
    for_twofolds(GELU_SLOPE, degree=21, interval=TWOFOLD_SHIFTED),
)

TABLES = (Table("EXP2_EIGHTHS", "2^(i/8)", lambda: [mpf(2) ** (mpf(i) / 8) for i in range(8)]),)

CONSTANTS = (
    Constant(
        ("TANH_MAX",),
        "From here on tanh rounds to 1 in binary32, and the interval of TANH ends",
        lambda: mpf(TANH_MAX),
    ),
    Constant(
        ("SHORT_TANH_MAX",),
        "From here on float32 lanes take tanh for constant, and the interval of SHORT_TANH ends",
        lambda: mpf(SHORT_TANH_MAX),
    ),
    Constant(("TANHSHRINK_FAR",), "The interval of TANHSHRINK ends", lambda: mpf(TANHSHRINK_FAR)),
    Constant(("SHORT_TANHSHRINK_FAR",), "That of SHORT_TANHSHRINK ends", lambda: mpf(SHORT_TANHSHRINK_FAR)),
    Constant(("TANHSHRINK_NEAR",), "That of TANHSHRINK_TWOFOLD, in t, ends", lambda: mpf(TANHSHRINK_NEAR)),
    Constant(
        ("NORMAL_MOST",), "The intervals of MILLS, GELU_SLOPE and GELU_BOTH end", lambda: mpf(NORMAL_MOST)
    ),
    Constant(
        ("SHORT_NORMAL_MOST",),
        "Those of SHORT_MILLS and SHORT_GELU_SLOPE end",
        lambda: mpf(SHORT_NORMAL_MOST),
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
    Constant(("QUICK_GELU_1", "QUICK_GELU_2"), "1.702", lambda: mpf("1.702")),
    Constant(
        ("QUICK_GELU_ROOT_1", "QUICK_GELU_ROOT_2", "QUICK_GELU_ROOT_3"),
        "The root of quick_gelu'(-t), that of silu' over 1.702",
        lambda: (1 + lambertw(exp(-1))) / mpf("1.702"),
    ),
    Constant(("GELU_TANH_LINEAR_1", "GELU_TANH_LINEAR_2"), "2 sqrt(2 / pi)", lambda: 2 * sqrt(2 / pi)),
    Constant(
        ("GELU_TANH_CUBIC_1", "GELU_TANH_CUBIC_2"),
        "0.044715 times that",
        lambda: 2 * sqrt(2 / pi) * mpf("0.044715"),
    ),
    Constant(
        ("GELU_TANH_ROOT_1", "GELU_TANH_ROOT_2", "GELU_TANH_ROOT_3"),
        "t0, the root of gelu_tanh'(-t)",
        gelu_tanh_root,
    ),
    Constant(("GELU_TANH_ROOT_EXP_1", "GELU_TANH_ROOT_EXP_2"), "e^-z(t0)", gelu_tanh_root_exp),
    Constant(("GELU_ROOT_1", "GELU_ROOT_2", "GELU_ROOT_3"), "t0, the root of gelu'(-t)", gelu_root),
    Constant(("MISH_ROOT_1", "MISH_ROOT_2", "MISH_ROOT_3"), "x0, the root of mish'(x)", mish_root),
    Constant(("MISH_ROOT_EXP_1", "MISH_ROOT_EXP_2"), "e^x0", lambda: exp(mish_root())),
    Constant(("SELU_LAMBDA_1", "SELU_LAMBDA_2"), "selu's scale", lambda: mpf(SELU_LAMBDA)),
    Constant(
        ("SELU_LAMBDA_ALPHA_1", "SELU_LAMBDA_ALPHA_2"),
        "selu's scale times its alpha",
        lambda: mpf(SELU_LAMBDA) * mpf(SELU_ALPHA),
    ),
    Constant(("MILLS_SHIFT",), "k of MILLS_PAIR and GELU_SLOPE_PAIR", lambda: mpf(MILLS_SHIFT)),
    Constant(("NORMAL_PEAK_1", "NORMAL_PEAK_2"), "1 / sqrt(2 pi)", lambda: 1 / sqrt(2 * pi)),
)


def power_of_2(error: mpf) -> str:
    """An error as 2^-b, with two decimals and 0.001 or more to spare for what lies between grid points."""
    return f"2^-{floor(-100 * log(error, 2) - 0.1) / 100:.2f}"


def comment(text: str) -> list[str]:
    """A C comment, in as many lines as it needs."""
    return [line.replace(". */", ".  */") for line in wrap(f"/* {text}. */", 110, subsequent_indent="   ")]


def array(name: str, size: int | str, numbers: Iterable[float]) -> Iterator[str]:
    """An array of doubles in C."""
    yield f"static const double {name}[{size}] = {{"
    yield from (f"    {number.hex()}," for number in numbers)
    yield "};"


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
        yield from array(name, f"{name}_TERMS", table)
    yield ""


def pair_fit_text(fit: PairFit) -> Iterator[str]:
    """The tables of a polynomial with coefficients in pairs under one comment."""
    heads, tails, _, rounded = fit.solve()
    low, high = fit.interval
    what = (
        f"{fit.meaning} on [{low!r}, {high!r}], degree {fit.degree}, the first coefficients with a low part"
    )
    yield from comment(f"{what}: relative error {power_of_2(rounded)}; fitted by csrc/tools/fit.py")
    yield f"enum {{ {fit.name}_TERMS = {len(heads)}, {fit.name}_PAIRS = {len(tails)} }};"
    for name, size, table in ((fit.name, "TERMS", heads), (f"{fit.name}_LOW", "PAIRS", tails)):
        yield from array(name, f"{fit.name}_{size}", table)
    yield ""


def table_text(table: Table) -> Iterator[str]:
    """A table under its comment."""
    values = [float(value) for value in table.values()]
    yield from comment(table.meaning)
    yield from array(table.name, len(values), values)
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
        for fit in PAIR_FITS:
            lines += pair_fit_text(fit)
        for table in TABLES:
            lines += table_text(table)
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
