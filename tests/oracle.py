# SPDX-License-Identifier: BSD-3-Clause
"""The exact functions: one line per op, f and f' in mpmath, and what it takes to compare arrays with them.

Beside relu_native.reference this is the only second statement of the mathematics. A line holds for finite x;
parameters arrive as the numbers that the dtype holds, and the value at a kink is the one the project chose.
"""

import math
from dataclasses import dataclass

import numpy as np
from mpmath import cosh, exp, expm1, log1p, mp, mpf, ncdf, npdf, pi, sqrt, tanh


def s(z):
    """The logistic function."""
    return 1 / (1 + exp(-z))


def bounded(x):
    """x, but not below -2**40: gelu has vanished there, and 256 bits of x**2 do not tell the sign of f'."""
    return max(x, -(2**40))


def scale():
    """Of selu."""
    return mpf("1.0507009873554804934193349852946")


def scale_alpha():
    """Of selu, for x <= 0."""
    return scale() * mpf("1.6732632423543772848170429916717")


def twice_u(x):
    """Of gelu_tanh, whose cumulative distribution is s(2u)."""
    return sqrt(8 / pi) * (x + mpf("0.044715") * x**3)


def twice_u_slope(x):
    """The derivative of twice_u."""
    return sqrt(8 / pi) * (1 + 3 * mpf("0.044715") * x**2)


def gate(z):
    """The derivative of z s(z)."""
    return s(z) * (1 + z * s(-z))


def mish_slope(x, e):
    """The derivative of mish, where e = exp(x)."""
    return e * (4 * (x + 1) + e * (4 * x + 6 + e * (4 + e))) / (e * (e + 2) + 2) ** 2


def root(x, b):
    """Of x**2 + b; NaN if that is negative."""
    return sqrt(x**2 + b) if x**2 + b >= 0 else mp.nan


def ratio(a, b):
    """a / b, where 0 / 0 is 0."""
    return a / b if b else a * mp.inf if a else mpf(0)


FUNCTIONS = {
    "relu": (lambda x: max(x, 0), lambda x: x > 0),
    "relu6": (lambda x: min(max(x, 0), 6), lambda x: 0 < x < 6),
    "leaky_relu": (lambda x, a: x if x > 0 else a * x, lambda x, a: 1 if x > 0 else a),
    "prelu": (lambda x, w: x if x > 0 else w * x, lambda x, w: 1 if x > 0 else w),
    "elu": (lambda x, a: x if x > 0 else a * expm1(x), lambda x, a: 1 if x > 0 else a * exp(x)),
    "sigmoid": (lambda x: 1 / (1 + exp(-x)), lambda x: 1 / (2 * cosh(x / 2)) ** 2),
    "tanh": (lambda x: tanh(x), lambda x: 1 / cosh(x) ** 2),
    "silu": (lambda x: x / (1 + exp(-x)), lambda x: (1 + exp(-x) * (1 + x)) / (1 + exp(-x)) ** 2),
    "hardshrink": (lambda x, lambd: 0 if abs(x) <= lambd else x, lambda x, lambd: abs(x) > lambd),
    "squared_relu": (lambda x: max(x, 0) ** 2, lambda x: 2 * max(x, 0)),
    "selu": (
        lambda x: scale() * x if x > 0 else scale_alpha() * expm1(x),
        lambda x: scale() if x > 0 else scale_alpha() * exp(x),
    ),
    "celu": (lambda x, a: x if x > 0 else a * expm1(x / a), lambda x, a: 1 if x > 0 else exp(x / a)),
    "threshold": (lambda x, t, v: x if x > t else v, lambda x, t, v: x > t),
    "hardtanh": (lambda x, a, b: min(max(x, a), b), lambda x, a, b: a < x < b),
    "hardsigmoid": (lambda x: min(max(x + 3, 0), 6) / mpf(6), lambda x: (-3 < x < 3) / mpf(6)),
    "hardswish": (
        lambda x: x * min(max(x + 3, 0), 6) / 6,
        lambda x: (2 * x + 3) / 6 if -3 < x < 3 else x > 0,
    ),
    "softshrink": (
        lambda x, lambd: 0 if abs(x) <= lambd else x - lambd if x > 0 else x + lambd,
        lambda x, lambd: abs(x) > lambd,
    ),
    # From 64 on 1 - tanh(x) < 2^-184: its size does not matter, but that it is there decides ties of x - 1.
    "tanhshrink": (
        lambda x: x - tanh(x) if abs(x) < 64 else x - (1 - mpf(2) ** -180) * (1 if x > 0 else -1),
        lambda x: tanh(x) ** 2,
    ),
    "softsign": (lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2),
    "softplus": (
        lambda x, beta: (x if beta * x > 0 else 0) + ratio(log1p(exp(-abs(beta * x))), beta),
        lambda x, beta: s(beta * x),
    ),
    "logsigmoid": (lambda x: min(x, 0) - log1p(exp(-abs(x))), lambda x: s(-x)),
    "swish": (lambda x, beta: x * s(beta * x), lambda x, beta: gate(beta * x)),
    "gelu": (lambda x: x * ncdf(bounded(x)), lambda x: ncdf(bounded(x)) + bounded(x) * npdf(bounded(x))),
    "gelu_tanh": (
        lambda x: x * s(twice_u(x)),
        lambda x: s(twice_u(x)) * (1 + x * s(-twice_u(x)) * twice_u_slope(x)),
    ),
    "quick_gelu": (lambda x: x * s(mpf("1.702") * x), lambda x: gate(mpf("1.702") * x)),
    "mish": (
        lambda x: x * tanh(log1p(exp(x))),
        lambda x: mish_slope(x, exp(x)),
    ),
    "squareplus": (
        lambda x, b: (x + root(x, b)) / 2 if x >= 0 else b / (root(x, b) - x) / 2,
        lambda x, b: (
            (1 + ratio(x, root(x, b))) / 2
            if x > 0 or x == 0 < b
            else ratio(b, root(x, b) * (root(x, b) - x)) / 2
        ),
    ),
    "sparse_plus": (
        lambda x: x if x >= 1 else (max(x, -1) + 1) ** 2 / 4,
        lambda x: (min(max(x, -1), 1) + 1) / mpf(2),
    ),
    "sparse_sigmoid": (lambda x: (min(max(x, -1), 1) + 1) / mpf(2), lambda x: (-1 < x < 1) / mpf(2)),
}


