# SPDX-License-Identifier: BSD-3-Clause
"""The pure NumPy reference, for what no other NumPy idiom is written down."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

import relu_native as rn

from ..problem import form_of

VERSION = rn.__version__


def set_threads(threads: int) -> None:
    """NumPy's ufuncs run on one thread."""


def prepare(entry, problem, outputs, threads):
    """The reference; a given output is copied to."""
    function: Callable = form_of(rn.reference.activations[problem.op], problem.form)
    call = partial(function, *problem.inputs, *problem.parameters)

    def read(results):
        return results if isinstance(results, tuple) else (results,)

    if outputs is None:
        return call, read

    def into():
        for out, result in zip(outputs, read(call()), strict=True):
            np.copyto(out, result, casting="same_kind")
        return outputs

    return into, read
