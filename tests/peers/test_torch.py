# SPDX-License-Identifier: BSD-3-Clause
"""PyTorch's sample inputs of its activations: our values against its own and against its NumPy references,
our gradients against its own, within the tolerances of torch.testing.assert_close.

Left out are

- a 16-bit dtype where PyTorch or NumPy rounds to it between steps: tanhshrink, references, gradients;
- infinities at which PyTorch gives NaN where there is a limit, and its gradients at NaN, which are numbers;
- of softplus, where PyTorch returns x: above the sample's threshold;
- samples with parameters that we refuse: negative lambd, fractions beside integers.
"""

import ml_dtypes
import numpy as np
import pytest

import relu_native as rn
from relu_native._registry import ops

torch = pytest.importorskip("torch")
methods = pytest.importorskip("torch.testing._internal.common_methods_invocations")

#: The operators that share a name with one of ours; torch.relu, selu, ... are entries of nn.functional, too.
INFOS = {
    name: info
    for info in methods.op_db
    if (name := info.name.rpartition(".")[2]) in rn.activations
    and (info.name.startswith("nn.functional.") or name in ("sigmoid", "tanh"))
    and not info.variant_test_name
}
WIDE = (torch.float32, torch.float64)
NARROW = (torch.float16, torch.bfloat16)
INTEGERS = (torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64)


def cells(*dtypes, having=lambda info: True):
    """The parametrisation by operator and dtype, as far as both of us have it."""
    return pytest.mark.parametrize(
        ("operator", "dtype"),
        [
            pytest.param(name, dtype, id=f"{name}-{dtype}".replace("torch.", ""))
            for name, info in INFOS.items()
            for dtype in dtypes
            if dtype in info.dtypes
            and having(info)
            and (dtype.is_floating_point or ops[name].kind == "numeric")
            and (name, dtype) not in [("tanhshrink", narrow) for narrow in NARROW]
        ],
    )


def array(tensor):
    """The tensor's elements, strides and all."""
    tensor = tensor.detach()
    if tensor.dtype == torch.bfloat16:
        return tensor.view(torch.int16).numpy().view(ml_dtypes.bfloat16)
    return tensor.numpy()


def tensor(array):
    """The other way round; a float16 or bfloat16 is one of torch's."""
    if array.dtype == ml_dtypes.bfloat16:
        return torch.from_numpy(np.array(array).view(np.int16)).view(torch.bfloat16)
    return torch.from_numpy(np.array(array))


def call(name, sample):
    """Our activation with its parameters in a sample; ours never work in place, and softplus is exact."""
    named = dict(sample.kwargs)
    named.pop("inplace", None)
    if name == "gelu":
        return (rn.gelu_tanh if named.get("approximate") == "tanh" else rn.gelu), ()
    if name == "softplus":
        named.pop("threshold", None)
    if name == "prelu":
        (weight,) = map(array, (*sample.args, *named.values()))
        # One for all, or one for each channel of axis 1.
        channels = (-1, *(1,) * (sample.input.ndim - 2)) if weight.size > 1 else ()
        return rn.prelu, (weight.reshape(channels),)
    values = dict(zip(ops[name].parameters, sample.args, strict=False))
    return rn.activations[name], tuple(
        named.get(parameter.name, values.get(parameter, parameter.default))
        for parameter in ops[name].parameters
    )


def samples(name, dtype, **options):
    """The samples whose parameters ours take, with our activation and the parameters."""
    for sample in INFOS[name].reference_inputs("cpu", dtype, **options):
        activation, parameters = call(name, sample)
        fractions = not dtype.is_floating_point and any(value != int(value) for value in parameters)
        if not fractions and not (name == "hardshrink" and parameters[0] < 0):
            yield sample, activation, parameters


def assert_close(ours, theirs, name, sample):
    """The same shape and dtype, and close values but for those that are left out."""
    x = sample.input.detach()
    keep = ~(torch.isinf(x) & torch.isnan(theirs))
    if name == "softplus":
        beta, threshold = (
            sample.kwargs.get(key, default) for key, default in (("beta", 1), ("threshold", 20))
        )
        keep &= ~(x * beta > threshold)
    ours = tensor(ours)
    assert ours.shape == theirs.shape
    torch.testing.assert_close(ours[keep], theirs[keep], equal_nan=True)


def test_every_activation_of_the_same_name_has_samples():
    functions = {name for name in rn.activations if hasattr(torch.nn.functional, name)}
    assert INFOS.keys() == functions | {"sigmoid", "tanh"}


@cells(*WIDE, *NARROW, *INTEGERS)
def test_values(operator, dtype):
    for sample, activation, parameters in samples(operator, dtype):
        for each in (sample, sample.noncontiguous()):
            theirs = INFOS[operator](each.input.clone(), *each.args, **each.kwargs)
            assert_close(activation(array(each.input), *parameters), theirs, operator, each)


@cells(*WIDE, *INTEGERS, having=lambda info: info.ref)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_references(operator, dtype):
    for sample, activation, parameters in samples(operator, dtype):
        x = array(sample.input)
        numpy = sample.numpy()
        theirs = INFOS[operator].ref(x, *numpy.args, **numpy.kwargs).astype(x.dtype)
        assert_close(activation(x, *parameters), tensor(theirs), operator, sample)


@cells(*WIDE)
def test_gradients(operator, dtype):
    for sample, activation, parameters in samples(operator, dtype):
        named = {key: value for key, value in sample.kwargs.items() if key != "inplace"}
        x = sample.input.detach().clone()
        x[torch.isnan(x)] = 0
        x.requires_grad_()
        y = INFOS[operator](x, *sample.args, **named)
        dy = torch.linspace(-2, 2, y.numel(), dtype=dtype).reshape(y.shape)
        (theirs,) = torch.autograd.grad(y, x, dy)
        sample.input = x
        assert_close(activation.backward(array(dy), array(x), *parameters), theirs, operator, sample)
