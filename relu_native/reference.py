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


def exp(x, rest=0):
    """e**(x + rest), for finite x neither 0 nor infinite: an infinite dy shall meet a 0 only where f' is 0,
    not small, and a dy of 0 an infinity only where f' is infinite, not large.

    The rest is what rounding took from x, so that e**rest is 1 + rest.
    """
    # Vanishes in the dtype of the operands, also after multiplication with any finite dy.
    low = np.log(np.finfo(x.dtype).tiny) * 2 / 3
    high = np.log(np.finfo(x.dtype).max) - 1
    return np.exp(np.where(np.isinf(x), x, np.clip(x, low, high))) * (1 + rest)


def logistic(x, rest=0):
    """1 / (1 + exp(-x - rest)), to full relative accuracy on both sides."""
    e = exp(-np.abs(x), np.where(x < 0, rest, -rest))
    return np.where(x < 0, e, 1) / (1 + e)


def logistic_gate(z, rest=0):
    """The derivative of z s(z) at z + rest, where s is the logistic function."""
    # It is s(z) s(-z) (1 + z + exp(z)), whose root is -1 - w, where w exp(w) = 1 / e. With t = z + 1 + w
    # the last factor is t + w expm1(t), free of cancellation; 1 + w is in two parts, the first a float64.
    number = z.dtype.type
    t = bounded(z) + number(1.2784645427610737) + (number("1.094699418309343743045e-16") + rest)
    w = number("0.27846454276107379510935873902298015543947748")
    left = logistic(z, rest) * logistic(-z, -rest) * (t + w * np.expm1(t))
    return np.where(z < 0, left, logistic(z, rest) * (1 + np.minimum(z, 1e4) * logistic(-z, -rest)))


def times(a, b):
    """The product of two pairs, value and rest, as a pair; the rest is 0 where exp has reached its end."""
    (a, a_rest), (b, b_rest) = a, b
    product = a * b
    small = np.abs(product) < 2**20
    # Dekker's product: the halves of a factor have so few bits that all products of halves are exact.
    (a_high, a_low), (b_high, b_low) = halves(a), halves(b)
    rest = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    rest = np.where(small, rest + (a * b_rest + a_rest * b), 0)
    total = product + rest
    return total, np.where(small, rest - (total - product), 0)


