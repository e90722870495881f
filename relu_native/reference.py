# SPDX-License-Identifier: BSD-3-Clause
"""The pure-NumPy twin of every activation: the definitions, written to be read and to be right, not fast.

``reference.silu(x)``, ``reference.silu.derivative(x)``, ``.backward(dy, x)`` and
``.value_and_derivative(x)`` mean what they mean in :mod:`relu_native`, and share no code with it.
float16, bfloat16 and float32 are evaluated in float64, float64 in long double, and the result is rounded
once to the dtype of the operands. So it is correctly rounded but for values that this precision cannot tell
from the middle between two numbers; there the kernels are right, and mpmath in the tests.

An entry is a class with two functions of x and the parameters, ``forward`` and ``derivative``. They see
operands that are already wide (or integers, for a numeric entry) and need not care for NaN, which goes
through, nor for floating-point warnings, of which none gets out.
"""

import inspect
from types import MappingProxyType

import numpy as np

_registered = {}

#: name -> activation, in the order of definition.
activations = MappingProxyType(_registered)


class Activation:
    """f(x), callable, with f'(x), dy * f'(x) and both at once as methods; the parameters follow x."""

    def __init__(self, entry, numeric):
        self.__name__ = entry.__name__
        self.__doc__ = entry.__doc__
        self._forward = entry.forward
        self._derivative = entry.derivative
        self._numeric = numeric
        self._signature = inspect.signature(entry.forward)
        _, *named = self._signature.parameters.values()
        self.parameters = MappingProxyType(
            {p.name: None if p.default is p.empty else p.default for p in named}
        )

    def __call__(self, x, *parameters, **named):
        """The value, f(x)."""
        operands, dtype = self._operands(x, parameters, named)
        return self._evaluate(lambda x, *p: (self._forward(x, *p),), dtype, *operands)[0]

    def derivative(self, x, *parameters, **named):
        """The derivative, f'(x)."""
        operands, dtype = self._operands(x, parameters, named)
        return self._evaluate(lambda x, *p: (self._derivative(x, *p),), dtype, *operands)[0]

    def backward(self, dy, x, *parameters, **named):
        """dy * f'(x), rounded once; 0 wherever f'(x) is 0, whatever dy is."""

        def product(x, *rest):
            *parameters, dy = rest
            slope = np.asarray(self._derivative(x, *parameters), x.dtype)
            return (np.where(slope == 0, 0, dy * slope),)

        operands, dtype = self._operands(x, parameters, named, dy)
        return self._evaluate(product, dtype, *operands)[0]

    def value_and_derivative(self, x, *parameters, **named):
        """The pair (f(x), f'(x))."""
        operands, dtype = self._operands(x, parameters, named)
        return self._evaluate(lambda x, *p: (self._forward(x, *p), self._derivative(x, *p)), dtype, *operands)

    def __repr__(self):
        return f"<reference activation {self.__name__!r}>"

    def _operands(self, x, parameters, named, *others):
        """x, the parameters and the others as arrays, and the dtype that NumPy's promotion gives them."""
        bound = self._signature.bind(x, *parameters, **named)
        bound.apply_defaults()
        operands = [x if type(x) in (int, float) else np.asarray(x) for x in bound.args + others]
        numbers = [operand for operand in operands if not isinstance(operand, np.ndarray)]
        dtypes = [operand.dtype for operand in operands if isinstance(operand, np.ndarray)]
        if not self._numeric or np.result_type(*numbers, *dtypes).kind not in "iu":
            # A Python number takes the dtype of the others: NumPy's rule, here for bfloat16 as well.
            dtypes = [floating(dtype) for dtype in dtypes] or [np.dtype(float)]
            numbers = []
        dtype = np.result_type(*numbers, *dtypes).newbyteorder("=")
        if dtype.kind not in "iu" and dtype.name not in ("float16", "bfloat16", "float32", "float64"):
            raise TypeError(f"{self.__name__} takes no {dtype}")
        return [np.asarray(operand).astype(dtype) for operand in operands], dtype

    def _evaluate(self, function, dtype, x, *rest):
        wide = dtype if dtype.kind in "iu" else np.longdouble if dtype == np.float64 else np.float64
        with np.errstate(all="ignore"):
            x, *rest = np.broadcast_arrays(*(operand.astype(wide) for operand in (x, *rest)))
            results = function(x, *rest)
            return tuple(rounded(np.where(np.isnan(x), x, result), dtype)[()] for result in results)


def floating(dtype):
    """The dtype itself, or what np.exp makes of an integer dtype."""
    return np.exp.resolve_dtypes((dtype, None))[1] if dtype.kind in "biu" else dtype


