# SPDX-License-Identifier: BSD-3-Clause
"""scipy.special: the functions that it has, and idioms that build on them."""

from __future__ import annotations

import math

import numpy as np
import scipy
from scipy.special import expit, log_expit, ndtr

from . import numpy_peer
from .numpy_peer import forms, prepare, set_threads  # noqa: F401  called through this module

VERSION = scipy.__version__


def swish_derivative(x, beta, out):
    """s (1 + beta x (1 - s))."""
    s = expit(x if beta == 1 else beta * x, out)
    return np.multiply(s, 1 + x * (beta * (1 - s)), s)


def gelu_derivative(x, out):
    """Phi(x) + x phi(x)."""
    return np.add(ndtr(x), x * np.exp(-0.5 * x * x) * (1 / math.sqrt(2 * math.pi)), out)


TABLE = forms(
    {
        "sigmoid": (expit, lambda x, out: np.multiply(s := expit(x, out), 1 - s, s)),
        "silu": (
            lambda x, out: np.multiply(x, s := expit(x, out), s),
            lambda x, out: swish_derivative(x, 1, out),
        ),
        "swish": (lambda x, beta, out: np.multiply(x, s := expit(beta * x, out), s), swish_derivative),
        "quick_gelu": (
            lambda x, out: np.multiply(x, s := expit(x * 1.702, out), s),
            lambda x, out: swish_derivative(x, 1.702, out),
        ),
        "gelu": (lambda x, out: np.multiply(x, p := ndtr(x, out), p), gelu_derivative),
        "logsigmoid": (log_expit, lambda x, out: expit(-x, out)),
        "softplus": (numpy_peer.softplus, lambda x, beta, out: expit(x if beta == 1 else beta * x, out)),
    }
)
