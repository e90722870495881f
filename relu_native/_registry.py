# SPDX-License-Identifier: BSD-3-Clause
"""The table of operations compiled into the extension module, as Python data. Nothing else reads it."""

from __future__ import annotations

from dataclasses import dataclass

from relu_native._native import ffi, lib

#: The four forms of every operation, in the order of ``enum rn_form``.
FORMS = ("forward", "derivative", "backward", "value_and_derivative")

#: The array operands of each form, which come before the parameters.
OPERANDS = {form: ("dy", "x") if form == "backward" else ("x",) for form in FORMS}

_KINDS = {
    lib.RN_PIECEWISE: "piecewise",
    lib.RN_NUMERIC: "numeric",
    lib.RN_SMOOTH: "smooth",
    lib.RN_ALGEBRAIC: "smooth",
    lib.RN_POLYNOMIAL: "smooth",
}
_DOMAINS = {
    lib.RN_ANY: "any",
    lib.RN_NONZERO: "nonzero",
    lib.RN_NONNEGATIVE: "nonnegative",
    lib.RN_NOT_LESS: "not less than the parameter before it",
}


@dataclass(frozen=True)
class Parameter:
    """A parameter: its name, its default (None where it must be given) and the values it may take."""

    name: str
    default: float | None
    domain: str

    def __str__(self) -> str:
        return self.name if self.default is None else f"{self.name}={self.default}"


@dataclass(frozen=True)
class Op:
    """One operation: what it is called, what it computes and where it comes from."""

    index: int
    name: str
    kind: str
    parameters: tuple[Parameter, ...]
    summary: str
    formula: str
    derivative_formula: str
    kinks: tuple[float | str, ...]
    source: str

    def form_name(self, form: str) -> str:
        """What one of its forms is called."""
        return self.name if form == "forward" else f"{self.name}.{form}"


def _kink(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _text(chars) -> str:
    return ffi.string(chars).decode()


def _op(index: int) -> Op:
    row = lib.rn_op_at(index)
    return Op(
        index=index,
        name=_text(row.name),
        kind=_KINDS[row.kind],
        parameters=tuple(
            Parameter(_text(p.name), None if p.required else p.value, _DOMAINS[p.domain])
            for p in row.parameters[0 : row.parameter_count]
        ),
        summary=_text(row.summary),
        formula=_text(row.formula),
        derivative_formula=_text(row.derivative_formula),
        kinks=tuple(_kink(word.strip()) for word in _text(row.kinks).split(",") if word.strip()),
        source=_text(row.source),
    )


#: Every operation by name, in the order of csrc/ops/ops.inc.
ops: dict[str, Op] = {op.name: op for op in map(_op, range(lib.rn_op_count()))}
