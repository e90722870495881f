# SPDX-License-Identifier: BSD-3-Clause
"""JAX: jax.nn under jit, and the gradients that jax.vjp makes of them.

JAX writes to no given output, and starts its threads once: one thread means pinned to one processor."""

from __future__ import annotations

import jax
import numpy as np
from jax import nn
from jax import numpy as jnp

from relu_native._registry import FORMS

from . import Unsupported

jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_enable_x64", True)
# Handing each call to another thread takes longer than a small call itself.
jax.config.update("jax_cpu_enable_async_dispatch", False)
# The client counts the processors it may use when it starts, so it must start before anything is pinned.
jax.devices()

VERSION = jax.__version__


def set_threads(threads: int) -> None:
    """Left to the pinning."""


FORWARD = {
    "relu": nn.relu,
    "relu6": nn.relu6,
    "leaky_relu": nn.leaky_relu,
    "prelu": nn.leaky_relu,
    "elu": nn.elu,
    "sigmoid": nn.sigmoid,
    "tanh": jnp.tanh,
    "silu": nn.silu,
    "squared_relu": lambda x: jnp.square(nn.relu(x)),
    "selu": nn.selu,
    "celu": nn.celu,
    "threshold": lambda x, limit, value: jnp.where(x > limit, x, value),
    "hardtanh": jnp.clip,
    "hardsigmoid": nn.hard_sigmoid,
    "hardswish": nn.hard_swish,
    "hardshrink": lambda x, lambd: jnp.where(abs(x) > lambd, x, 0),
    "softshrink": lambda x, lambd: x - jnp.clip(x, -lambd, lambd),
    "tanhshrink": lambda x: x - jnp.tanh(x),
    "softsign": nn.soft_sign,
    "softplus": lambda x, beta: nn.softplus(x) if beta == 1 else nn.softplus(beta * x) / beta,
    "logsigmoid": nn.log_sigmoid,
    "swish": lambda x, beta: x * nn.sigmoid(beta * x),
    "gelu": lambda x: nn.gelu(x, approximate=False),
    "gelu_tanh": lambda x: nn.gelu(x, approximate=True),
    "quick_gelu": lambda x: x * nn.sigmoid(1.702 * x),
    "mish": nn.mish,
    "squareplus": nn.squareplus,
    "sparse_plus": nn.sparse_plus,
    "sparse_sigmoid": nn.sparse_sigmoid,
}
TABLE = {(op, form): entry for op, entry in FORWARD.items() for form in FORMS}


def with_pullback(f, x, dy):
    """f(x) and dy f'(x)."""
    y, pullback = jax.vjp(f, x)
    return y, pullback(dy)[0]


def prepare(entry, problem, outputs, threads):
    """Compiles the form; a call ends when its result is there."""
    if outputs is not None:
        raise Unsupported("writes to no given output")

    def f(x):
        return entry(x, *problem.parameters)

    form = {
        "forward": lambda x: (f(x),),
        "derivative": lambda x: (with_pullback(f, x, jnp.ones_like(x))[1],),
        "backward": lambda dy, x: (with_pullback(f, x, dy)[1],),
        "value_and_derivative": lambda x: with_pullback(f, x, jnp.ones_like(x)),
    }[problem.form]
    compiled = jax.jit(form)
    operands = [jnp.asarray(each) for each in problem.inputs]

    def call():
        results = compiled(*operands)
        for each in results:
            each.block_until_ready()
        return results

    return call, lambda results: tuple(np.asarray(each) for each in results)
