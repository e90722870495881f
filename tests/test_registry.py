# SPDX-License-Identifier: BSD-3-Clause
"""What every activation says about itself, and that all who must know an op know it."""

import inspect
import math
from types import MappingProxyType

import numpy as np
import pytest

import relu_native as rn
from cases import FLOATS, Case, form_of
from decisions import DECISIONS
from oracle import FUNCTIONS
from relu_native._registry import FORMS, ops


def test_activations_are_the_ops_in_order():
    assert list(rn.activations) == list(ops)
    assert isinstance(rn.activations, MappingProxyType)
    assert all(getattr(rn, name) is activation for name, activation in rn.activations.items())
    assert set(ops) <= set(rn.__all__)


def test_every_op_has_an_oracle_line_and_a_reference_entry():
    assert FUNCTIONS.keys() == ops.keys()
    assert rn.reference.activations.keys() == ops.keys()
    assert DECISIONS.keys() <= ops.keys()


def test_the_reference_has_the_same_parameters(name):
    assert dict(rn.reference.activations[name].parameters) == dict(rn.activations[name].parameters)
    assert getattr(rn.reference, name) is rn.reference.activations[name]
    for function in FUNCTIONS[name]:
        assert len(inspect.signature(function).parameters) == 1 + len(ops[name].parameters)


def test_what_an_activation_says(name):
    activation, op = rn.activations[name], ops[name]
    assert activation.__name__ == name
    assert activation.formula == op.formula
    assert activation.derivative_formula == op.derivative_formula
    assert dict(activation.parameters) == {p.name: p.default for p in op.parameters}
    assert activation.kinks == op.kinks
    assert op.source
    assert op.summary.endswith(".")
    assert op.summary in activation.__doc__
    with pytest.raises(TypeError):
        activation.parameters["x"] = 1.0
    with pytest.raises(TypeError):
        activation.max_ulp[np.float32] = 9.0


PROMISES = {
    "forward": {"float16": 0.5, "bfloat16": 0.5, "float32": 0.5, "float64": 1.0},
    "derivative": {"float16": 0.5, "bfloat16": 0.5, "float32": 0.5, "float64": 1.0},
    "backward": {"float16": 0.51, "bfloat16": 0.51, "float32": 0.5001, "float64": 1.5},
    "value_and_derivative": {"float16": 0.5, "bfloat16": 0.5, "float32": 0.5, "float64": 1.0},
}


@pytest.mark.parametrize("form", FORMS)
def test_the_promise(name, form):
    bounds = form_of(rn.activations[name], form).max_ulp
    assert dict(bounds) == PROMISES[form]
    for dtype in FLOATS:
        assert bounds[dtype] == bounds[dtype.type] == bounds[dtype.name]


@pytest.mark.parametrize("form", FORMS)
def test_signatures(name, form):
    """Positional operands, then the parameters by name with their defaults, as help() shows them."""
    function = form_of(rn.activations[name], form)
    assert function.__doc__
    if not ops[name].parameters:
        return
    signature = inspect.signature(function)
    operands = ["dy", "x"] if form == "backward" else ["x"]
    names = [parameter.name for parameter in ops[name].parameters]
    assert list(signature.parameters)[: len(operands) + len(names)] == operands + names
    for parameter in ops[name].parameters:
        default = signature.parameters[parameter.name].default
        assert default == (inspect.Parameter.empty if parameter.default is None else parameter.default)


def test_required_parameters_must_be_given(name):
    if any(parameter.default is None for parameter in ops[name].parameters):
        with pytest.raises(TypeError, match=ops[name].parameters[0].name):
            rn.activations[name](1.0)
    else:
        assert np.isfinite(rn.activations[name](1.0))


FORBIDDEN = {
    "any": [],
    "nonzero": [0.0, -0.0],
    "nonnegative": [-1.0, float("nan")],
    "not less than the parameter before it": [-2.0],
}


@pytest.mark.parametrize("form", FORMS)
def test_forbidden_scalars_are_refused_by_name(name, form):
    case = Case(name, form, np.dtype(np.float32))
    x = np.ones(3, np.float32)
    plain = [x] * (2 if form == "backward" else 1)
    for parameter in ops[name].parameters:
        for value in FORBIDDEN[parameter.domain]:
            out = tuple(np.full(3, 7, np.float32) for _ in range(case.ufunc.nout))
            required = dict(
                zip((p.name for p in ops[name].parameters if p.default is None), case.required, strict=True)
            )
            with pytest.raises(ValueError, match=parameter.name) as caught:
                case.call(*plain, **required | {parameter.name: value}, out=out)
            assert str(value) in str(caught.value)
            assert all((o == 7).all() for o in out)


def test_formulas_mean_what_the_functions_do(name):
    """The derivative's formula holds the value at kinks, so it is checked there too."""
    op = ops[name]
    case = Case(name, "forward", np.dtype(float))
    named = dict(zip((p.name for p in op.parameters), case.defaults, strict=True))
    x = np.concatenate([np.linspace(-5, 7, 49), [k for k in op.kinks if isinstance(k, float)]])
    for formula, form in ((op.formula, "forward"), (op.derivative_formula, "derivative")):
        got = Case(name, form, np.dtype(float)).call(x, *case.required)
        np.testing.assert_allclose(
            got, [meaning(formula, xi, named) for xi in x.tolist()], rtol=1e-12, atol=1e-15
        )


def meaning(formula, x, parameters):
    """What a formula stands for: Python's arithmetic, ``a where c, else b`` and ``... with name = ...``."""
    scope = vars(math) | {"min": min, "max": max, "abs": abs, "x": x} | parameters
    expression, *definitions = formula.split(" with ")
    for definition in definitions:
        left, right = definition.split(" = ", 1)
        if left.endswith("(x)"):
            scope[left[:-3]] = lambda value, right=right: eval(right, scope | {"x": value})
        else:
            scope[left] = eval(right, scope)
    for alternative in expression.split(", else "):
        value, _, condition = alternative.partition(" where ")
        if not condition or eval(condition, scope):
            return eval(value, scope)
    raise AssertionError(formula)
