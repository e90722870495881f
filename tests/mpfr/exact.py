# SPDX-License-Identifier: BSD-3-Clause
"""The oracle's functions in MPFR's numbers: the same lines as with mpmath, ten times as fast and more."""

import functools
import importlib.util
import itertools
import math
import types

import gmpy2
import numpy as np
from gmpy2 import mpfr

import oracle
from oracle import Exact, Format

FLOAT64 = Format.of(np.float64)

#: Bits of precision. A product of two inputs comes as near as 2**-110 to a root of f'; 80 bits are left
#: there, which tell an ulp to 2**-27.
BITS = 192

#: Where x**3 is left of terms of the size of x, which takes as many bits more as x**2 is below 1.
CANCELLING = ("tanhshrink", "forward")

#: The exponential functions and the normal distribution are taken for constant from here on, as exponents end
#: at 2**30 in gmpy2. Beside any float64 the values are like 0 or infinite all the same, and have their sign.
FAR, FAR_NORMAL = 2**20, 2**10

#: What stands for a result too small to be told from 0: only its sign matters.
SPECK = 2.0**-64


def _copied():
    """A copy of the oracle, which looks its numbers up in itself."""
    specification = importlib.util.spec_from_file_location("oracle_in_mpfr", oracle.__file__)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


_ORACLE = _copied()


def _within(bound, function):
    return lambda z: function(-bound if z < -bound else bound if z > bound else z)


def _numbers():
    """What the oracle takes from mpmath, in the precision of gmpy2's context."""
    pi = gmpy2.const_pi()
    root_half, peak = gmpy2.rec_sqrt(mpfr(2)), gmpy2.rec_sqrt(2 * pi)
    return {
        "mp": types.SimpleNamespace(inf=gmpy2.inf(), nan=gmpy2.nan()),
        "mpf": functools.cache(mpfr),
        "pi": pi,
        "sqrt": gmpy2.sqrt,
        "tanh": gmpy2.tanh,
        "log1p": gmpy2.log1p,
        "exp": _within(FAR, gmpy2.exp),
        "expm1": _within(FAR, gmpy2.expm1),
        "cosh": _within(FAR, gmpy2.cosh),
        "ncdf": _within(FAR_NORMAL, lambda z: gmpy2.erfc(-z * root_half) / 2),
        "npdf": _within(FAR_NORMAL, lambda z: gmpy2.exp(-z * z / 2) * peak),
    }


def exact(name, form, operands, safely=False):
    """The exact results at many finite points; safely, with at least as many bits as oracle.exact takes.

    The operands, (dy,) x and parameters, are float64 arrays of one length, or numbers.
    """
    size = max(map(np.size, operands))
    bits = np.full(size, 2 * BITS if safely else BITS)
    if safely or (name, form) == CANCELLING:
        exponents = [np.frexp(operand)[1] for operand in operands]
        bits -= 2 * functools.reduce(np.minimum, [0, *exponents])
    bits = (bits + 63) // 64 * 64
    columns = np.empty((3, size))
    for precision in np.unique(bits):
        at = np.flatnonzero(bits == precision)
        points = [o[at].tolist() if np.ndim(o) else itertools.repeat(float(o), len(at)) for o in operands]
        with gmpy2.context(precision=int(precision)):
            columns[:, at] = np.array(list(_values(name, form, points))).T
    nearest, rest, place = columns
    return Exact(nearest, rest, place.astype(int))


def _values(name, form, points):
    """As Format.nearest for every point, in the precision of gmpy2's context."""
    vars(_ORACLE).update(_numbers())
    function = _ORACLE.FUNCTIONS[name][form != "forward"]
    one, ulps = mpfr(1), functools.cache(lambda place: mpfr(2) ** -place)
    for point in zip(*points, strict=True):
        point = [one * operand for operand in point]  # four times as fast as mpfr(operand)
        factor, *point = point if form == "backward" else (one, *point)
        value = factor * function(*point)
        nearest = float(value)
        if not value or not math.isfinite(nearest):
            yield nearest, 0.0, FLOAT64.least if not value else 0
            continue
        place = max(gmpy2.frexp(value)[0] - FLOAT64.precision, FLOAT64.least)
        rest = float((value - nearest) * ulps(place))
        yield nearest, rest if rest or nearest else math.copysign(SPECK, value), place