def exact(name, form, operands):
    """The exact forward, derivative or backward, an mpf, for one point: (dy,) x, parameters as Python floats.

    A term that decides a tie can be as small as x**2 beside x, so the precision grows as the operands shrink;
    what cancels near a root of f' is at most as many bits as x has.
    """
    operands = list(operands)
    bits = 256 + 2 * max(0, *(-math.frexp(operand)[1] for operand in operands))
    with mp.workprec(bits):
        operands = [mpf(operand) for operand in operands]
        if form == "backward":
            dy, *operands = operands
            return dy * FUNCTIONS[name][1](*operands)
        return mpf(FUNCTIONS[name][form == "derivative"](*operands))


@dataclass(frozen=True)
class Format:
    """A binary floating-point format: precision in bits and the exponent of its least subnormal."""

    precision: int
    least: int
    maximum: float

    @classmethod
    def of(cls, dtype):
        """The format of a NumPy dtype, bfloat16 included."""
        return FORMATS[np.dtype(dtype).name]

    def nearest(self, value):
        """(y, rest, q): value, an mpf, is y + rest * 2**q.

        y is the nearest number, ties to even, and q the place of the last bit of the numbers around value.
        """
        if not mp.isfinite(value):
            return float(value), 0.0, 0
        sign, mantissa, exponent, length = value._mpf_
        if not mantissa:
            return 0.0, 0.0, self.least
        place = max(exponent + length - self.precision, self.least)
        shift = place - exponent
        if shift <= 0:
            whole, rest = mantissa << -shift, 0.0
        elif shift > length + 64:
            whole, rest = 0, math.ldexp(1.0, -64)
        else:
            whole, low, half = mantissa >> shift, mantissa & ((1 << shift) - 1), 1 << (shift - 1)
            up = low > half or (low == half and whole & 1)
            whole += up
            rest = float(mpf(low - (up << shift)) / mpf(1 << shift))
        if whole.bit_length() + place > 1024 or math.ldexp(whole, place) > self.maximum:
            return (-math.inf if sign else math.inf), 0.0, 0
        y = math.ldexp(whole, place)
        return (-y, -rest, place) if sign else (y, rest, place)


FORMATS = {
    "float16": Format(11, -24, 65504.0),
    "bfloat16": Format(8, -133, float.fromhex("0x1.fep127")),
    "float32": Format(24, -149, float.fromhex("0x1.fffffep127")),
    "float64": Format(53, -1074, float.fromhex("0x1.fffffffffffffp1023")),
}


@dataclass(frozen=True)
class Exact:
    """Exact results at many points: the nearest number, the rest in ulps, and the exponent of the ulp."""

    nearest: np.ndarray
    rest: np.ndarray
    place: np.ndarray

    @classmethod
    def of(cls, name, form, dtype, operands):
        """By mpmath, point by point.  The operands are arrays of finite numbers that broadcast."""
        to = Format.of(dtype)
        points = np.broadcast_arrays(*(np.asarray(operand).astype(np.float64) for operand in operands))
        points = zip(*(column.ravel().tolist() for column in points), strict=True)
        nearest, rest, place = zip(*(to.nearest(exact(name, form, point)) for point in points), strict=True)
        return cls(np.array(nearest), np.array(rest), np.array(place))

    @classmethod
    def of_wide(cls, value, dtype):
        """From an array of long double, taken to be exact: it has to hold far more bits than dtype does."""
        to = Format.of(dtype)
        place = np.maximum(np.frexp(value)[1] - to.precision, to.least)
        with np.errstate(over="ignore"):
            scaled = np.ldexp(value, -place)
            whole = np.rint(scaled)
            nearest = np.ldexp(whole, place).astype(np.float64)
        nearest = np.where(np.abs(nearest) > to.maximum, np.copysign(np.inf, nearest), nearest)
        return cls(nearest, np.where(np.isfinite(nearest), scaled - whole, 0).astype(np.float64), place)

    def error(self, got):
        """|got - exact| in ulps of the exact value.

        Infinite for NaN in the place of a number, for an infinity and a finite number in each other's place,
        and for a zero on the wrong side of an exact value that is not 0.
        """
        got = np.asarray(got).astype(np.float64)
        with np.errstate(invalid="ignore", over="ignore"):
            same = (got == self.nearest) | (np.isnan(got) & np.isnan(self.nearest))
            distance = np.where(same, 0, np.ldexp(got - self.nearest, -self.place))
        wrong_side = (got == 0) & (self.rest != 0) & (np.signbit(got) != np.signbit(self.nearest))
        return np.where(np.isnan(distance) | wrong_side, np.inf, np.abs(distance - self.rest))