def rounded(value, dtype):
    """value, an array of a wide dtype, rounded once to dtype, to nearest even."""
    if dtype.name == "bfloat16":
        # ml_dtypes goes through float32, which is exact if the first rounding is to odd.
        narrow = value.astype(np.float32)
        too_far = np.abs(narrow.astype(value.dtype)) > np.abs(value)
        inexact = narrow.astype(value.dtype) != value
        bits = (narrow.view(np.uint32) - too_far) | (inexact & ~np.isnan(value))
        value = bits.astype(np.uint32).view(np.float32)
    return value.astype(dtype)


def activation(entry=None, *, numeric=False):
    """Register an entry under its class's name; a numeric one keeps integers."""
    if entry is None:
        return lambda entry: activation(entry, numeric=numeric)
    _registered[entry.__name__] = Activation(entry, numeric)
    return _registered[entry.__name__]


def bounded(x):
    """x with -inf replaced by the least finite number, for a limit that a product would turn into NaN."""
    return np.maximum(x, np.finfo(x.dtype).min)


def exp(x):
    """e**x, for finite x never 0: an infinite dy shall meet a 0 only where f' is 0, not where it is small."""
    # Vanishes in the dtype of the operands, also after multiplication with any finite dy.
    low = np.log(np.finfo(x.dtype).tiny) * 2 / 3
    return np.exp(np.where(np.isinf(x), x, np.maximum(x, low)))


def logistic(x):
    """1 / (1 + exp(-x)), to full relative accuracy on both sides."""
    e = exp(-np.abs(x))
    return np.where(x < 0, e, 1) / (1 + e)


@activation(numeric=True)
class relu:
    """max(x, 0), where the zero is +0."""

    def forward(x):
        return np.where(x > 0, x, 0)

    def derivative(x):
        return np.where(x > 0, 1, 0)


@activation(numeric=True)
class relu6:
    """min(max(x, 0), 6)."""

    def forward(x):
        return np.where(x > 0, np.minimum(x, 6), 0)

    def derivative(x):
        return np.where((x > 0) & (x < 6), 1, 0)


@activation
class leaky_relu:
    """x where x > 0, else negative_slope * x; a slope of 0 is 0 at -inf too."""

    def forward(x, negative_slope=0.01):
        return np.where(x > 0, x, negative_slope * np.where(negative_slope == 0, bounded(x), x))

    def derivative(x, negative_slope):
        return np.where(x > 0, 1, negative_slope)


@activation
class prelu:
    """leaky_relu with a slope that is learnt."""

    def forward(x, weight):
        return leaky_relu._forward(x, weight)

    def derivative(x, weight):
        return leaky_relu._derivative(x, weight)


@activation
class elu:
    """x where x > 0, else alpha * (exp(x) - 1)."""

    def forward(x, alpha=1.0):
        return np.where(x > 0, x, alpha * np.expm1(x))

    def derivative(x, alpha):
        return np.where(x > 0, 1, np.where(np.isinf(alpha), alpha, alpha * exp(x)))  # inf e^x, also at -inf


@activation
class sigmoid:
    """1 / (1 + exp(-x))."""

    def forward(x):
        return logistic(x)

    def derivative(x):
        e = exp(-np.abs(x))
        return e / (1 + e) ** 2


@activation
class tanh:
    """(exp(x) - exp(-x)) / (exp(x) + exp(-x))."""

    def forward(x):
        return np.tanh(x)

    def derivative(x):
        e = exp(-2 * np.abs(x))
        return 4 * e / (1 + e) ** 2


@activation
class silu:
    """x / (1 + exp(-x)); -0 at -inf, its limit."""

    def forward(x):
        return bounded(x) * logistic(x)

    def derivative(x):
        # f' = s(x) s(-x) (1 + x + exp(x)), whose root is -1 - w, where w exp(w) = 1 / e. With t = x + 1 + w
        # the last factor is t + w expm1(t), free of cancellation; 1 + w is in two parts, the first a float64.
        number = x.dtype.type
        t = bounded(x) + number(1.2784645427610737) + number("1.094699418309343743e-16")
        w = number("0.27846454276107379510935873902298015543947748")
        left = logistic(x) * logistic(-x) * (t + w * np.expm1(t))
        return np.where(x < 0, left, logistic(x) * (1 + np.minimum(x, 1e4) * logistic(-x)))


@activation
class hardshrink:
    """0 where abs(x) <= lambd, both ends included, else x."""

    def forward(x, lambd=0.5):
        return np.where(np.abs(x) <= lambd, 0, x)

    def derivative(x, lambd):
        return np.where(np.abs(x) <= lambd, 0, 1)
