# SPDX-License-Identifier: BSD-3-Clause
"""numexpr: each function as one expression.

Constants are integers or operands of x's dtype, for a Python float would make float32 expressions double."""

from __future__ import annotations

import numexpr

from relu_native._registry import FORMS

VERSION = numexpr.__version__
set_threads = numexpr.set_num_threads

CONSTANTS = {
    "half": 0.5,
    "third": 1 / 3,
    "sixth": 1 / 6,
    "lambda_": 1.0507009873554805,
    "lambda_alpha": 1.7580993408473769,
    "k": 0.7978845608028654,
    "c": 0.044715,
    "c3": 0.134145,
    "q": 1.702,
}
GELU_TANH = "tanh(k * (x + c * x * x * x))"
MISH = "tanh(log1p(exp(x)))"
# op -> f, f'; p and r are the op's parameters.
EXPRESSIONS = {
    "relu": ("where(x > 0, x, 0)", "where(x > 0, 1, 0 * x)"),
    "relu6": ("where(x > 0, where(x < 6, x, 6), 0)", "where((x > 0) & (x < 6), 1, 0 * x)"),
    "leaky_relu": ("where(x > 0, x, p * x)", "where(x > 0, 1, p)"),
    "prelu": ("where(x > 0, x, p * x)", "where(x > 0, 1, p)"),
    "elu": ("where(x > 0, x, p * expm1(x))", "where(x > 0, 1, p * exp(x))"),
    "sigmoid": ("1 / (1 + exp(-x))", "exp(-abs(x)) / (1 + exp(-abs(x))) ** 2"),
    "tanh": ("tanh(x)", "1 - tanh(x) ** 2"),
    "silu": ("x / (1 + exp(-x))", "(1 + x / (1 + exp(x))) / (1 + exp(-x))"),
    "squared_relu": ("where(x > 0, x * x, 0)", "where(x > 0, x + x, 0)"),
    "selu": (
        "where(x > 0, lambda_ * x, lambda_alpha * expm1(x))",
        "where(x > 0, lambda_, lambda_alpha * exp(x))",
    ),
    "celu": ("where(x > 0, x, p * expm1(x / p))", "where(x > 0, 1, exp(x / p))"),
    "threshold": ("where(x > p, x, r)", "where(x > p, 1, 0 * x)"),
    "hardtanh": ("where(x < r, where(x > p, x, p), r)", "where((x > p) & (x < r), 1, 0 * x)"),
    "hardsigmoid": (
        "where(x > -3, where(x < 3, sixth * x + half, 1), 0)",
        "where((x > -3) & (x < 3), sixth, 0 * x)",
    ),
    "hardswish": (
        "where(x > -3, where(x < 3, x * (sixth * x + half), x), 0)",
        "where(x > -3, where(x < 3, third * x + half, 1), 0)",
    ),
    "hardshrink": ("where(abs(x) > p, x, 0)", "where(abs(x) > p, 1, 0 * x)"),
    "softshrink": ("where(x > p, x - p, where(x < -p, x + p, 0))", "where(abs(x) > p, 1, 0 * x)"),
    "tanhshrink": ("x - tanh(x)", "tanh(x) ** 2"),
    "softsign": ("x / (1 + abs(x))", "1 / (1 + abs(x)) ** 2"),
    "softplus": ("log1p(exp(p * x)) / p", "1 / (1 + exp(-p * x))"),
    "logsigmoid": ("-log1p(exp(-x))", "1 / (1 + exp(x))"),
    "swish": ("x / (1 + exp(-p * x))", "(1 + p * x / (1 + exp(p * x))) / (1 + exp(-p * x))"),
    "gelu_tanh": (
        f"half * x * (1 + {GELU_TANH})",
        f"half * (1 + {GELU_TANH} + x * (1 - {GELU_TANH} ** 2) * k * (1 + c3 * x * x))",
    ),
    "quick_gelu": ("x / (1 + exp(-q * x))", "(1 + q * x / (1 + exp(q * x))) / (1 + exp(-q * x))"),
    "mish": (f"x * {MISH}", f"{MISH} + x * (1 - {MISH} ** 2) / (1 + exp(-x))"),
    "squareplus": ("half * (x + sqrt(x * x + p))", "half * (1 + x / sqrt(x * x + p))"),
    "sparse_plus": (
        "where(x > -1, where(x < 1, (half * (x + 1)) ** 2, x), 0)",
        "where(x > -1, where(x < 1, half * (x + 1), 1), 0)",
    ),
    "sparse_sigmoid": (
        "where(x > -1, where(x < 1, half * (x + 1), 1), 0)",
        "where((x > -1) & (x < 1), half, 0 * x)",
    ),
}
TABLE = {
    (op, form): expressions
    for op, (f, df) in EXPRESSIONS.items()
    for form, expressions in zip(FORMS, ((f,), (df,), (f"dy * ({df})",), (f, df)), strict=True)
}


def prepare(entry, problem, outputs, threads):
    """Evaluates the form's expressions one after the other."""
    kind = problem.dtype.type
    names = {"x": problem.x, "dy": problem.dy} | {name: kind(value) for name, value in CONSTANTS.items()}
    names |= {name: kind(value) for name, value in zip("pr", problem.parameters, strict=False)}
    targets = outputs or (None,) * len(entry)

    def call():
        return tuple(
            numexpr.evaluate(expression, names, {}, out=out, casting="same_kind")
            for expression, out in zip(entry, targets, strict=True)
        )

    return call, lambda results: results
