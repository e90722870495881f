# SPDX-License-Identifier: BSD-3-Clause
"""PyTorch: the functions of torch.nn.functional, and the ATen operators that autograd calls for gradients, or
autograd itself where these are several.

sigmoid and tanh go backward from the saved output y, as in autograd; it is computed beforehand."""

from __future__ import annotations

from functools import partial

import numpy as np
import torch
from torch.nn import functional

VERSION = torch.__version__
set_threads = torch.set_num_threads
torch.set_grad_enabled(False)
FROM_OUTPUT = {("sigmoid", "backward"), ("tanh", "backward")}

nn = torch._C._nn  # the functions behind torch.nn.functional, which take out=
aten = torch.ops.aten
LAMBDA, ALPHA = 1.0507009873554805, 1.6732632423543772


def fresh(function):
    """A function that has no out=."""

    def call(*operands, out):
        if out is not None:
            raise NotImplementedError("writes to no given output")
        return function(*operands)

    return call


def gradient(name, *order):
    """The ATen operator name with its arguments in order: dy, x, y, p, r by name, anything else as it is."""
    operator = getattr(aten, name)

    def call(named, out):
        operands = [named.get(each, each) if isinstance(each, str) else each for each in order]
        if out is None:
            return partial(operator.default, *operands)
        return partial(operator.grad_input, *operands, grad_input=out)

    return call


FORWARD = {
    "relu": lambda x, out: torch.relu(x) if out is None else torch.clamp_min(x, 0, out=out),
    "relu6": lambda x, out: nn.hardtanh(x, 0.0, 6.0, out=out),
    "leaky_relu": lambda x, slope, out: nn.leaky_relu(x, slope, out=out),
    "prelu": lambda x, weight, out: nn.leaky_relu(x, weight, out=out),
    "elu": lambda x, alpha, out: nn.elu(x, alpha, out=out),
    "sigmoid": lambda x, out: torch.sigmoid(x, out=out),
    "tanh": lambda x, out: torch.tanh(x, out=out),
    "silu": lambda x, out: nn.silu(x, out=out),
    "squared_relu": lambda x, out: torch.square(t := torch.clamp_min(x, 0, out=out), out=t),
    "selu": lambda x, out: torch.selu(x) if out is None else nn.elu(x, ALPHA, LAMBDA, out=out),
    "celu": lambda x, alpha, out: (
        torch.celu(x, alpha) if out is None else nn.elu(x, alpha, 1, 1 / alpha, out=out)
    ),
    "threshold": lambda x, limit, value, out: torch.threshold(x, limit, value, out=out),
    "hardtanh": lambda x, low, high, out: nn.hardtanh(x, low, high, out=out),
    "hardsigmoid": lambda x, out: nn.hardsigmoid(x, out=out),
    "hardswish": fresh(functional.hardswish),
    "hardshrink": fresh(functional.hardshrink),
    "softshrink": lambda x, lambd, out: nn.softshrink(x, lambd, out=out),
    "tanhshrink": fresh(functional.tanhshrink),
    "softsign": fresh(functional.softsign),
    "softplus": lambda x, beta, out: nn.softplus(x, beta, out=out),
    "logsigmoid": lambda x, out: nn.log_sigmoid(x, out=out),
    "swish": fresh(lambda x, beta: nn.silu(x) if beta == 1 else x * torch.sigmoid(beta * x)),
    "gelu": lambda x, out: nn.gelu(x, out=out),
    "gelu_tanh": lambda x, out: nn.gelu(x, approximate="tanh", out=out),
    "quick_gelu": fresh(lambda x: x * torch.sigmoid(1.702 * x)),
    "mish": fresh(functional.mish),
}
BACKWARD = {
    "relu": gradient("threshold_backward", "dy", "x", 0),
    "relu6": gradient("hardtanh_backward", "dy", "x", 0.0, 6.0),
    "leaky_relu": gradient("leaky_relu_backward", "dy", "x", "p", False),
    "prelu": gradient("leaky_relu_backward", "dy", "x", "p", False),
    "elu": gradient("elu_backward", "dy", "p", 1, 1, False, "x"),
    "sigmoid": gradient("sigmoid_backward", "dy", "y"),
    "tanh": gradient("tanh_backward", "dy", "y"),
    "silu": gradient("silu_backward", "dy", "x"),
    "selu": gradient("elu_backward", "dy", ALPHA, LAMBDA, 1, False, "x"),
    "celu": lambda named, out: gradient("elu_backward", "dy", "p", 1, 1 / named["p"], False, "x")(named, out),
    "threshold": gradient("threshold_backward", "dy", "x", "p"),
    "hardtanh": gradient("hardtanh_backward", "dy", "x", "p", "r"),
    "hardsigmoid": gradient("hardsigmoid_backward", "dy", "x"),
    "hardswish": gradient("hardswish_backward", "dy", "x"),
    "hardshrink": gradient("hardshrink_backward", "dy", "x", "p"),
    "softshrink": gradient("softshrink_backward", "dy", "x", "p"),
    "softplus": gradient("softplus_backward", "dy", "x", "p", 20),
    "logsigmoid": gradient("log_sigmoid_backward", "dy", "x", "buffer"),
    "gelu": gradient("gelu_backward", "dy", "x"),
    "gelu_tanh": lambda named, out: partial(
        aten.gelu_backward.default if out is None else aten.gelu_backward.grad_input,
        named["dy"],
        named["x"],
        approximate="tanh",
        **({} if out is None else {"grad_input": out}),
    ),
    "mish": gradient("mish_backward", "dy", "x"),
}


