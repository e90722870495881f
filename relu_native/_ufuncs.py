# SPDX-License-Identifier: BSD-3-Clause
"""From the registry to activations: ufuncs with attributes, behind a callable with defaults where there are
parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from relu_native import _docs
from relu_native._native import lib
from relu_native._parameters import Parameterised, address, succeed
from relu_native._registry import FORMS, Op, ops

try:
    from ml_dtypes import bfloat16
except ImportError:
    bfloat16 = None


class Bounds(Mapping):
    """Error bounds in ulp by dtype; a key is the dtype's name, the dtype itself or its scalar type.

    >>> import numpy as np, relu_native as rn
    >>> rn.relu.max_ulp["float32"], rn.relu.max_ulp[np.float64], rn.relu.max_ulp[np.dtype(">f2")]
    (0.5, 1.0, 0.5)
    """

    def __init__(self, **ulps: float):
        self._ulps = ulps

    def __getitem__(self, dtype: Any) -> float:
        return self._ulps[dtype if isinstance(dtype, str) else np.dtype(dtype).name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ulps)

    def __len__(self) -> int:
        return len(self._ulps)

    def __repr__(self) -> str:
        return f"Bounds({', '.join(f'{name}={ulp}' for name, ulp in self._ulps.items())})"


_OF_X = Bounds(float16=0.5, bfloat16=0.5, float32=0.5, float64=1.0)
_BACKWARD = Bounds(float16=0.51, bfloat16=0.51, float32=0.5001, float64=1.5)


def _installed() -> dict[str, np.ufunc]:
    """The ufuncs of the extension module by the names they have in C."""
    ufuncs: dict[str, np.ufunc] = {}
    succeed(lib.rn_install(address(ufuncs)))
    if bfloat16 is not None:
        succeed(lib.rn_install_bfloat16(np.dtype(bfloat16).num))
    return ufuncs


def _form(op: Op, form: str, ufuncs: Mapping[str, np.ufunc]) -> Any:
    if op.parameters:
        ufunc = ufuncs[f"{op.form_name(form)}.ufunc"]
        ufunc.__module__ = "relu_native"
        ufunc.__doc__ = _docs.ufunc_docstring(op, form)
        called = Parameterised(op, form, ufunc).callable()
    else:
        called = ufunc = ufuncs[op.form_name(form)]
    called.__module__ = "relu_native"
    called.ufunc = ufunc
    called.max_ulp = _BACKWARD if form == "backward" else _OF_X
    return called


def _activation(op: Op, ufuncs: Mapping[str, np.ufunc]) -> Any:
    forms = {form: _form(op, form, ufuncs) for form in FORMS}
    activation = forms["forward"]
    activation.derivative = forms["derivative"]
    activation.backward = forms["backward"]
    activation.value_and_derivative = forms["value_and_derivative"]
    activation.formula = op.formula
    activation.derivative_formula = op.derivative_formula
    activation.parameters = MappingProxyType({p.name: p.default for p in op.parameters})
    activation.kinks = op.kinks
    for form, called in forms.items():
        called.__doc__ = _docs.docstring(op, form, called, activation)
    return activation


def _activations() -> Mapping[str, Any]:
    ufuncs = _installed()
    return MappingProxyType({name: _activation(op, ufuncs) for name, op in ops.items()})


#: Every activation by name, in the order of the registry.
activations = _activations()
