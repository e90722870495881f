# SPDX-License-Identifier: BSD-3-Clause
"""JAX: its values and gradients against ours within the tolerances of jax.test_util, and the points that the
tests of jax.nn ask for."""

from math import inf, nan

import ml_dtypes
import numpy as np
import pytest

import relu_native as rn
from benchmarks.errors import Question, kinks
from benchmarks.peers import ours
from cases import assert_same

pytest.importorskip("jax")
jax_peer = pytest.importorskip("benchmarks.peers.jax_peer")
jax_tolerance = pytest.importorskip("jax._src.public_test_util").tolerance
stats = pytest.importorskip("scipy.stats")

#: Below these x JAX subtracts numbers that are nearly the same: x + sqrt(x**2 + b), 1 + tanh(u).
CANCELS = {"squareplus": 0, "gelu_tanh": -3}

FLOATS = (np.float16, ml_dtypes.bfloat16, np.float32, np.float64)


def numbers(dtype):
    """Of both signs: no subnormals, which JAX flushes, and none whose cube, in gelu_tanh, overflows."""
    magnitudes = np.concatenate([np.linspace(0, 30, 3001), np.geomspace(1e-30, 1e10, 2001)])
    return np.concatenate([magnitudes, -magnitudes]).astype(dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("op", jax_peer.FORWARD)
def test_values(op, dtype):
    x = numbers(dtype)
    question = Question(op, "forward", x[x >= CANCELS.get(op, -inf)], None)
    tolerance = jax_tolerance(dtype)
    np.testing.assert_allclose(
        question.answer(ours, 1), question.answer(jax_peer, 1), rtol=tolerance, atol=tolerance
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("op", jax_peer.FORWARD)
def test_derivatives(op, dtype):
    """But for the kinks, each a matter of convention; the tolerance is that of float64's gradients in JAX."""
    x = numbers(dtype)
    x = x[~np.isin(x, kinks(Question(op, "derivative", x, None)))]
    question = Question(op, "derivative", x, None)
    np.testing.assert_allclose(question.answer(ours, 1), question.answer(jax_peer, 1), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(
    ("function", "x", "y"),
    [
        (rn.softplus, 0, np.log(2)),
        (rn.softplus, 89, 89),
        (rn.softplus.derivative, 0, 0.5),
        (rn.softplus.derivative, inf, 1),
        (rn.softplus.derivative, -inf, 0),
        (rn.softplus.derivative, nan, nan),
        (rn.sparse_plus, 89, 89),
        (rn.sparse_plus.derivative, -2, 0),
        (rn.sparse_plus.derivative, 0, 0.5),
        (rn.sparse_plus.derivative, 2, 1),
        (rn.sparse_sigmoid, -2, 0),
        (rn.sparse_sigmoid, 0, 0.5),
        (rn.sparse_sigmoid, 2, 1),
        (rn.squareplus, 0, 1),
        (rn.squareplus, 1e3, (1e3 + np.sqrt(1e6 + 4)) / 2),
        (rn.squareplus.derivative, 0, 0.5),
        (rn.squareplus.derivative, -inf, 0),
        (rn.squareplus.derivative, nan, nan),
        (rn.mish, 0, 0),
        (rn.mish, 1e3, 1e3),
        (rn.mish.derivative, 0, 0.6),
        (rn.mish.derivative, -inf, -0.0),
        (rn.mish.derivative, nan, nan),
        (rn.relu.derivative, -1, 0),
        (rn.relu.derivative, 0, 0),
        (rn.relu.derivative, 1, 1),
        (rn.relu6.derivative, -1, 0),
        (rn.relu6.derivative, 0, 0),
        (rn.relu6.derivative, 1, 1),
        (rn.relu6.derivative, 6, 0),
        (rn.elu, 1e4, 1e4),
        (rn.elu.derivative, 1e4, 1),
    ],
)
def test_points(function, x, y, dtype):
    """Where JAX's tests allow a tolerance, ours give the nearest number."""
    assert_same(function(dtype(x)), np.asarray(y, dtype))


@pytest.mark.parametrize(("gelu", "atol"), [(rn.gelu, 0), (rn.gelu_tanh, 1e-3)])
def test_gelu_is_the_normal_distribution(gelu, atol):
    x = np.linspace(-12, 5, 10_000, dtype=np.float32)
    np.testing.assert_allclose(gelu(x), x * stats.norm.cdf(x), rtol=2e-5, atol=atol)


@pytest.mark.parametrize("gelu", [rn.gelu, rn.gelu_tanh])
def test_gelu_of_an_integer(gelu):
    assert gelu(-1) == gelu(-1.0)
