# SPDX-License-Identifier: BSD-3-Clause
"""Docstrings of activations and their forms, composed from the registry and from a few of the values computed."""

from __future__ import annotations

from typing import Any

import numpy as np

from relu_native._registry import OPERANDS, Op

_SUMMARY = {
    "forward": "{summary}",
    "derivative": "Derivative of {name} with respect to x.",
    "backward": "Gradient of {name}: dy * f'(x) in one pass, rounded once.",
    "value_and_derivative": "The values of {name} and of its derivative in one pass.",
}
_RETURNS = {
    "forward": "y : ndarray or scalar\n    f(x)",
    "derivative": "d : ndarray or scalar\n    f'(x)",
    "backward": "dx : ndarray or scalar\n    dy * f'(x)",
    "value_and_derivative": "y, d : ndarrays or scalars\n    f(x) and f'(x)",
}
_OPERAND = {
    "dy": "The gradient with respect to f(x); out=dy and out=x are allowed.",
    "x": "The argument.",
}
_DTYPES = {
    "numeric": "float16, bfloat16 (with ml_dtypes), float32, float64 or any integer type, which is kept",
    "other": "float16, bfloat16 (with ml_dtypes), float32 or float64; integers and bool promote as in numpy.exp",
}
_EXAMPLE = np.array([-1.5, 0.0, 2.0])


def docstring(op: Op, form: str, activation: Any) -> str:
    """The docstring of one form of an operation."""
    called = activation if form == "forward" else getattr(activation, form)
    name = called.__name__
    parameters = [f"{p.name}={p.default}" if p.default is not None else p.name for p in op.parameters]
    given = [0.25 for p in op.parameters if p.default is None]
    arrays = [_EXAMPLE + 1.0 if operand == "dy" else _EXAMPLE for operand in OPERANDS[form]]
    signature = f"{name}({', '.join(OPERANDS[form])}, /, out=None, **ufunc_kwargs)\n\n" if not op.parameters else ""
    return "\n".join(
        [
            signature + _SUMMARY[form].format(name=op.name, summary=op.summary),
            "",
            f"    f(x)  = {op.formula}",
            f"    f'(x) = {op.derivative_formula}",
            "",
            "Parameters",
            "----------",
            *(f"{operand} : array_like\n    {_OPERAND[operand]}" for operand in OPERANDS[form]),
            *(_parameter(text, p.domain) for text, p in zip(parameters, op.parameters, strict=True)),
            "out : ndarray or tuple of ndarrays, optional",
            "    Where the result goes; it may be an operand itself.",
            "**ufunc_kwargs",
            "    where=, dtype=, casting= and the other keywords of numpy.ufunc.",
            "",
            "Returns",
            "-------",
            f"{_RETURNS[form]}, of the shape to which the operands broadcast.",
            f"    The dtype is x's: {_DTYPES['numeric' if op.kind == 'numeric' else 'other']}.",
            "",
            "Raises",
            "------",
            "TypeError",
            "    Complex, object, string or datetime operands.",
            *_value_error(op),
            "",
            "Notes",
            "-----",
            *_notes(op, called, activation, given),
            "",
            f"Source: {op.source}.",
            "",
            "Examples",
            "--------",
            ">>> import numpy as np, relu_native as rn",
            f">>> x = np.array({_EXAMPLE.tolist()})",
            f">>> rn.{name}({', '.join([*('x + 1' if o == 'dy' else o for o in OPERANDS[form]), *map(str, given)])})",
            repr(called(*arrays, *given)),
            "",
        ]
    )


def ufunc_docstring(op: Op, form: str) -> str:
    """The docstring of the ufunc behind a form that has parameters."""
    name = op.name if form == "forward" else f"{op.name}.{form}"
    operands = ", ".join((*OPERANDS[form], *(p.name for p in op.parameters)))
    return f"{name}.ufunc({operands}, /, out=None, **ufunc_kwargs)\n\nrelu_native.{name} without defaults, as a ufunc.\n"


def _parameter(text: str, domain: str) -> str:
    name, _, default = text.partition("=")
    kind = f"array_like, default {default}" if default else "array_like"
    limit = "" if domain == "any" else f" It must be {domain}."
    return f"{name} : {kind}\n    Broadcasts with x. A Python number is rounded to x's dtype.{limit}"


def _value_error(op: Op) -> list[str]:
    limited = [p for p in op.parameters if p.domain != "any"]
    if not limited:
        return []
    return ["ValueError", *(f"    A scalar {p.name} that is not {p.domain}." for p in limited)]


def _notes(op: Op, called: Any, activation: Any, given: list[float]) -> list[str]:
    bounds = ", ".join(f"{bound} ulp in {dtype}" for dtype, bound in called.max_ulp.items())
    notes = [f"The error is at most {bounds}; at 0.5 ulp the result is correctly rounded."]
    if op.parameters:
        notes.append("An array as a parameter: at most 1 ulp, 1.5 ulp in backward, of the function of both arguments.")
    values = {**activation.parameters, **dict(zip((p.name for p in op.parameters), given, strict=False))}
    numbers = [kink for kink in op.kinks if isinstance(kink, float)]
    if op.kinks:
        at = ", ".join(f"f'({k:g}) = {activation.derivative(k, *given):g}" for k in numbers)
        where = ", ".join(f"{k:g}" if isinstance(k, float) else k for k in op.kinks)
        notes.append(f"f' jumps at x = {where}" + (f", where {at}" if at else "") + ".")
    limits = ", ".join(f"f({x}) = {activation(float(x), *given)}" for x in ("-inf", "inf"))
    such = f" for {', '.join(f'{k} = {v}' for k, v in values.items())}" if values else ""
    notes.append(f"{limits}{such}; NaN gives NaN. No floating-point warning is raised.")
    return notes
