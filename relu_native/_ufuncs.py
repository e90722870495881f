# SPDX-License-Identifier: BSD-3-Clause
"""From the registry to activations: NumPy ufuncs, behind a callable with defaults where there are parameters."""

from __future__ import annotations

import copyreg
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import numpy as np

from relu_native import _docs
from relu_native._native import ffi, lib
from relu_native._registry import FORMS, OPERANDS, Op, Parameter, ops

try:
    from ml_dtypes import bfloat16
except ImportError:
    bfloat16 = None

#: Ufuncs with fixed parameters that each form of an operation keeps.
_KEPT = 64


class Bounds(Mapping):
    """Error bounds in ulp by dtype; a key is the dtype's name, the dtype itself or its scalar type.

    >>> import numpy as np, relu_native as rn
    >>> rn.silu.max_ulp["float32"], rn.silu.max_ulp[np.float64], rn.silu.max_ulp[np.dtype(">f2")]
    (0.5, 1.0, 0.5)
    """

    def __init__(self, **ulps: float):
        self._ulps = ulps

    def __getitem__(self, dtype) -> float:
        return self._ulps[dtype if isinstance(dtype, str) else np.dtype(dtype).name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ulps)

    def __len__(self) -> int:
        return len(self._ulps)

    def __repr__(self) -> str:
        return f"Bounds({', '.join(f'{name}={ulp}' for name, ulp in self._ulps.items())})"


_ONE_OPERAND = Bounds(float16=0.5, bfloat16=0.5, float32=0.5, float64=1.0)
_BACKWARD = Bounds(float16=0.51, bfloat16=0.51, float32=0.5001, float64=1.5)


def _address(value: object):
    return ffi.cast("void *", id(value))


def _succeed(status: int) -> None:
    if status:
        raise RuntimeError(ffi.string(lib.rn_error()).decode())


def _installed() -> dict[str, Any]:
    """What the extension module defines: the ufuncs by their dotted names, and the type Shortcut."""
    names: dict[str, Any] = {}
    _succeed(lib.rn_install(_address(names)))
    _succeed(lib.rn_install_shortcut(_address(names)))
    if bfloat16 is not None:
        _succeed(lib.rn_install_bfloat16(np.dtype(bfloat16).num))
    return names


_native = _installed()
copyreg.pickle(_native["Shortcut"], attrgetter("__qualname__"))


def _overrides_ufuncs(value: object) -> bool:
    return getattr(type(value), "__array_ufunc__", np.ndarray.__array_ufunc__) is not np.ndarray.__array_ufunc__


def _is_number(value: object) -> bool:
    """Whether NumPy would let the value take any dtype: numbers of Python's own types, but not of subclasses."""
    return type(value) in (float, int)


_ALLOWED = {
    "any": lambda value: True,
    "nonzero": lambda value: value < 0 or value > 0,  # NaN is neither
    "nonnegative": lambda value: value >= 0,
}


def _check(op: Op, parameter: Parameter, value: Any) -> None:
    """Raise ValueError for a scalar outside the parameter's domain; arrays are not searched."""
    scalar = isinstance(value, (float, int, np.generic)) or (isinstance(value, np.ndarray) and value.ndim == 0)
    if scalar and not _ALLOWED[parameter.domain](value):
        raise ValueError(f"{op.name}: {parameter.name} must be {parameter.domain}, got {value}")


def _exactly(op: Op, parameter: Parameter, value: float, dtype: np.dtype) -> np.ndarray:
    """The number as an array of this dtype: rounded to it, or for an integer dtype equal to it."""
    with np.errstate(all="ignore"):
        array = np.asarray(value).astype(dtype)
    if dtype.kind in "iu" and array != value:
        raise ValueError(f"{op.name}: {parameter.name}={value} is not a value of x's dtype, {dtype}")
    return array


