# SPDX-License-Identifier: BSD-3-Clause
"""NumPy idioms: what one writes without such a library, at its fastest: one allocation, then in place."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from relu_native._registry import FORMS

from . import pair

VERSION = np.__version__
LAMBDA, ALPHA = 1.0507009873554805, 1.6732632423543772  # of selu
SQRT_2_OVER_PI = math.sqrt(2 / math.pi)


def set_threads(threads: int) -> None:
    """NumPy's ufuncs run on one thread."""


def select(mask, chosen, other, out):
    """np.where, into out if there is one; other may be out itself."""
    if out is None:
        return np.where(mask, chosen, other)
    if other is not out:
        np.copyto(out, other)
    np.copyto(out, chosen, where=mask)
    return out


def number(mask, x, out):
    """0 and 1 of x's dtype."""
    if out is None:
        return mask.astype(x.dtype)
    np.copyto(out, mask)
    return out


def sigmoid(x, out):
    """1 / (1 + exp(-x))."""
    t = np.negative(x, out)
    np.exp(t, t)
    np.add(t, 1, t)
    return np.reciprocal(t, t)


def times_sigmoid(x, z, out):
    """x / (1 + exp(-z)); z may be out."""
    t = np.negative(z, out)
    np.exp(t, t)
    np.add(t, 1, t)
    return np.divide(x, t, t)


def sigmoid_derivative(x, out):
    """s (1 - s)."""
    s = sigmoid(x, out)
    return np.multiply(s, 1 - s, s)


def tanh_derivative(x, out):
    """1 - tanh(x)^2."""
    t = np.tanh(x, out)
    np.multiply(t, t, t)
    return np.subtract(1, t, t)


def swish_derivative(x, beta, out):
    """s (1 + beta x (1 - s))."""
    s = sigmoid(beta * x, out)
    t = np.multiply(x, beta * (1 - s))
    np.add(t, 1, t)
    return np.multiply(s, t, s)


def elu(x, alpha, out):
    """x where x > 0, else alpha (exp(x) - 1)."""
    t = np.minimum(x, 0, out=out)
    np.expm1(t, t)
    if alpha != 1:
        np.multiply(t, alpha, t)
    return np.maximum(x, t, out=t) if 0 <= alpha <= 1 else select(x > 0, x, t, t)


def elu_derivative(x, alpha, out):
    """1 where x > 0, else alpha exp(x)."""
    t = np.minimum(x, 0, out=out)
    np.exp(t, t)
    return t if alpha == 1 else select(x > 0, x.dtype.type(1), np.multiply(t, alpha, t), t)


def selu(x, out):
    """The scaled elu."""
    t = elu(x, ALPHA, out)
    return np.multiply(t, LAMBDA, t)


def celu(x, alpha, out):
    """max(0, x) + min(0, alpha (exp(x / alpha) - 1))."""
    t = np.minimum(x, 0, out=out)
    np.expm1(np.divide(t, alpha, t), t)
    np.multiply(t, alpha, t)
    return np.add(t, np.maximum(x, 0), t)


def leaky_relu(x, slope, out):
    """max(x, slope x), which holds for slopes up to 1."""
    t = np.multiply(x, slope, out)
    return np.maximum(x, t, out=t) if slope <= 1 else select(x > 0, x, t, t)


def hardswish(x, out):
    """x clip(x + 3, 0, 6) / 6."""
    t = np.add(x, 3, out)
    np.clip(t, 0, 6, out=t)
    np.multiply(t, x, t)
    return np.multiply(t, 1 / 6, t)


def hardsigmoid(x, out):
    """clip(x + 3, 0, 6) / 6."""
    t = np.add(x, 3, out)
    np.clip(t, 0, 6, out=t)
    return np.multiply(t, 1 / 6, t)


def softsign(x, out):
    """x / (1 + |x|)."""
    t = np.abs(x, out)
    np.add(t, 1, t)
    return np.divide(x, t, t)


