# SPDX-License-Identifier: BSD-3-Clause
"""What an activation with parameters is: a callable with defaults that finds the ufunc for a call.

There are two. The registered ufunc takes the parameters as operands; it has a name, so that it pickles and
other array types know what they are asked for. A ufunc in which the parameters are fixed is faster to call,
rounds them to whatever dtype it computes in, and is nobody else's business. The callable itself is
csrc/shortcut.c, which sends what it does not recognise to `Parameterised.call`.
"""

from __future__ import annotations

import copyreg
import sys
from operator import attrgetter
from typing import Any

import numpy as np

from relu_native._native import ffi, lib
from relu_native._registry import FORMS, OPERANDS, Op, Parameter


def address(value: object) -> Any:
    """Where the object is, as the extension module takes it."""
    return ffi.cast("void *", id(value))


def succeed(status: int) -> None:
    """Raise the error that a function of the extension module has left."""
    if status:
        raise (MemoryError if status == -2 else RuntimeError)(ffi.string(lib.rn_error()).decode())


def _installed() -> type:
    names: dict[str, type] = {}
    succeed(lib.rn_install_shortcut(address(names)))
    return names["Shortcut"]


Shortcut = _installed()
copyreg.pickle(Shortcut, attrgetter("__qualname__"))

_CALLABLE = """\
def {name}({operands}, {parameters}, out=None, **ufunc_kwargs):
    return call(({operands},), ({names},), out, ufunc_kwargs)
"""


class Parameterised:
    """One form of an operation with parameters, and the ufuncs behind it."""

    #: How many ufuncs with fixed parameters are kept; other values become operands, with the same results.
    KEPT = 64

    def __init__(self, op: Op, form: str, ufunc: np.ufunc):
        self.op, self.form, self.ufunc = op, form, ufunc
        self.fixed: dict[Any, np.ufunc] = {}

    def callable(self) -> Any:
        """The callable of signature (x, parameter=default, ..., out=None, **ufunc_kwargs)."""
        op, operands, full_name = self.op, OPERANDS[self.form], self.op.form_name(self.form)
        name = full_name.rpartition(".")[2]
        defaults = tuple(p.default for p in op.parameters if p.default is not None)
        namespace = {"call": self.call, "__name__": "relu_native"}
        definition = _CALLABLE.format(
            name=name,
            operands=", ".join(operands),
            parameters=", ".join(map(str, op.parameters)),
            names=", ".join(p.name for p in op.parameters),
        )
        exec(definition, namespace)
        function = namespace[name]
        function.__name__ = function.__qualname__ = full_name
        shortcut = Shortcut(
            function,
            self.ufunc,
            self.fix(defaults) if len(defaults) == len(op.parameters) else None,
            self.fixed,
            tuple(sys.intern(p.name) for p in op.parameters),
            len(operands),
            op.kind == "numeric",
        )
        shortcut.__name__ = shortcut.__qualname__ = full_name
        shortcut.__wrapped__ = function
        return shortcut

    def call(self, operands: tuple, parameters: tuple, out: Any, kwargs: dict[str, Any]) -> Any:
        """Any call at all."""
        for parameter, value, before in zip(
            self.op.parameters, parameters, (None, *parameters), strict=False
        ):
            _check(self.op, parameter, value, before)
        if out is not None:
            kwargs["out"] = out
        numbers = _as_numbers(operands, parameters)
        if all(map(_is_number, numbers)) and self._may_fix(operands, out, kwargs):
            ufunc = self.fix(tuple(map(float, numbers)))
            if ufunc is not None:
                return ufunc(*operands, **kwargs)
        return self.ufunc(*operands, *self._typed(operands, parameters, kwargs), **kwargs)

    def fix(self, values: tuple[float, ...]) -> np.ufunc | None:
        """The ufunc with these parameters, made when first asked for; None where it would not be kept."""
        if any(value != value or str(value) == "-0.0" for value in values):
            return None  # as a key the one is never found again, and the other is equal to 0.0
        key = values if len(values) > 1 else values[0]
        ufunc = self.fixed.get(key)
        if ufunc is None and len(self.fixed) < self.KEPT:
            name, made = self.op.form_name(self.form), {}
            form = FORMS.index(self.form)
            with np.errstate(all="ignore"):  # what is too large for float16 may be right for float32
                succeed(lib.rn_bind(address(made), address(name), self.op.index, form, values))
            ufunc = self.fixed.setdefault(key, made[name])
        return ufunc

    def _may_fix(self, operands: tuple, out: Any, kwargs: dict[str, Any]) -> bool:
        if "signature" in kwargs or "sig" in kwargs:
            return False
        if any(map(_overrides_ufuncs, (*operands, *(out if isinstance(out, tuple) else (out,))))):
            return False
        return self.op.kind != "numeric" or np.result_type(*map(np.asarray, operands)).kind not in "iu"

    def _typed(self, operands: tuple, parameters: tuple, kwargs: dict[str, Any]) -> tuple:
        """The parameters; a Python number as an array of the dtype computed in, so that it never widens x."""
        arrays = (*operands, *parameters)
        dtypes = [a.dtype for a in arrays if isinstance(getattr(a, "dtype", None), np.dtype)]
        if not dtypes or not any(map(_is_number, parameters)):
            return parameters
        dtype = kwargs.get("dtype")
        if dtype is None:
            inputs = (np.result_type(*dtypes),) * self.ufunc.nin
            dtype = self.ufunc.resolve_dtypes(inputs + (None,) * self.ufunc.nout)[0]
        return tuple(
            _exactly(self.op, parameter, value, np.dtype(dtype)) if _is_number(value) else value
            for parameter, value in zip(self.op.parameters, parameters, strict=True)
        )


