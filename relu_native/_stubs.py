# SPDX-License-Identifier: BSD-3-Clause
"""Write ``__init__.pyi`` from the registry: ``python -m relu_native._stubs``."""

from pathlib import Path

from relu_native._registry import FORMS, OPERANDS, Op, ops

STUB = Path(__file__).with_name("__init__.pyi")

_HEAD = """\
# SPDX-License-Identifier: BSD-3-Clause
# Written by `python -m relu_native._stubs` from the registry.

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relu_native import isa as isa
from relu_native import reference as reference
from relu_native.threads import get_num_threads as get_num_threads
from relu_native.threads import num_threads as num_threads
from relu_native.threads import set_num_threads as set_num_threads

__version__: str
__all__: list[str]

_Out: TypeAlias = NDArray[Any] | tuple[NDArray[Any] | None, ...] | None

class _Form(Protocol):
    __name__: str
    @property
    def max_ulp(self) -> Mapping[Any, float]: ...
    @property
    def ufunc(self) -> np.ufunc: ...

class _Activation(_Form, Protocol):
    @property
    def formula(self) -> str: ...
    @property
    def derivative_formula(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, float | None]: ...
    @property
    def kinks(self) -> tuple[float | str, ...]: ...

class _Ufunc(_Form, Protocol):
    nin: int
    nout: int
    types: list[str]
    at: Any
    outer: Any

class _UnaryUfunc(_Ufunc, Protocol):
    def __call__(self, x: ArrayLike, /, out: _Out = None, **ufunc_kwargs: Any) -> Any: ...

class _BackwardUfunc(_Ufunc, Protocol):
    def __call__(self, dy: ArrayLike, x: ArrayLike, /, out: _Out = None, **ufunc_kwargs: Any) -> Any: ...

class _PairUfunc(_Ufunc, Protocol):
    def __call__(self, x: ArrayLike, /, out: _Out = None, **ufunc_kwargs: Any) -> tuple[Any, Any]: ...

class _ActivationUfunc(_UnaryUfunc, _Activation, Protocol):
    @property
    def derivative(self) -> _UnaryUfunc: ...
    @property
    def backward(self) -> _BackwardUfunc: ...
    @property
    def value_and_derivative(self) -> _PairUfunc: ...

activations: Mapping[str, Any]
"""


def _class_name(op: Op, form: str) -> str:
    return "_" + op.form_name(form).replace(".", "_").title().replace("_", "")


def _call(op: Op, form: str) -> str:
    arguments = [f"{operand}: ArrayLike" for operand in OPERANDS[form]]
    for parameter in op.parameters:
        default = "" if parameter.default is None else f" = {parameter.default}"
        arguments.append(f"{parameter.name}: ArrayLike{default}")
    lines = ["self", *arguments, "out: _Out = None", "**ufunc_kwargs: Any"]
    result = "tuple[Any, Any]" if form == "value_and_derivative" else "Any"
    return "".join(
        ["    def __call__(\n", *(f"        {line},\n" for line in lines), f"    ) -> {result}: ...\n"]
    )


def _classes(op: Op) -> str:
    """The classes of an activation with parameters and of its forms."""
    others = [form for form in FORMS if form != "forward"]
    text = "".join(f"class {_class_name(op, form)}(_Form, Protocol):\n{_call(op, form)}\n" for form in others)
    text += f"class {_class_name(op, 'forward')}(_Activation, Protocol):\n{_call(op, 'forward')}"
    for form in others:
        text += f"    @property\n    def {form}(self) -> {_class_name(op, form)}: ...\n"
    return text + "\n"


def render() -> str:
    """Return what ``__init__.pyi`` must hold."""
    classes = "".join(_classes(op) for op in ops.values() if op.parameters)
    types = {
        op.name: _class_name(op, "forward") if op.parameters else "_ActivationUfunc" for op in ops.values()
    }
    return f"{_HEAD}\n{classes}" + "".join(f"{name}: {type_}\n" for name, type_ in types.items())


if __name__ == "__main__":
    STUB.write_text(render(), encoding="utf-8")
