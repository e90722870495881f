# SPDX-License-Identifier: BSD-3-Clause
"""numba: the loop a user would compile, over scalar functions of x and the op's parameters p and r."""

from __future__ import annotations

from functools import lru_cache
from math import erf, exp, expm1, log1p, sqrt, tanh

import numba
import numpy as np
from numba import njit, prange

from relu_native._registry import FORMS

VERSION = numba.__version__
set_threads = numba.set_num_threads

LAMBDA, ALPHA, K, C = 1.0507009873554805, 1.6732632423543772, 0.7978845608028654, 0.044715
ROOT_HALF, ROOT_TWO_PI = 0.7071067811865476, 2.5066282746310002

# op -> (f, f'); each takes the scalar type t, with which constants keep float32 arithmetic in float32.
SCALARS = {
    "relu": (lambda t: lambda x, p, r: max(x, t(0)), lambda t: lambda x, p, r: t(x > 0)),
    "relu6": (
        lambda t: lambda x, p, r: min(max(x, t(0)), t(6)),
        lambda t: lambda x, p, r: t((x > 0) & (x < 6)),
    ),
    "leaky_relu": (
        lambda t: lambda x, p, r: x if x > 0 else p * x,
        lambda t: lambda x, p, r: t(1) if x > 0 else p,
    ),
    "prelu": (
        lambda t: lambda x, p, r: x if x > 0 else p * x,
        lambda t: lambda x, p, r: t(1) if x > 0 else p,
    ),
    "elu": (
        lambda t: lambda x, p, r: x if x > 0 else p * expm1(x),
        lambda t: lambda x, p, r: t(1) if x > 0 else p * exp(x),
    ),
    "sigmoid": (
        lambda t: lambda x, p, r: t(1) / (t(1) + exp(-x)),
        lambda t: lambda x, p, r: exp(-abs(x)) / (t(1) + exp(-abs(x))) ** 2,
    ),
    "tanh": (lambda t: lambda x, p, r: tanh(x), lambda t: lambda x, p, r: t(1) - tanh(x) ** 2),
    "silu": (
        lambda t: lambda x, p, r: x / (t(1) + exp(-x)),
        lambda t: lambda x, p, r: (t(1) + x / (t(1) + exp(x))) / (t(1) + exp(-x)),
    ),
    "squared_relu": (
        lambda t: lambda x, p, r: max(x, t(0)) ** 2,
        lambda t: lambda x, p, r: t(2) * max(x, t(0)),
    ),
    "selu": (
        lambda t: lambda x, p, r: t(LAMBDA) * x if x > 0 else t(LAMBDA * ALPHA) * expm1(x),
        lambda t: lambda x, p, r: t(LAMBDA) if x > 0 else t(LAMBDA * ALPHA) * exp(x),
    ),
    "celu": (
        lambda t: lambda x, p, r: x if x > 0 else p * expm1(x / p),
        lambda t: lambda x, p, r: t(1) if x > 0 else exp(x / p),
    ),
    "threshold": (lambda t: lambda x, p, r: x if x > p else r, lambda t: lambda x, p, r: t(x > p)),
    "hardtanh": (lambda t: lambda x, p, r: min(max(x, p), r), lambda t: lambda x, p, r: t((x > p) & (x < r))),
    "hardsigmoid": (
        lambda t: lambda x, p, r: min(max(x * t(1 / 6) + t(0.5), t(0)), t(1)),
        lambda t: lambda x, p, r: t(1 / 6) if abs(x) < 3 else t(0),
    ),
    "hardswish": (
        lambda t: lambda x, p, r: x * min(max(x * t(1 / 6) + t(0.5), t(0)), t(1)),
        lambda t: lambda x, p, r: t(x > 0) if abs(x) >= 3 else x * t(1 / 3) + t(0.5),
    ),
    "hardshrink": (
        lambda t: lambda x, p, r: x if abs(x) > p else t(0),
        lambda t: lambda x, p, r: t(abs(x) > p),
    ),
    "softshrink": (lambda t: lambda x, p, r: x - min(max(x, -p), p), lambda t: lambda x, p, r: t(abs(x) > p)),
    "tanhshrink": (lambda t: lambda x, p, r: x - tanh(x), lambda t: lambda x, p, r: tanh(x) ** 2),
    "softsign": (
        lambda t: lambda x, p, r: x / (t(1) + abs(x)),
        lambda t: lambda x, p, r: t(1) / (t(1) + abs(x)) ** 2,
    ),
    "softplus": (
        lambda t: lambda x, p, r: max(x, t(0)) + log1p(exp(-abs(p * x))) / p,
        lambda t: lambda x, p, r: t(1) / (t(1) + exp(-p * x)),
    ),
    "logsigmoid": (
        lambda t: lambda x, p, r: min(x, t(0)) - log1p(exp(-abs(x))),
        lambda t: lambda x, p, r: t(1) / (t(1) + exp(x)),
    ),
    "swish": (
        lambda t: lambda x, p, r: x / (t(1) + exp(-p * x)),
        lambda t: lambda x, p, r: (t(1) + p * x / (t(1) + exp(p * x))) / (t(1) + exp(-p * x)),
    ),
    "gelu": (
        lambda t: lambda x, p, r: t(0.5) * x * (t(1) + erf(x * t(ROOT_HALF))),
        lambda t: (
            lambda x, p, r: (
                t(0.5) * (t(1) + erf(x * t(ROOT_HALF))) + x * exp(-t(0.5) * x * x) * t(1 / ROOT_TWO_PI)
            )
        ),
    ),
    "gelu_tanh": (
        lambda t: lambda x, p, r: t(0.5) * x * (t(1) + tanh(t(K) * (x + t(C) * x * x * x))),
        lambda t: (
            lambda x, p, r: (
                t(0.5) * (t(1) + tanh(t(K) * (x + t(C) * x * x * x)))
                + t(0.5 * K)
                * x
                * (t(1) - tanh(t(K) * (x + t(C) * x * x * x)) ** 2)
                * (t(1) + t(3 * C) * x * x)
            )
        ),
    ),
    "quick_gelu": (
        lambda t: lambda x, p, r: x / (t(1) + exp(-t(1.702) * x)),
        lambda t: (
            lambda x, p, r: (t(1) + t(1.702) * x / (t(1) + exp(t(1.702) * x))) / (t(1) + exp(-t(1.702) * x))
        ),
    ),
    "mish": (
        lambda t: lambda x, p, r: x * tanh(log1p(exp(x))),
        lambda t: (
            lambda x, p, r: tanh(log1p(exp(x))) + x * (t(1) - tanh(log1p(exp(x))) ** 2) / (t(1) + exp(-x))
        ),
    ),
    "squareplus": (
        lambda t: lambda x, p, r: t(0.5) * (x + sqrt(x * x + p)),
        lambda t: lambda x, p, r: t(0.5) * (t(1) + x / sqrt(x * x + p)),
    ),
    "sparse_plus": (
        lambda t: lambda x, p, r: max(x, (min(max(t(0.5) * (x + t(1)), t(0)), t(1))) ** 2),
        lambda t: lambda x, p, r: min(max(t(0.5) * (x + t(1)), t(0)), t(1)),
    ),
    "sparse_sigmoid": (
        lambda t: lambda x, p, r: min(max(t(0.5) * (x + t(1)), t(0)), t(1)),
        lambda t: lambda x, p, r: t(0.5) if abs(x) < 1 else t(0),
    ),
}
TABLE = {(op, form): (form, f, df) for op, (f, df) in SCALARS.items() for form in FORMS}


