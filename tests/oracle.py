# SPDX-License-Identifier: BSD-3-Clause
"""The exact functions: one line per op, f and f' in mpmath, and what it takes to compare arrays with them.

Beside relu_native.reference this is the only second statement of the mathematics. A line holds for finite x;
parameters arrive as the numbers that the dtype holds, and the value at a kink is the one the project chose.
"""

import math
from dataclasses import dataclass

import numpy as np
from mpmath import cosh, exp, expm1, mp, mpf, tanh

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
        return cls(nearest, np.where(np.isinf(nearest), 0, scaled - whole).astype(np.float64), place)

    def error(self, got):
        """|got - exact| in ulps of the exact value.

        Infinite for NaN, for an infinity and a finite number in each other's place, and for a zero on the
        wrong side of an exact value that is not 0.
        """
        got = np.asarray(got).astype(np.float64)
        with np.errstate(invalid="ignore", over="ignore"):
            distance = np.where(got == self.nearest, 0, np.ldexp(got - self.nearest, -self.place))
        wrong_side = (got == 0) & (self.rest != 0) & (np.signbit(got) != np.signbit(self.nearest))
        return np.where(np.isnan(distance) | wrong_side, np.inf, np.abs(distance - self.rest))
