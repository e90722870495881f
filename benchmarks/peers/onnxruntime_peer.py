# SPDX-License-Identifier: BSD-3-Clause
"""ONNX Runtime: a graph of one node, or of the few that make up the function. It has no gradients."""

from __future__ import annotations

import numpy as np
import onnxruntime
from onnx import TensorProto, helper

VERSION = onnxruntime.__version__
TYPES = {"float16": TensorProto.FLOAT16, "float32": TensorProto.FLOAT, "float64": TensorProto.DOUBLE}
onnxruntime.set_default_logger_severity(4)


def set_threads(threads: int) -> None:
    """A session has its own threads."""


def node(kind, inputs="x", output="y", **attributes):
    """One node; inputs are separated by spaces."""
    return helper.make_node(kind, inputs.split(), [output], **attributes)


# op -> the nodes, and the constants they read, given the parameters.
GRAPHS = {
    "relu": lambda: ([node("Relu")], {}),
    "relu6": lambda: ([node("Clip", "x low high")], {"low": 0, "high": 6}),
    "leaky_relu": lambda slope: ([node("LeakyRelu", alpha=slope)], {}),
    "prelu": lambda weight: ([node("PRelu", "x weight")], {"weight": weight}),
    "elu": lambda alpha: ([node("Elu", alpha=alpha)], {}),
    "sigmoid": lambda: ([node("Sigmoid")], {}),
    "tanh": lambda: ([node("Tanh")], {}),
    "silu": lambda: ([node("Sigmoid", output="s"), node("Mul", "x s")], {}),
    "squared_relu": lambda: ([node("Relu", output="r"), node("Mul", "r r")], {}),
    "selu": lambda: ([node("Selu")], {}),
    "celu": lambda alpha: ([node("Celu", alpha=alpha)], {}),
    "hardtanh": lambda low, high: ([node("Clip", "x low high")], {"low": low, "high": high}),
    "hardsigmoid": lambda: ([node("HardSigmoid", alpha=1 / 6, beta=0.5)], {}),
    "hardswish": lambda: ([node("HardSwish")], {}),
    "hardshrink": lambda lambd: ([node("Shrink", lambd=lambd)], {}),
    "softshrink": lambda lambd: ([node("Shrink", lambd=lambd, bias=lambd)], {}),
    "tanhshrink": lambda: ([node("Tanh", output="t"), node("Sub", "x t")], {}),
    "softsign": lambda: ([node("Softsign")], {}),
    "softplus": lambda beta: (
        ([node("Softplus")], {})
        if beta == 1
        else (
            [node("Mul", "x beta", "z"), node("Softplus", "z", "s"), node("Div", "s beta")],
            {"beta": beta},
        )
    ),
    "logsigmoid": lambda: (
        [node("Neg", output="z"), node("Softplus", "z", "s"), node("Neg", "s")],
        {},
    ),
    "swish": lambda beta: (
        [node("Mul", "x beta", "z"), node("Sigmoid", "z", "s"), node("Mul", "x s")],
        {"beta": beta},
    ),
    "gelu": lambda: ([node("Gelu")], {}),
    "gelu_tanh": lambda: ([node("Gelu", approximate="tanh")], {}),
    "quick_gelu": lambda: (
        [node("Mul", "x beta", "z"), node("Sigmoid", "z", "s"), node("Mul", "x s")],
        {"beta": 1.702},
    ),
    "mish": lambda: ([node("Mish")], {}),
}
TABLE = {(op, "forward"): graph for op, graph in GRAPHS.items()}


def session(graph, problem, threads: int) -> onnxruntime.InferenceSession:
    """A session of the graph on vectors of the problem's dtype."""
    kind = TYPES[problem.dtype.name]
    nodes, constants = graph(*problem.parameters)
    values = [helper.make_tensor(name, kind, [], [value]) for name, value in constants.items()]
    ends = [[helper.make_tensor_value_info(name, kind, [problem.x.size])] for name in "xy"]
    model = helper.make_model(
        helper.make_graph(nodes, problem.op, *ends, initializer=values),
        opset_imports=[helper.make_opsetid("", 20)],
        ir_version=9,
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def prepare(entry, problem, outputs, threads):
    """Runs a session; a given output is bound beforehand."""
    run = session(entry, problem, threads)
    if outputs is None:
        feed = {"x": problem.x}
        return lambda: run.run(None, feed), tuple
    binding = run.io_binding()
    place = {
        "device_type": "cpu",
        "device_id": 0,
        "element_type": problem.dtype.type,
        "shape": problem.x.shape,
    }
    binding.bind_input("x", buffer_ptr=problem.x.ctypes.data, **place)
    binding.bind_output("y", buffer_ptr=outputs[0].ctypes.data, **place)
    return lambda: run.run_with_iobinding(binding), lambda _: (np.array(outputs[0]),)