def softsign_derivative(x, out):
    """(1 + |x|)^-2."""
    t = np.abs(x, out)
    np.add(t, 1, t)
    np.multiply(t, t, t)
    return np.reciprocal(t, t)


def softplus(x, beta, out):
    """log(1 + exp(beta x)) / beta."""
    t = np.logaddexp(0, x if beta == 1 else beta * x, out)
    return t if beta == 1 else np.divide(t, beta, t)


def gelu_tanh(x, out):
    """x (1 + tanh(k (x + 0.044715 x^3))) / 2."""
    t = np.multiply(x, x, out)
    np.multiply(t, 0.044715 * SQRT_2_OVER_PI, t)
    np.add(t, SQRT_2_OVER_PI, t)
    np.tanh(np.multiply(t, x, t), t)
    np.add(t, 1, t)
    np.multiply(t, x, t)
    return np.multiply(t, 0.5, t)


def gelu_tanh_derivative(x, out):
    """(1 + t + x (1 - t^2) u') / 2 with t = tanh(u)."""
    square = x * x
    t = np.tanh(x * (SQRT_2_OVER_PI + 0.044715 * SQRT_2_OVER_PI * square))
    slope = SQRT_2_OVER_PI + 3 * 0.044715 * SQRT_2_OVER_PI * square
    return np.multiply(0.5, 1 + t + x * (1 - t * t) * slope, out)


def mish(x, out):
    """x tanh(log(1 + exp(x)))."""
    t = np.logaddexp(0, x, out)
    np.tanh(t, t)
    return np.multiply(t, x, t)


def mish_derivative(x, out):
    """t + x s (1 - t^2) with t = tanh(softplus(x))."""
    t = np.tanh(np.logaddexp(0, x))
    return np.add(t, times_sigmoid(x, x, None) * (1 - t * t), out)


def squareplus(x, b, out):
    """(x + sqrt(x^2 + b)) / 2."""
    t = np.multiply(x, x, out)
    np.sqrt(np.add(t, b, t), t)
    np.add(t, x, t)
    return np.multiply(t, 0.5, t)


def squareplus_derivative(x, b, out):
    """(1 + x / sqrt(x^2 + b)) / 2."""
    t = np.multiply(x, x, out)
    np.sqrt(np.add(t, b, t), t)
    np.add(np.divide(x, t, t), 1, t)
    return np.multiply(t, 0.5, t)


def sparse_sigmoid(x, out):
    """clip((x + 1) / 2, 0, 1)."""
    t = np.add(x, 1, out)
    np.multiply(t, 0.5, t)
    return np.clip(t, 0, 1, out=t)


