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

class _LeakyReluDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        negative_slope: ArrayLike = 0.01,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _LeakyReluBackward(_Form, Protocol):
    def __call__(
        self,
        dy: ArrayLike,
        x: ArrayLike,
        negative_slope: ArrayLike = 0.01,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _LeakyReluValueAndDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        negative_slope: ArrayLike = 0.01,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> tuple[Any, Any]: ...

class _LeakyRelu(_Activation, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        negative_slope: ArrayLike = 0.01,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...
    @property
    def derivative(self) -> _LeakyReluDerivative: ...
    @property
    def backward(self) -> _LeakyReluBackward: ...
    @property
    def value_and_derivative(self) -> _LeakyReluValueAndDerivative: ...

class _PreluDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        weight: ArrayLike,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _PreluBackward(_Form, Protocol):
    def __call__(
        self,
        dy: ArrayLike,
        x: ArrayLike,
        weight: ArrayLike,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _PreluValueAndDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        weight: ArrayLike,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> tuple[Any, Any]: ...

class _Prelu(_Activation, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        weight: ArrayLike,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...
    @property
    def derivative(self) -> _PreluDerivative: ...
    @property
    def backward(self) -> _PreluBackward: ...
    @property
    def value_and_derivative(self) -> _PreluValueAndDerivative: ...

class _EluDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        alpha: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _EluBackward(_Form, Protocol):
    def __call__(
        self,
        dy: ArrayLike,
        x: ArrayLike,
        alpha: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _EluValueAndDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        alpha: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> tuple[Any, Any]: ...

class _Elu(_Activation, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        alpha: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...
    @property
    def derivative(self) -> _EluDerivative: ...
    @property
    def backward(self) -> _EluBackward: ...
    @property
    def value_and_derivative(self) -> _EluValueAndDerivative: ...

class _HardshrinkDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        lambd: ArrayLike = 0.5,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _HardshrinkBackward(_Form, Protocol):
    def __call__(
        self,
        dy: ArrayLike,
        x: ArrayLike,
        lambd: ArrayLike = 0.5,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _HardshrinkValueAndDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        lambd: ArrayLike = 0.5,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> tuple[Any, Any]: ...

class _Hardshrink(_Activation, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        lambd: ArrayLike = 0.5,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...
    @property
    def derivative(self) -> _HardshrinkDerivative: ...
    @property
    def backward(self) -> _HardshrinkBackward: ...
    @property
    def value_and_derivative(self) -> _HardshrinkValueAndDerivative: ...

class _CeluDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        alpha: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _CeluBackward(_Form, Protocol):
    def __call__(
        self,
        dy: ArrayLike,
        x: ArrayLike,
        alpha: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _CeluValueAndDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        alpha: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> tuple[Any, Any]: ...

class _Celu(_Activation, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        alpha: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...
    @property
    def derivative(self) -> _CeluDerivative: ...
    @property
    def backward(self) -> _CeluBackward: ...
    @property
    def value_and_derivative(self) -> _CeluValueAndDerivative: ...

class _ThresholdDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        threshold: ArrayLike,
        value: ArrayLike,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _ThresholdBackward(_Form, Protocol):
    def __call__(
        self,
        dy: ArrayLike,
        x: ArrayLike,
        threshold: ArrayLike,
        value: ArrayLike,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _ThresholdValueAndDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        threshold: ArrayLike,
        value: ArrayLike,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> tuple[Any, Any]: ...

class _Threshold(_Activation, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        threshold: ArrayLike,
        value: ArrayLike,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...
    @property
    def derivative(self) -> _ThresholdDerivative: ...
    @property
    def backward(self) -> _ThresholdBackward: ...
    @property
    def value_and_derivative(self) -> _ThresholdValueAndDerivative: ...

class _HardtanhDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        min_val: ArrayLike = -1.0,
        max_val: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _HardtanhBackward(_Form, Protocol):
    def __call__(
        self,
        dy: ArrayLike,
        x: ArrayLike,
        min_val: ArrayLike = -1.0,
        max_val: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _HardtanhValueAndDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        min_val: ArrayLike = -1.0,
        max_val: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> tuple[Any, Any]: ...

class _Hardtanh(_Activation, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        min_val: ArrayLike = -1.0,
        max_val: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...
    @property
    def derivative(self) -> _HardtanhDerivative: ...
    @property
    def backward(self) -> _HardtanhBackward: ...
    @property
    def value_and_derivative(self) -> _HardtanhValueAndDerivative: ...

class _SoftshrinkDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        lambd: ArrayLike = 0.5,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _SoftshrinkBackward(_Form, Protocol):
    def __call__(
        self,
        dy: ArrayLike,
        x: ArrayLike,
        lambd: ArrayLike = 0.5,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _SoftshrinkValueAndDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        lambd: ArrayLike = 0.5,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> tuple[Any, Any]: ...

class _Softshrink(_Activation, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        lambd: ArrayLike = 0.5,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...
    @property
    def derivative(self) -> _SoftshrinkDerivative: ...
    @property
    def backward(self) -> _SoftshrinkBackward: ...
    @property
    def value_and_derivative(self) -> _SoftshrinkValueAndDerivative: ...

class _SoftplusDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        beta: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _SoftplusBackward(_Form, Protocol):
    def __call__(
        self,
        dy: ArrayLike,
        x: ArrayLike,
        beta: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _SoftplusValueAndDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        beta: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> tuple[Any, Any]: ...

class _Softplus(_Activation, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        beta: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...
    @property
    def derivative(self) -> _SoftplusDerivative: ...
    @property
    def backward(self) -> _SoftplusBackward: ...
    @property
    def value_and_derivative(self) -> _SoftplusValueAndDerivative: ...

class _SwishDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        beta: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _SwishBackward(_Form, Protocol):
    def __call__(
        self,
        dy: ArrayLike,
        x: ArrayLike,
        beta: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _SwishValueAndDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        beta: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> tuple[Any, Any]: ...

class _Swish(_Activation, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        beta: ArrayLike = 1.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...
    @property
    def derivative(self) -> _SwishDerivative: ...
    @property
    def backward(self) -> _SwishBackward: ...
    @property
    def value_and_derivative(self) -> _SwishValueAndDerivative: ...

class _SquareplusDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        b: ArrayLike = 4.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _SquareplusBackward(_Form, Protocol):
    def __call__(
        self,
        dy: ArrayLike,
        x: ArrayLike,
        b: ArrayLike = 4.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...

class _SquareplusValueAndDerivative(_Form, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        b: ArrayLike = 4.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> tuple[Any, Any]: ...

class _Squareplus(_Activation, Protocol):
    def __call__(
        self,
        x: ArrayLike,
        b: ArrayLike = 4.0,
        out: _Out = None,
        **ufunc_kwargs: Any,
    ) -> Any: ...
    @property
    def derivative(self) -> _SquareplusDerivative: ...
    @property
    def backward(self) -> _SquareplusBackward: ...
    @property
    def value_and_derivative(self) -> _SquareplusValueAndDerivative: ...

relu: _ActivationUfunc
relu6: _ActivationUfunc
leaky_relu: _LeakyRelu
prelu: _Prelu
elu: _Elu
sigmoid: _ActivationUfunc
tanh: _ActivationUfunc
silu: _ActivationUfunc
hardshrink: _Hardshrink
squared_relu: _ActivationUfunc
selu: _ActivationUfunc
celu: _Celu
threshold: _Threshold
hardtanh: _Hardtanh
hardsigmoid: _ActivationUfunc
hardswish: _ActivationUfunc
softshrink: _Softshrink
tanhshrink: _ActivationUfunc
softsign: _ActivationUfunc
softplus: _Softplus
logsigmoid: _ActivationUfunc
swish: _Swish
gelu: _ActivationUfunc
gelu_tanh: _ActivationUfunc
quick_gelu: _ActivationUfunc
mish: _ActivationUfunc
squareplus: _Squareplus
sparse_plus: _ActivationUfunc
sparse_sigmoid: _ActivationUfunc