def halves(a):
    """a as the sum of two numbers with half as many bits."""
    scaled = a * (2 ** ((np.finfo(a.dtype).nmant + 2) // 2) + 1)
    high = scaled - (scaled - a)
    return high, a - high


def scaled(x, beta):
    """beta * x as a pair; 0 times an infinity is 0."""
    zero = (np.isinf(x) & (beta == 0)) | (np.isinf(beta) & (x == 0))
    return times((np.where(zero, 0, x), 0), (np.where(zero, 0, beta), 0))


def quotient(a, b):
    """a / b as a pair."""
    q = a / b
    product, rest = times((q, 0), (b, 0))
    return q, np.where(np.abs(q) < 2**20, ((a - product) - rest) / b, 0)


def pair(x, high, low):
    """A real number as a pair in the dtype of x: a float and the decimal digits of the rest."""
    return x.dtype.type(high), x.dtype.type(low)


def nested(x, divisors):
    """1 + x / d1 * (1 + x / d2 * (1 + ...))."""
    total = np.ones_like(x)
    for divisor in reversed(divisors):
        total = 1 + total * x / divisor
    return total


#: sqrt(8 / pi) and 1 / sqrt(2 pi).
C = "1.59576912160573071175978423973752747390343452"
PHI_0 = "0.398942280401432677939946059934381868475858631"


def gaussian(x):
    """exp(-x**2 / 2)."""
    square, rest = times((x, 0), (x, 0))
    return exp(-square / 2, -rest / 2)


def mills(t):
    """Phi(-t) exp(t**2 / 2) for t >= 0, where Phi is the normal distribution."""
    number, square = t.dtype.type, t * t / 2
    # Phi(t) - 1/2, by a series of positive terms.
    near = np.exp(square) / 2 - number(PHI_0) * t * nested(t * t, range(3, 50, 2))
    # The trapezoidal rule for z / (2 pi) times the integral of exp(-s**2) / (s**2 + z**2), z**2 = t**2 / 2.
    # It errs by exp(-(pi / h)**2), less than 2**-88, but for the pole, which is accounted for (Chiarella and
    # Reichel, On the evaluation of integrals related to the error function, Math. Comp. 22, 1968).
    pi, h, z = number("3.1415926535897932384626433832795028841971694"), number(2) / 5, np.sqrt(square)
    far = 1 / square
    for k in range(1, 19):
        node = number(4 * k * k) / 25
        far = far + 2 * np.exp(-node) / (node + square)
    far = h * z / (2 * pi) * far
    pole = np.where(z < pi / h, np.exp(square) / np.expm1(2 * pi * z / h), 0)
    return np.where(t < 0.5, near, far - pole)


def twice_u(x):
    """The z of gelu_tanh, sqrt(8 / pi) (x + 0.044715 x**3), as a pair."""
    cubic, rest = times(times((x, 0), (x, 0)), pair(x, 0.044715, "2.196021142708559636957943e-18"))
    factor = 1 + cubic
    part = factor - 1
    rest = rest + ((1 - (factor - part)) + (cubic - part))
    c = pair(x, 1.5957691216057308, "-9.969308809110920314576553e-17")
    return times(times((factor, np.where(np.isinf(x), 0, rest)), c), (x, 0))


def squareplus_root(x, b):
    """sqrt(x**2 + b), also where most of x**2 cancels."""
    square, rest = times((x, 0), (x, 0))
    return np.sqrt(square + b + rest)


def selu_scales(x):
    """The scale of selu and its product with alpha."""
    number = x.dtype.type
    return number("1.0507009873554804934193349852946"), number(
        "1.7580993408473768599402175208123193420602458"
    )


def or_nan(result, *parameters):
    """result, but NaN where a parameter is."""
    for parameter in parameters:
        result = np.where(parameter != parameter, parameter, result)
    return result


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
        return logistic_gate(x)


@activation
class hardshrink:
    """0 where abs(x) <= lambd, both ends included, else x."""

    def forward(x, lambd=0.5):
        return or_nan(np.where(np.abs(x) <= lambd, 0, x), lambd)

    def derivative(x, lambd):
        return or_nan(np.where(np.abs(x) <= lambd, 0, 1), lambd)


@activation(numeric=True)
class squared_relu:
    """x**2 where x > 0, else +0."""

    def forward(x):
        return np.where(x > 0, x * x, 0)

    def derivative(x):
        return np.where(x > 0, 2 * x, 0)


@activation
class selu:
    """scale * x where x > 0, else scale * alpha * (exp(x) - 1)."""

    def forward(x):
        scale, scale_alpha = selu_scales(x)
        return np.where(x > 0, scale * x, scale_alpha * np.expm1(x))

    def derivative(x):
        scale, scale_alpha = selu_scales(x)
        return np.where(x > 0, scale, scale_alpha * exp(x))


@activation
class celu:
    """x where x > 0, else alpha * (exp(x / alpha) - 1); x for an infinite alpha."""

    def forward(x, alpha=1.0):
        q, rest = quotient(x, alpha)
        growth = np.where(np.exp(q) == np.inf, np.inf, np.expm1(q) + exp(q) * rest)
        return np.where(x > 0, x, np.where(np.isinf(alpha), x, alpha * growth))

    def derivative(x, alpha):
        return np.where(x > 0, 1, np.where(np.isinf(alpha), 1, exp(*quotient(x, alpha))))


@activation(numeric=True)
class threshold:
    """x where x > threshold, else value."""

    def forward(x, threshold, value):
        return or_nan(np.where(x > threshold, x, value), threshold)

    def derivative(x, threshold, value):
        return or_nan(np.where(x > threshold, 1, 0), threshold)


@activation(numeric=True)
class hardtanh:
    """min(max(x, min_val), max_val)."""

    def forward(x, min_val=-1.0, max_val=1.0):
        raised = np.where(x <= min_val, min_val, x)
        return or_nan(np.where(raised >= max_val, max_val, raised), min_val, max_val)

    def derivative(x, min_val, max_val):
        return or_nan(np.where((x > min_val) & (x < max_val), 1, 0), min_val, max_val)


@activation
class hardsigmoid:
    """min(max(x + 3, 0), 6) / 6."""

    def forward(x):
        return np.clip(x + 3, 0, 6) / 6

    def derivative(x):
        return np.where(np.abs(x) < 3, x.dtype.type(1) / 6, 0)


@activation
class hardswish:
    """x * min(max(x + 3, 0), 6) / 6; -0 at -inf."""

    def forward(x):
        return np.where(x <= -3, -0.0, np.where(x >= 3, x, x * (x + 3) / 6))

    def derivative(x):
        return np.where(np.abs(x) < 3, (2 * x + 3) / 6, x > 0)


@activation
class softshrink:
    """0 where abs(x) <= lambd, both ends included, else x brought nearer to 0 by lambd."""

    def forward(x, lambd=0.5):
        return or_nan(np.where(np.abs(x) <= lambd, 0, np.where(x > 0, x - lambd, x + lambd)), lambd)

    def derivative(x, lambd):
        return or_nan(np.where(np.abs(x) <= lambd, 0, 1), lambd)


@activation
class tanhshrink:
    """x - tanh(x)."""

    def forward(x):
        # The series is that of x cosh(x) - sinh(x); all its terms have one sign.
        series = x**3 / 3 * nested(x**2, [2 * k * (2 * k + 3) for k in range(1, 20)]) / np.cosh(x)
        return np.where(np.abs(x) < 2, series, x - np.tanh(x))

    def derivative(x):
        return np.tanh(x) ** 2


@activation
class softsign:
    """x / (1 + abs(x))."""

    def forward(x):
        return np.where(np.isinf(x), np.sign(x), x / (1 + np.abs(x)))

    def derivative(x):
        return 1 / (1 + np.abs(x)) ** 2


@activation
class softplus:
    """log(1 + exp(beta * x)) / beta; the limit for an infinite beta."""

    def forward(x, beta=1.0):
        z, rest = scaled(x, beta)
        bend = np.log1p(exp(-np.abs(z), np.where(z < 0, rest, -rest))) / beta
        return np.where(z > 0, x, -0.0) + bend

    def derivative(x, beta):
        return logistic(*scaled(x, beta))


@activation
class logsigmoid:
    """-log(1 + exp(-x))."""

    def forward(x):
        return np.where(x < 0, x, -0.0) - np.log1p(exp(-np.abs(x)))

    def derivative(x):
        return logistic(-x)


@activation
class swish:
    """x / (1 + exp(-beta * x)); a zero with the sign of x where the limit of the second factor is 0."""

    def forward(x, beta=1.0):
        gate = logistic(*scaled(x, beta))
        return np.where(gate == 0, np.copysign(0, x), x * gate)

    def derivative(x, beta):
        return logistic_gate(*scaled(x, beta))


@activation
class gelu:
    """x * Phi(x), where Phi is the distribution function of the standard normal; -0 at -inf."""

    def forward(x):
        t = np.minimum(np.abs(x), 1e40)
        tail = gaussian(x) * mills(t)  # Phi(-t)
        return bounded(x) * np.where(x < 0, tail, 1 - tail)

    def derivative(x):
        # f' = Phi(x) + x phi(x); to the left exp(-x**2 / 2) times a difference, and f'(x) + f'(-x) = 1.
        t = np.minimum(np.abs(x), 1e40)
        left = gaussian(x) * (mills(t) - t * x.dtype.type(PHI_0))
        # Near the root the Taylor series about it, from that of phi: q is phi^(n) / n!, phi' = -x phi.
        number = x.dtype.type
        root = number("-0.751791524693564457457904946779524039664471153")
        d = x + number(0.7517915246935645) - number("1.495675917700988327320555e-17")
        q = number("0.300732599896975290740187820305849426980000024")
        q_next, power, near = -root * q, d, 0
        for n in range(30):
            near = near + power * ((n + 2) * q + root * (n + 1) * q_next) / (n + 1)
            q, q_next, power = q_next, (-root * q_next - q) / (n + 2), power * d
        return np.where(np.abs(d) < 0.5, near, np.where(x < 0, left, 1 - left))


@activation
class gelu_tanh:
    """x * (1 + tanh(u)) / 2, where u = sqrt(2 / pi) * (x + 0.044715 x**3); -0 at -inf."""

    def forward(x):
        return bounded(x) * logistic(*twice_u(x))

    def derivative(x):
        # With z = 2u, f' = s(z) s(-z) (1 + exp(z) + x z'). For x < 0 the last factor is its change since its
        # root, a sum of two terms of the same sign, where d = x - root.
        number = x.dtype.type
        z, rest = twice_u(x)
        c, k = number(C), number("0.044715")
        x = np.clip(x, -1e40, 1e4)
        root = number("-0.75246142207101625848795444328891609060539217803763")
        d = x + number(0.7524614220710163) - number("3.635560509207686845016705e-17")
        at_root = number("0.291955211914767134594976833278125805842226171")  # exp(z)
        cubic = k * (x * x + x * root + root * root)
        change = at_root * np.expm1(c * d * (1 + cubic)) + c * d * (1 + 3 * cubic)
        left = logistic(z, rest) * logistic(-z, -rest) * change
        right = logistic(z, rest) * (1 + x * logistic(-z, -rest) * c * (1 + 3 * k * x * x))
        return np.where(x < 0, left, right)


@activation
class quick_gelu:
    """x / (1 + exp(-1.702 x)); -0 at -inf."""

    def forward(x):
        return bounded(x) * logistic(*times((x, 0), pair(x, 1.702, "4.263256414560601115226746e-17")))

    def derivative(x):
        return logistic_gate(*times((x, 0), pair(x, 1.702, "4.263256414560601115226746e-17")))


@activation
class mish:
    """x * tanh(log(1 + exp(x))); -0 at -inf."""

    def forward(x):
        e = exp(-np.abs(x))
        a, b = np.where(x < 0, e * (e + 2), 1 + 2 * e), np.where(x < 0, 2, 2 * e * e)
        return bounded(x) * (a / (a + b))

    def derivative(x):
        # With e = exp(x), f' = e h / (e (e + 2) + 2)**2, where h = 4 (x + 1) + e (4 x + 6 + e (4 + e)). For
        # x < 0 h is its change since its root, a sum of terms of the same sign, where d = x - root.
        number = x.dtype.type
        e = exp(-np.abs(x))
        x = np.clip(x, -1e40, 1e4)
        d = x + number(1.1924312145154952) + number("4.848482984803104554936137e-17")
        at_root = number("0.303482535281528928821436743539643058364490752")  # e
        six = number("1.23027514193801915144964663831704237759725436")  # 6 + 4 root
        h = 4 * d * (1 + e) + at_root * (
            six * np.expm1(d) + at_root * (4 * np.expm1(2 * d) + at_root * np.expm1(3 * d))
        )
        left = e * h / (e * (e + 2) + 2) ** 2
        right = (1 + e * (4 + e * (4 * x + 6 + e * (4 * x + 4)))) / (1 + 2 * e * (1 + e)) ** 2
        return np.where(x < 0, left, right)


@activation
class squareplus:
    """(x + sqrt(x**2 + b)) / 2; max(x, 0) for b = 0; at -inf a zero with the sign of b."""

    def forward(x, b=4.0):
        b, root = b + 0.0, squareplus_root(x, b)
        left = b / (root - x) / 2
        limit = np.where(b == np.inf, b, np.where(x < 0, np.copysign(0, b), x))
        return np.where(np.isinf(root), limit, np.where(x < 0, left, (x + root) / 2))

    def derivative(x, b):
        b, root = b + 0.0, squareplus_root(x, b)
        flat = np.where(b == np.inf, x.dtype.type(0.5), np.where(x < 0, np.copysign(0, b), x > 0))
        left = b / (root * (root - x)) / 2
        return np.where((b == 0) | np.isinf(root), flat, np.where(x < 0, left, (1 + x / root) / 2))


@activation
class sparse_plus:
    """0 where x <= -1, x where x >= 1, else (x + 1)**2 / 4."""

    def forward(x):
        return np.where(x >= 1, x, np.maximum(x + 1, 0) ** 2 / 4)

    def derivative(x):
        return np.clip(x + 1, 0, 2) / 2


@activation
class sparse_sigmoid:
    """min(max(x + 1, 0), 2) / 2."""

    def forward(x):
        return np.clip(x + 1, 0, 2) / 2

    def derivative(x):
        return np.where(np.abs(x) < 1, 0.5, 0)
