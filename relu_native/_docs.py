# SPDX-License-Identifier: BSD-3-Clause
"""Docstrings of activations and of their forms, composed from the registry and from computed values."""

from __future__ import annotations

import textwrap
from functools import cache
from typing import Any

import numpy as np

from relu_native._registry import OPERANDS, Op

_SUMMARY = {
    "forward": "{summary}",
    "derivative": "Derivative of {name} with respect to x.",
    "backward": "Gradient of {name}: dy * f'(x) in one pass, rounded once.",
    "value_and_derivative": "Values of {name} and of its derivative in one pass.",
}
_OPERAND = {
    "dy": "Gradient with respect to f(x). Where f'(x) is 0 the result is 0, even if dy is infinite or NaN.",
    "x": "Argument.",
}
_PARAMETER = "Broadcasts with x. A Python number is rounded to the dtype of x."
_OUT = "out : ndarray or tuple of ndarrays, optional\n    Where the result goes; it may be an operand."
_UFUNC_KWARGS = "**ufunc_kwargs\n    Other keywords of numpy.ufunc: where, dtype, casting, order, subok."
_RETURNS = {
    "forward": "y : ndarray or scalar\n    f(x)",
    "derivative": "d : ndarray or scalar\n    f'(x)",
    "backward": "dx : ndarray or scalar\n    dy * f'(x)",
    "value_and_derivative": "y, d : ndarray or scalar\n    f(x) and f'(x)",
}
_DTYPES = "float16, bfloat16 (with ml_dtypes), float32 and float64 stay as they are; {others}."
_OTHERS = {
    True: "so do integers",
    False: "bool and integers become floating-point as in numpy.exp",
}
_EXAMPLE = np.array([-1.5, 0.0, 2.0])


def docstring(op: Op, form: str, called: Any, activation: Any) -> str:
    """The docstring of one form of an operation; `called` is the form itself."""
    given = {p.name: 0.25 for p in op.parameters if p.default is None}
    summary = _SUMMARY[form].format(name=op.name, summary=op.summary)
    parts = [
        f"{summary}\n\n    f(x)  = {op.formula}\n    f'(x) = {op.derivative_formula}\n",
        *_section("Parameters", _parameters(op, form)),
        *_section("Returns", _returns(op, form)),
        *_section("Raises", _raises(op)),
        *_section("Notes", _notes(op, called, activation, given)),
        *_section("Examples", _example(op, form, called, given)),
    ]
    if not op.parameters:
        parts.insert(0, f"{_ufunc_signature(op, form, op.form_name(form))}\n\n")
    return "".join(parts)


def ufunc_docstring(op: Op, form: str) -> str:
    """The docstring of the ufunc behind a form that has parameters."""
    name = op.form_name(form)
    return (
        f"{_ufunc_signature(op, form, f'{name}.ufunc')}\n\n"
        f"The ufunc of relu_native.{name}, without defaults: all operands are converted to one dtype.\n"
    )


def _ufunc_signature(op: Op, form: str, name: str) -> str:
    operands = ", ".join((*OPERANDS[form], *(p.name for p in op.parameters)))
    return f"{name}({operands}, /, out=None, **ufunc_kwargs)"


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"\n{title}\n{'-' * len(title)}\n", *(f"{line}\n" for line in lines)]


@cache
def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, 79, initial_indent=indent, subsequent_indent=indent)


def _parameters(op: Op, form: str) -> list[str]:
    lines = [f"{operand} : array_like\n{_wrapped(_OPERAND[operand], '    ')}" for operand in OPERANDS[form]]
    for p in op.parameters:
        default = "" if p.default is None else f", default {p.default}"
        limit = "" if p.domain == "any" else f" A scalar must be {p.domain}."
        lines.append(f"{p.name} : array_like{default}\n{_wrapped(_PARAMETER + limit, '    ')}")
    return [*lines, _OUT, _UFUNC_KWARGS]


def _returns(op: Op, form: str) -> list[str]:
    dtypes = _DTYPES.format(others=_OTHERS[op.kind == "numeric"])
    return [f"{_RETURNS[form]}, of the shape to which the operands broadcast.", _wrapped(dtypes, "    ")]


def _raises(op: Op) -> list[str]:
    lines = ["TypeError\n    For complex numbers, objects, strings and dates."]
    domains = [f"{p.name} is not {p.domain}" for p in op.parameters if p.domain != "any"]
    if domains:
        lines.append(f"ValueError\n    If a scalar {', or '.join(domains)}; nothing is written.")
    return lines


def _notes(op: Op, called: Any, activation: Any, given: dict[str, float]) -> list[str]:
    bounds = [f"{bound} ulp in {dtype}" for dtype, bound in called.max_ulp.items()]
    notes = [f"The error is at most {', '.join(bounds)}."]
    if 0.5 in called.max_ulp.values():
        notes[0] += " Half an ulp is correct rounding."
    if op.parameters:
        notes[0] += f" With arrays as parameters it is at most {max(called.max_ulp.values())} ulp."
    values = ", ".join(f"{name} = {value}" for name, value in {**activation.parameters, **given}.items())
    where = f" for {values}" if values else ""
    if op.kinks:
        kinks = ", ".join(f"{kink:g}" if isinstance(kink, float) else kink for kink in op.kinks)
        there = [k for k in op.kinks if isinstance(k, float)]
        slopes = ", ".join(f"f'({k:g}) = {activation.derivative(k, **given):g}" for k in there)
        notes.append(f"f' jumps at x = {kinks}" + (f"; {slopes}{where}." if slopes else "."))
    limits = ", ".join(f"f({x}) = {activation(float(x), **given)}" for x in ("-inf", "inf"))
    notes.append(f"{limits}{where}. NaN gives NaN. No input raises a floating-point warning.")
    notes.append(f"Defined in: {op.source}.")
    return [_wrapped(note) for note in notes]


def _example(op: Op, form: str, called: Any, given: dict[str, float]) -> list[str]:
    required = "".join(f", {name}={value}" for name, value in given.items())
    if form != "forward":
        numbers = {"dy": 3.0, "x": -0.5}
        arguments = [numbers[operand] for operand in OPERANDS[form]]
        call = f"rn.{op.form_name(form)}({', '.join(map(str, arguments))}{required})"
        return [">>> import relu_native as rn", f">>> {call}", repr(called(*arguments, **given))]
    return [
        ">>> import numpy as np, relu_native as rn",
        f">>> rn.{op.name}(np.array({_EXAMPLE.tolist()}){required})",
        repr(called(_EXAMPLE, **given)),
    ]