# op -> f, f', and the mask outside of which f' is 0 and inside 1 where there is one (a cheaper backward).
IDIOMS = {
    "relu": (lambda x, out: np.maximum(x, 0, out=out), lambda x, out: number(x > 0, x, out), lambda x: x > 0),
    "relu6": (
        lambda x, out: np.clip(x, 0, 6, out=out),
        lambda x, out: number((x > 0) & (x < 6), x, out),
        lambda x: (x > 0) & (x < 6),
    ),
    "leaky_relu": (leaky_relu, lambda x, a, out: select(x > 0, x.dtype.type(1), x.dtype.type(a), out)),
    "prelu": (leaky_relu, lambda x, w, out: select(x > 0, x.dtype.type(1), x.dtype.type(w), out)),
    "elu": (elu, elu_derivative),
    "sigmoid": (sigmoid, sigmoid_derivative),
    "tanh": (lambda x, out: np.tanh(x, out), tanh_derivative),
    "silu": (lambda x, out: times_sigmoid(x, x, out), lambda x, out: swish_derivative(x, 1, out)),
    "squared_relu": (
        lambda x, out: np.square(t := np.maximum(x, 0, out=out), t),
        lambda x, out: np.multiply(t := np.maximum(x, 0, out=out), 2, t),
    ),
    "selu": (
        selu,
        lambda x, out: np.multiply(t := elu_derivative(x, ALPHA, out), LAMBDA, t),
    ),
    "celu": (celu, lambda x, a, out: elu_derivative(x if a == 1 else x / a, 1, out)),
    "threshold": (
        lambda x, t, value, out: select(x > t, x, x.dtype.type(value), out),
        lambda x, t, value, out: number(x > t, x, out),
        lambda x, t, value: x > t,
    ),
    "hardtanh": (
        lambda x, low, high, out: np.clip(x, low, high, out=out),
        lambda x, low, high, out: number((x > low) & (x < high), x, out),
        lambda x, low, high: (x > low) & (x < high),
    ),
    "hardsigmoid": (hardsigmoid, lambda x, out: np.multiply(abs(x) < 3, x.dtype.type(1 / 6), out)),
    "hardswish": (
        hardswish,
        lambda x, out: (
            np.where(x <= -3, x.dtype.type(0), np.where(x >= 3, x.dtype.type(1), x * (1 / 3) + 0.5))
            if out is None
            else select(
                x <= -3, x.dtype.type(0), select(x >= 3, x.dtype.type(1), x * (1 / 3) + 0.5, out), out
            )
        ),
    ),
    "hardshrink": (
        lambda x, lambd, out: np.multiply(x, abs(x) > lambd, out),
        lambda x, lambd, out: number(abs(x) > lambd, x, out),
        lambda x, lambd: abs(x) > lambd,
    ),
    "softshrink": (
        lambda x, lambd, out: np.subtract(x, np.clip(x, -lambd, lambd), out),
        lambda x, lambd, out: number(abs(x) > lambd, x, out),
        lambda x, lambd: abs(x) > lambd,
    ),
    "tanhshrink": (
        lambda x, out: np.subtract(x, t := np.tanh(x, out), t),
        lambda x, out: np.square(t := np.tanh(x, out), t),
    ),
    "softsign": (softsign, softsign_derivative),
    "softplus": (softplus, lambda x, beta, out: sigmoid(x if beta == 1 else beta * x, out)),
    "logsigmoid": (
        lambda x, out: np.negative(t := np.logaddexp(0, -x, out), t),
        lambda x, out: np.reciprocal(np.add(t := np.exp(x, out), 1, t), t),
    ),
    "swish": (lambda x, beta, out: times_sigmoid(x, beta * x, out), swish_derivative),
    "gelu_tanh": (gelu_tanh, gelu_tanh_derivative),
    "quick_gelu": (
        lambda x, out: times_sigmoid(x, np.multiply(x, 1.702, out), out),
        lambda x, out: swish_derivative(x, 1.702, out),
    ),
    "mish": (mish, mish_derivative),
    "squareplus": (squareplus, squareplus_derivative),
    "sparse_plus": (
        lambda x, out: np.maximum(x, np.multiply(t := sparse_sigmoid(x, out), t, t), out=t),
        sparse_sigmoid,
    ),
    "sparse_sigmoid": (sparse_sigmoid, lambda x, out: np.multiply(abs(x) < 1, x.dtype.type(0.5), out)),
}


def backward_of(derivative):
    """dy f'(x)."""
    return lambda dy, *operands, out: np.multiply(dy, t := derivative(*operands, out=out), t)


def masked(mask):
    """dy where the mask holds, else 0."""
    return lambda dy, *operands, out: np.multiply(dy, mask(*operands), out)


def forms(idioms: dict) -> dict:
    """The four forms of each op from its forward, its derivative and, where given, its mask."""
    found = {}
    for op, (value, derivative, *mask) in idioms.items():
        backward = masked(*mask) if mask else backward_of(derivative)
        found |= dict(
            zip(
                ((op, form) for form in FORMS),
                (value, derivative, backward, pair(value, derivative)),
                strict=True,
            )
        )
    return found


TABLE = forms(IDIOMS)


def prepare(entry, problem, outputs, threads):
    """Calls the idiom on the arrays themselves."""
    out = outputs if outputs is None or len(outputs) > 1 else outputs[0]
    call = partial(entry, *problem.inputs, *problem.parameters, out=out)
    return call, lambda results: results if isinstance(results, tuple) else (results,)
