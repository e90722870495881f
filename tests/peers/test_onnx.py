# SPDX-License-Identifier: BSD-3-Clause
"""The ONNX backend tests in which an activation occurs, run by onnx's reference evaluator with our calls in
the place of its own: single nodes, what operators expand into, and models converted from PyTorch.

Attributes for which our function has no parameter are the reason why a test is skipped.
"""

from pathlib import Path

import numpy as np
import pytest

import relu_native as rn

onnx = pytest.importorskip("onnx")
backend = pytest.importorskip("onnx.backend.test")
loader = pytest.importorskip("onnx.backend.test.loader")
reference = pytest.importorskip("onnx.reference")
op_run = pytest.importorskip("onnx.reference.op_run")


def left_out(operator, **attributes):
    """ONNX has attributes here that our function has no parameters for."""
    values = ", ".join(f"{name}={value:.6g}" for name, value in attributes.items())
    pytest.skip(f"{operator} with {values} is no activation of ours")


def hard_sigmoid(x, alpha, beta):
    """Ours has the slope 1/6 of PyTorch and of HardSwish; the default here is 0.2."""
    if (alpha, beta) != (np.float32(1 / 6), 0.5):
        left_out("HardSigmoid", alpha=alpha, beta=beta)
    return rn.hardsigmoid(x)


def selu(x, alpha, gamma):
    """Ours has the constants of the paper, which are the defaults."""
    if (alpha, gamma) != (np.float32(1.6732632423543772), np.float32(1.0507009873554805)):
        left_out("Selu", alpha=alpha, gamma=gamma)
    return rn.selu(x)


def shrink(x, bias, lambd):
    """Hard without a bias, soft with the bias lambd."""
    if bias not in (0, lambd):
        left_out("Shrink", bias=bias, lambd=lambd)
    return (rn.softshrink if bias else rn.hardshrink)(x, lambd)


def prelu(x, slope):
    """Up to version 6 a slope with one dimension belonged to the channels, axis 1."""
    if slope.shape == x.shape[1:2] != x.shape[-1:]:
        slope = slope.reshape(-1, *(1,) * (x.ndim - 2))
    return rn.prelu(x, slope)


def clip(x, low=None, high=None, **attributes):
    """The bounds are operands, or attributes up to version 6; one that is absent is no bound.

    The ufunc, because max < min is allowed."""
    everything = np.iinfo(x.dtype) if x.dtype.kind in "iu" else np.finfo(x.dtype)
    low = attributes.get("min", everything.min) if low is None else low
    high = attributes.get("max", everything.max) if high is None else high
    return rn.hardtanh.ufunc(x, x.dtype.type(low), x.dtype.type(high))


#: ONNX operator -> our call with the operator's inputs and attributes.
CALLS = {
    "Celu": lambda x, alpha: rn.celu(x, alpha),
    "Clip": clip,
    "Elu": lambda x, alpha: rn.elu(x, alpha),
    "Gelu": lambda x, approximate: {"none": rn.gelu, "tanh": rn.gelu_tanh}[approximate](x),
    "HardSigmoid": hard_sigmoid,
    "HardSwish": rn.hardswish,
    "LeakyRelu": lambda x, alpha: rn.leaky_relu(x, alpha),
    "Mish": rn.mish,
    "PRelu": prelu,
    "Relu": rn.relu,
    "Selu": selu,
    "Shrink": shrink,
    "Sigmoid": rn.sigmoid,
    "Softplus": rn.softplus,
    "Softsign": rn.softsign,
    "Swish": lambda x, alpha: rn.swish(x, alpha),
    "Tanh": rn.tanh,
    "ThresholdedRelu": lambda x, alpha: rn.threshold(x, alpha, 0),
}


def implementation(name, call):
    """The operator as a class of the evaluator's; float attributes are Python numbers, of no dtype."""

    def run(self, *inputs, **attributes):
        numbers = (np.floating, np.integer)
        attributes = {
            key: value.item() if isinstance(value, numbers) else value for key, value in attributes.items()
        }
        return (call(*inputs, **attributes),)

    return type(name, (op_run.OpRun,), {"_run": run})


OURS = [implementation(name, call) for name, call in CALLS.items()]


def selected():
    """The tests with one of the operators, but those with a loop, whose outputs the evaluator itself gives
    another shape than the test wants."""
    found = []
    for kind in ("node", "pytorch-converted", "pytorch-operator"):
        for example in loader.load_model_tests(kind=kind):
            model = example.model or onnx.load(Path(example.model_dir, "model.onnx"))
            names = {node.op_type for node in model.graph.node}
            if CALLS.keys() & names and "Loop" not in names:
                found.append(pytest.param(example, model, id=example.name))
    return found


SELECTED = selected()


def tensors(folder, kind):
    """The inputs or outputs that a folder holds."""
    files = sorted(folder.glob(f"{kind}_*.pb"), key=lambda file: int(file.stem.rpartition("_")[2]))
    return [onnx.numpy_helper.to_array(onnx.load_tensor(file)) for file in files]


def data_sets(example):
    """Pairs of inputs and outputs: a node's test has them, a model's has them in its folder."""
    if example.data_sets is not None:
        return example.data_sets
    folders = sorted(Path(example.model_dir).glob("test_data_set_*"))
    return [(tensors(folder, "input"), tensors(folder, "output")) for folder in folders]


def test_every_operator_occurs():
    nodes = [node.op_type for parameters in SELECTED for node in parameters.values[1].graph.node]
    assert CALLS.keys() <= set(nodes)


@pytest.mark.parametrize(("example", "model"), SELECTED)
def test_backend(example, model):
    evaluator = reference.ReferenceEvaluator(model, new_ops=OURS)
    for inputs, outputs in data_sets(example):
        # What has an initial value is an input, too, in an old model.
        got = evaluator.run(None, dict(zip(evaluator.input_names, inputs, strict=False)))
        # The suite allows 1e-3 everywhere, which is what a 16-bit dtype needs.
        narrow = any(array.dtype.itemsize < 4 for array in outputs)
        rtol = example.rtol if narrow else 2e-6
        backend.BackendTest.assert_similar_outputs(outputs, got, rtol=rtol, atol=example.atol)
