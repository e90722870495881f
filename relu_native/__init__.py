# SPDX-License-Identifier: BSD-3-Clause
"""Activation functions for NumPy: vectorised, threaded and correctly rounded.

Every activation without parameters is a NumPy ufunc; the others are callables over one, with defaults. Each
has ``derivative``, ``backward`` and ``value_and_derivative``, and says what it is in ``formula``,
``derivative_formula``, ``parameters``, ``kinks`` and ``max_ulp``. ``activations`` maps their names to them.

>>> import numpy as np, relu_native as rn
>>> rn.relu(np.array([-1.0, 2.0]))
array([0., 2.])
>>> list(rn.activations)[0]
'relu'
"""

import numpy as np

if np.lib.NumpyVersion(np.__version__) < "2.2.0":
    raise ImportError(f"relu_native needs NumPy 2.2, where ufuncs have attributes; this is {np.__version__}")

from relu_native import _caches, isa, reference  # noqa: F401
from relu_native._ufuncs import activations
from relu_native.threads import get_num_threads, num_threads, set_num_threads

__version__ = "0.1.0"
__all__ = [
    "activations",
    "get_num_threads",
    "isa",
    "num_threads",
    "reference",
    "set_num_threads",
    *activations,
]

globals().update(activations)