def autograd(function):
    """The gradient of a function that is made up of several, from the graph of its forward pass."""

    def call(named, out):
        if out is not None:
            raise NotImplementedError("writes to no given output")
        with torch.enable_grad():
            x = named["x"].detach().requires_grad_()
            y = function(x, *(named[name] for name in "pr" if name in named))
        return partial(lambda dy: torch.autograd.grad(y, x, dy, retain_graph=True)[0], named["dy"])

    return call


COMPOSED = {
    "squared_relu": autograd(lambda x: torch.square(torch.relu(x))),
    "tanhshrink": autograd(functional.tanhshrink),
    "softsign": autograd(functional.softsign),
    "swish": autograd(lambda x, beta: functional.silu(x) if beta == 1 else x * torch.sigmoid(beta * x)),
    "quick_gelu": autograd(lambda x: x * torch.sigmoid(1.702 * x)),
}
TABLE = {(op, "forward"): entry for op, entry in FORWARD.items()}
for form in ("derivative", "backward", "value_and_derivative"):
    TABLE |= {(op, form): entry for op, entry in BACKWARD.items()}
for form in ("derivative", "backward"):
    TABLE |= {(op, form): entry for op, entry in COMPOSED.items()}


def tensor(array: np.ndarray) -> torch.Tensor:
    """A tensor on the same memory."""
    if array.dtype.name == "bfloat16":
        return torch.from_numpy(array.view(np.int16)).view(torch.bfloat16)
    return torch.from_numpy(array)


def prepare(entry, problem, outputs, threads):
    """Calls on tensors that share the arrays' memory; a derivative is the gradient of dy = 1."""

    def read(results):
        wide = [each.to(torch.float64) for each in (results if isinstance(results, tuple) else (results,))]
        return tuple(each.numpy() for each in wide)

    x = tensor(problem.x)
    named = dict(zip("pr", problem.parameters, strict=False)) | {"x": x, "dy": torch.ones_like(x)}
    targets = [tensor(out) for out in outputs] if outputs else [None, None]
    if problem.form == "forward":
        return partial(entry, x, *problem.parameters, out=targets[0]), read

    value = partial(FORWARD[problem.op], x, *problem.parameters)
    if problem.op == "logsigmoid":
        named["buffer"] = torch.exp(-abs(x))
    if problem.form == "backward":
        named |= {"dy": tensor(problem.dy), "y": value(out=None)}
        return entry(named, targets[0]), read
    needs_value = (problem.op, "backward") in FROM_OUTPUT
    if problem.form == "derivative":
        if not needs_value:
            return entry(named, targets[0]), read
        return lambda: entry(named | {"y": value(out=None)}, targets[0])(), read

    def both():
        y = value(out=targets[0])
        return y, entry(named | {"y": y}, targets[1])()

    return both, read