@lru_cache(maxsize=16)
def loop(form: str, f, df, kind: type, parallel: bool):
    """The compiled loop of a form: run(dy, x, p, r, out, other), of which only two results need the last.

    With both in a tuple numba 0.68 takes parallel stores for dead, and drops the loop."""
    value, slope = njit(f(kind)), njit(df(kind))
    compiled = njit(parallel=parallel, error_model="numpy", nogil=True)
    if form == "backward":

        def run(dy, x, p, r, out, other):
            for i in prange(x.size):
                out[i] = dy[i] * slope(x[i], p, r)
    elif form == "value_and_derivative":

        def run(dy, x, p, r, out, other):
            for i in prange(x.size):
                out[i] = value(x[i], p, r)
                other[i] = slope(x[i], p, r)
    else:
        function = value if form == "forward" else slope

        def run(dy, x, p, r, out, other):
            for i in prange(x.size):
                out[i] = function(x[i], p, r)

    return compiled(run)


def prepare(entry, problem, outputs, threads):
    """Compiles the loop for the dtype, in parallel if there are threads to use."""
    kind = problem.dtype.type
    run = loop(*entry, kind, threads > 1)
    p, r = (kind(value) for value in (*problem.parameters, 0, 0)[:2])

    def call():
        results = outputs or tuple(np.empty_like(problem.x) for _ in problem.outputs)
        run(problem.dy, problem.x, p, r, results[0], results[-1])
        return results

    return call, lambda results: results
