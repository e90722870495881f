# SPDX-License-Identifier: BSD-3-Clause
"""The judge of float64: its numbers agree with the oracle's, and it finds what is wrong."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

import samples
from cases import Case
from correct import telling
from mpfr import __main__ as command
from mpfr import judge, points
from mpfr.exact import exact
from oracle import Exact

COUNT = 60


def agrees(case, operands):
    """MPFR gives what mpmath gives."""
    by_mpfr = exact(case.name, case.form, operands)
    by_mpmath = Exact.of(case.name, case.form, case.dtype, operands)
    np.testing.assert_array_equal(np.isfinite(by_mpfr.nearest), np.isfinite(by_mpmath.nearest))
    # A tie may be decided by what MPFR does not see: then the neighbours' errors are alike.
    error = np.maximum(by_mpmath.error(by_mpfr.nearest), by_mpfr.error(by_mpmath.nearest))
    rest = np.maximum(np.abs(by_mpfr.rest), np.abs(by_mpmath.rest))
    np.testing.assert_allclose(error, rest, rtol=0, atol=judge.TOLD)
    vanished = by_mpfr.nearest == 0
    np.testing.assert_array_equal(np.sign(by_mpfr.rest[vanished]), np.sign(by_mpmath.rest[vanished]))
    # What is 1 with some bits may be less than 1 with more.
    told = np.abs(np.frexp(by_mpfr.nearest)[0]) != 0.5
    np.testing.assert_array_equal(by_mpfr.place[told], by_mpmath.place[told])


@pytest.mark.cases(forms=("forward", "derivative"), dtypes=("float64",))
def test_agrees_with_the_oracle(case):
    x = telling(case, COUNT)
    agrees(case, [np.random.default_rng(0).permutation(x)[:COUNT], *map(float, case.defaults)])


@pytest.mark.cases(forms=("forward", "derivative", "backward"), dtypes=("float64",), parameters=True)
def test_agrees_with_the_oracle_on_arrays(case):
    agrees(case, points.finite(case.operands(COUNT)))


@dataclass
class Flawed:
    """A case whose results are two floats off at a few x in a row."""

    case: Case
    x: float

    def __getattr__(self, name):
        return getattr(self.case, name)

    def call(self, *operands):
        got, x = self.case.call(*operands), operands[self.case.form == "backward"]
        flawed = np.abs(samples.ordinal(x) - samples.ordinal(np.array(self.x))) < 100
        return np.where(flawed, points.moved(got, 2), got)


@pytest.mark.parametrize("form", ["forward", "derivative", "backward"])
def test_neighbours_of_bad_inputs_are_judged(form):
    """One of the 200 bad inputs leads to the others."""
    case = Flawed(Case("silu", form, points.DTYPE), -1.7)
    x = np.append(np.linspace(-9, 9, 1000), -1.7)
    operands = [x] if form != "backward" else [np.ones_like(x), x]
    done = []
    found = judge.judged(SimpleNamespace(map=map), case, operands, done.append)
    assert sum(done) == found.error.size
    assert np.count_nonzero(found.error > 1.4) > 100
    assert 1.4 < found.error.max() < 2.6


@pytest.mark.cases(forms=("forward",), dtypes=("float64",), kinds=True)
def test_points_are_everywhere_and_at_landmarks(case):
    x, *_ = points.plain(case, seed=0)
    assert x.size == np.unique(x).size > 1_000_000
    assert np.isfinite(x).all()
    for sign in (x[x > 0], x[x < 0]):
        exponents = np.frexp(sign)[1]
        assert set(range(exponents.min(), exponents.max())) <= set(exponents)
        assert (exponents.min(), exponents.max()) == (-1073, 1024)
    marks = np.concatenate([points.landmarks(case), [k for k in case.op.kinks if isinstance(k, float)]])
    for n in samples.ordinal(marks):
        near = np.abs(samples.ordinal(x) - n) < points.AROUND // 4
        assert np.count_nonzero(near) > 0.95 * min(points.AROUND // 2, samples.infinity(case.dtype) - abs(n))


@pytest.mark.cases(forms=("backward",), dtypes=("float64",), parameters=True)
def test_operands_of_a_form(case):
    for kind in (points.plain, points.arrays):
        operands = kind(case, seed=0)
        assert len(operands) == 2 + len(case.op.parameters)
        assert operands[0].size == operands[1].size >= points.PAIRS
        assert {np.shape(p) for p in operands[2:]} == {() if kind is points.plain else operands[0].shape}


def test_command(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["mpfr", "hardtanh", "--form", "derivative", "--every", "5000"])
    assert command.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("hardtanh derivative: ")
    assert lines[2].startswith("hardtanh derivative, arrays: ")
    assert lines[-1].split() == ["hardtanh", "0", "0"]


def test_command_fails_above_the_promise(monkeypatch, capsys):
    monkeypatch.setattr(command, "promise", lambda case, kind: 0.25)
    monkeypatch.setattr("sys.argv", ["mpfr", "softsign", "--form", "forward", "--every", "5000"])
    assert command.main() == 1
    assert "above the promise of 0.25 ulp" in capsys.readouterr().out
