# SPDX-License-Identifier: BSD-3-Clause
"""This library, as a competitor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

import relu_native as rn

from ..problem import Problem, form_of

NAME = "relu_native"
set_threads = rn.set_num_threads


def prepare(entry: object, problem: Problem, outputs: tuple[np.ndarray, ...] | None, threads: int):
    """The activation itself; entry is not needed, for the registry says what there is."""
    function: Callable = form_of(rn.activations[problem.op], problem.form)
    call = partial(function, *problem.inputs, *problem.parameters)
    if outputs is not None:
        call = partial(call, out=outputs if len(outputs) > 1 else outputs[0])
    return call, lambda results: results if isinstance(results, tuple) else (results,)
