# SPDX-License-Identifier: BSD-3-Clause
"""The two statements of the mathematics agree, so that the tests may lean on either."""

import mpmath
import numpy as np
import pytest

import samples
from cases import FLOATS, Case, assert_same, outputs
from correct import BRACKET, telling
from oracle import FUNCTIONS, Exact, Format
from relu_native import reference
from relu_native._registry import ops


@pytest.mark.cases(forms=("forward", "derivative"), dtypes=("float64",))
def test_the_bracket_holds(case):
    """In long double the reference is good enough to bracket the exact value, at roots and in tails too."""
    x = telling(case, 300)
    exact = Exact.of(case.name, case.form, case.dtype, (x, *case.defaults))
    assert exact.error(case.reference(x, *case.required)).max() <= 0.5 + 2**-8
    assert BRACKET / 2 > 2**-52


@pytest.mark.cases(forms=("backward",), dtypes=("float64",))
def test_the_reference_of_backward(case):
    x = telling(case, 100)
    dy = samples.moderate(case.dtype, x.size)
    exact = Exact.of(case.name, case.form, case.dtype, (dy, x, *case.defaults))
    assert exact.error(case.reference(dy, x, *case.required)).max() <= 0.5 + 2**-8


@pytest.mark.cases(forms=("forward", "derivative"), dtypes=("float64",), parameters=True)
def test_the_reference_with_array_parameters(case):
    x, *parameters = case.operands(500, sample=samples.moderate)
    exact = Exact.of(case.name, case.form, case.dtype, (x, *parameters))
    assert exact.error(case.reference(x, *parameters)).max() <= 0.5 + 2**-8


def test_the_derivative_is_the_derivative(name):
    """By central differences in 400 bits, where the function is smooth."""
    f, derivative = FUNCTIONS[name]
    case = Case(name, "forward", np.dtype(float))
    with mpmath.workprec(400):
        parameters = [mpmath.mpf(float(p)) for p in case.defaults]
        kinks = [k for k in ops[name].kinks if isinstance(k, float)]
        step = mpmath.mpf(2) ** -60
        for x in np.random.default_rng(5).uniform(-10, 10, 60):
            if any(abs(x - k) < 0.01 for k in kinks):
                continue
            difference = (f(x + step, *parameters) - f(x - step, *parameters)) / (2 * step)
            assert abs(difference - derivative(mpmath.mpf(x), *parameters)) < mpmath.mpf(2) ** -100


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_rounding(dtype):
    """Exact.nearest, Exact.of_wide and reference.rounded are three ways to the same number."""
    to = Format.of(dtype)
    x = samples.telling([lambda x: x], [], dtype, 400)
    x = x[np.abs(x.astype(np.float64)) < to.maximum]
    after = samples.from_ordinal(samples.ordinal(x) + 1, dtype)
    a, b = x.astype(np.longdouble), after.astype(np.longdouble)
    values = np.concatenate(
        [a, (a + b) / 2, (a + b) / 2 * (1 + 2.0**-50), a * 0.7 + b * 0.3, b * (1 - 2.0**-52)]
    )
    if dtype != np.float64:
        values = values.astype(np.float64)
    wide = Exact.of_wide(values.astype(np.longdouble), dtype)
    nearest = [to.nearest(exactly(value)) for value in values]
    np.testing.assert_array_equal(wide.nearest, [n[0] for n in nearest])
    np.testing.assert_allclose(wide.rest, [n[1] for n in nearest], rtol=1e-15)
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(reference.rounded(values, dtype).astype(np.float64), wide.nearest)


def exactly(value):
    """A long double as an mpf."""
    mantissa, exponent = np.frexp(value)
    with mpmath.workprec(128):
        return mpmath.ldexp(mpmath.mpf(int(np.ldexp(mantissa, 113))), int(exponent) - 113)


@pytest.mark.parametrize(("exact", "got", "error"), [
    (1.25, 1.25, 0.0),
    (1.25, np.nextafter(np.float32(1.25), np.float32(2)), 1.0),
    (1.0, np.nextafter(np.float32(1), np.float32(0)), 0.5),
    (0.0, -0.0, 0.0),
    (-1e-60, -0.0, 0.0),
    (-1e-60, 0.0, np.inf),
    (1e39, np.inf, 0.0),
    (1e39, 3.4028235e38, np.inf),
    (1.0, np.nan, np.inf),
    (1.0, np.inf, np.inf),
    (2.0**-149 * 0.75, 0.0, 0.75),
])  # fmt: skip
def test_what_an_error_is(exact, got, error):
    for measure in (
        Exact.of_wide(np.array([exact], np.longdouble), np.float32),
        Exact(*(np.array([part]) for part in Format.of(np.float32).nearest(mpmath.mpf(exact)))),
    ):
        np.testing.assert_allclose(measure.error(np.float32([got])), error, atol=1e-10)


@pytest.mark.cases()
def test_the_reference_takes_every_dtype(case):
    operands = case.operands(50)
    for result in outputs(case.reference(*operands)):
        assert result.dtype == case.dtype


def test_the_reference_refuses_other_dtypes(name):
    for x in (1j, None, "1", np.longdouble(1)):
        with pytest.raises(TypeError):
            reference.activations[name](x, *[1.0] * len(ops[name].parameters))


@pytest.mark.cases(forms=("value_and_derivative",))
def test_the_forms_of_the_reference_agree(case):
    x, *parameters = case.operands(500)
    f, derivative, backward = (
        Case(case.name, form, case.dtype).reference for form in ("forward", "derivative", "backward")
    )
    slope = derivative(x, *parameters)
    assert_same(case.reference(x, *parameters), (f(x, *parameters), slope))
    product = backward(np.ones_like(x), x, *parameters)
    np.testing.assert_array_equal(product.astype(np.float64), slope.astype(np.float64))