class _Parameterised:
    """One form of an operation that has parameters: its ufunc, and ufuncs in which the parameters are fixed."""

    def __init__(self, op: Op, form: str, ufunc: np.ufunc):
        self.op, self.form, self.ufunc = op, form, ufunc
        self.fixed: dict[Any, np.ufunc] = {}

    def fix(self, values: tuple[float, ...]) -> np.ufunc | None:
        """The ufunc with these parameters, made when first asked for; None where it would not be kept."""
        if any(math.isnan(value) or str(value) == "-0.0" for value in values):
            return None  # as keys the one is never found again and the other is equal to 0.0
        key = values if len(values) > 1 else values[0]
        if key not in self.fixed:
            if len(self.fixed) == _KEPT:
                return None
            name, made = _name(self.op, self.form), {}
            _succeed(lib.rn_bind(_address(made), _address(name), self.op.index, FORMS.index(self.form), values))
            self.fixed[key] = made[name]
        return self.fixed[key]

    def call(self, operands: tuple, parameters: tuple, out: Any, kwargs: dict[str, Any]) -> Any:
        for parameter, value in zip(self.op.parameters, parameters, strict=True):
            _check(self.op, parameter, value)
        if out is not None:
            kwargs["out"] = out
        if all(map(_is_number, parameters)) and self._may_fix(operands, out, kwargs):
            ufunc = self.fix(tuple(map(float, parameters)))
            if ufunc is not None:
                return ufunc(*operands, **kwargs)
        return self.ufunc(*operands, *self._typed(operands, parameters, kwargs), **kwargs)

    def _may_fix(self, operands: tuple, out: Any, kwargs: dict[str, Any]) -> bool:
        """Whether a ufunc nobody else knows will do: other array types may look it up by name, or pickle it."""
        if "signature" in kwargs or "sig" in kwargs:
            return False
        if any(map(_overrides_ufuncs, (*operands, *(out if isinstance(out, tuple) else (out,))))):
            return False
        return self.op.kind != "numeric" or np.result_type(*map(np.asarray, operands)).kind not in "iu"

    def _typed(self, operands: tuple, parameters: tuple, kwargs: dict[str, Any]) -> tuple:
        """The parameters, Python numbers among them as arrays of the dtype computed in: they never widen x."""
        ufunc = self.ufunc
        dtypes = [a.dtype for a in (*operands, *parameters) if isinstance(getattr(a, "dtype", None), np.dtype)]
        if not dtypes or not any(map(_is_number, parameters)):
            return parameters
        dtype = kwargs.get("dtype")
        if dtype is None:
            dtype = ufunc.resolve_dtypes((np.result_type(*dtypes),) * ufunc.nin + (None,) * ufunc.nout)[0]
        return tuple(
            _exactly(self.op, parameter, value, np.dtype(dtype)) if _is_number(value) else value
            for parameter, value in zip(self.op.parameters, parameters, strict=True)
        )


_FUNCTION = """
def {name}({operands}, {parameters}, out=None, **ufunc_kwargs):
    return call(({operands},), ({names},), out, ufunc_kwargs)
"""


def _with_defaults(op: Op, form: str, ufunc: np.ufunc) -> Callable[..., Any]:
    """The callable form(dy, x, parameter=default, ..., out=None, **ufunc_kwargs) over a ufunc of all operands."""
    parameterised = _Parameterised(op, form, ufunc)
    name, operands = op.name if form == "forward" else form, OPERANDS[form]
    defaults = tuple(p.default for p in op.parameters if p.default is not None)
    namespace = {"call": parameterised.call, "__name__": "relu_native"}
    source = _FUNCTION.format(
        name=name,
        operands=", ".join(operands),
        parameters=", ".join(p.name if p.default is None else f"{p.name}={p.default!r}" for p in op.parameters),
        names=", ".join(p.name for p in op.parameters),
    )
    exec(source, namespace)
    function = namespace[name]
    shortcut = _native["Shortcut"](
        function,
        ufunc,
        parameterised.fix(defaults) if len(defaults) == len(op.parameters) else None,
        parameterised.fixed,
        tuple(sys.intern(p.name) for p in op.parameters),
        np.ndarray,
        len(operands),
        op.kind == "numeric",
    )
    shortcut.__wrapped__ = function
    shortcut.__name__ = shortcut.__qualname__ = function.__name__ = function.__qualname__ = _name(op, form)
    return shortcut


def _name(op: Op, form: str) -> str:
    return op.name if form == "forward" else f"{op.name}.{form}"


def _form(op: Op, form: str) -> Any:
    if op.parameters:
        ufunc = _native[f"{_name(op, form)}.ufunc"]
        ufunc.__module__ = "relu_native"
        ufunc.__doc__ = _docs.ufunc_docstring(op, form)
        callable_ = _with_defaults(op, form, ufunc)
    else:
        callable_ = ufunc = _native[_name(op, form)]
    callable_.__module__ = "relu_native"
    callable_.ufunc = ufunc
    callable_.max_ulp = _BACKWARD if form == "backward" else _ONE_OPERAND
    return callable_


def _activation(op: Op) -> Any:
    forms = {form: _form(op, form) for form in FORMS}
    activation = forms["forward"]
    for form, callable_ in forms.items():
        if form != "forward":
            setattr(activation, form, callable_)
    activation.formula = op.formula
    activation.derivative_formula = op.derivative_formula
    activation.parameters = MappingProxyType({p.name: p.default for p in op.parameters})
    activation.kinks = op.kinks
    for form, callable_ in forms.items():
        callable_.__doc__ = _docs.docstring(op, form, activation)
    return activation


#: Every activation by name, in the order of the registry.
activations: Mapping[str, Any] = MappingProxyType({name: _activation(op) for name, op in ops.items()})