def _overrides_ufuncs(value: object) -> bool:
    plain = np.ndarray.__array_ufunc__
    return getattr(type(value), "__array_ufunc__", plain) is not plain


def _as_numbers(operands: tuple, parameters: tuple) -> tuple:
    """The parameters; NumPy's scalars as Python's where the operands, and so the result, have their dtype."""
    dtypes = {getattr(operand, "dtype", None) for operand in operands}
    dtype = dtypes.pop() if len(dtypes) == 1 else None
    if not isinstance(dtype, np.dtype) or dtype.kind != "f":
        return parameters
    return tuple(float(p) if _is_numpys_number(p) and p.dtype == dtype else p for p in parameters)


def _is_numpys_number(value: Any) -> bool:
    return isinstance(value, np.generic) or (type(value) is np.ndarray and value.shape == ())


def _is_number(value: object) -> bool:
    """Whether NumPy lets the value take any dtype: Python's numbers, not NumPy's, some of which derive."""
    return type(value) in (float, int)


ALLOWED = {
    "any": lambda value, before: True,
    "nonzero": lambda value, before: value != 0,
    "nonnegative": lambda value, before: value >= 0,
    "not less than the parameter before it": lambda value, before: (
        not _is_scalar(before) or not value < before
    ),
}


def _check(op: Op, parameter: Parameter, value: Any, before: Any) -> None:
    """Raise ValueError for a scalar that the parameter may not be; arrays are not searched."""
    if parameter.domain == "any":
        return
    if _is_scalar(value) and not ALLOWED[parameter.domain](value, before):
        other = f" after {before}" if "before" in parameter.domain else ""
        raise ValueError(f"{op.name}: {parameter.name} must be {parameter.domain}, got {value}{other}")


def _is_scalar(value: Any) -> bool:
    return isinstance(value, (float, int, np.generic)) or getattr(value, "shape", None) == ()


def _exactly(op: Op, parameter: Parameter, value: float, dtype: np.dtype) -> np.ndarray:
    """The number rounded to a floating dtype, or equal to it in an integer dtype."""
    if dtype.kind not in "iu":
        made: dict[str, np.ndarray] = {}
        with np.errstate(all="ignore"):
            succeed(lib.rn_cast(address(made), address(parameter.name), value, dtype.num))
        return made[parameter.name].reshape(())
    limits = np.iinfo(dtype)
    if not limits.min <= value <= limits.max or value != int(value):
        raise ValueError(f"{op.name}: {parameter.name}={value} is not a value of x's dtype, {dtype}")
    return np.asarray(int(value), dtype)
