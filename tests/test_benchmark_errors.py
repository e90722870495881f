# SPDX-License-Identifier: BSD-3-Clause
"""The errors in ulp that ``python -m benchmarks accuracy`` measures."""

import itertools
import json

import ml_dtypes
import numpy as np
import pytest

from benchmarks import accuracy
from benchmarks.__main__ import main as benchmark
from benchmarks.cells import FLOATS, numpy_dtype
from benchmarks.errors import Question, errors, inputs, lost, worst
from relu_native._registry import ops


@pytest.mark.parametrize("dtype", FLOATS)
def test_errors_are_in_ulp_of_the_exact_value(dtype):
    kind = numpy_dtype(dtype)
    information = ml_dtypes.finfo(kind)
    wide = np.longdouble if dtype == "float64" else np.float64
    tiny, end = wide(information.smallest_subnormal), wide(information.max)
    one, unit = wide(1), wide(information.eps)
    cases = [
        # got, exact, error
        (1, 1 + unit / 4, 0.25),
        (1 + unit, 1, 1),
        (1, 1 - unit / 4, 0.5),  # below 1 an ulp is half as long
        (0, tiny / 2, 0.5),
        (tiny, 0, 1),
        (-0.0, 0, 0),
        (np.inf, end, 1),
        (end, np.inf, 1),
        (np.inf, np.inf, 0),
        (np.nan, np.nan, 0),
        (np.nan, 1, np.inf),
        (np.inf, 1, np.ldexp(one, information.maxexp) / unit - 1 / unit),
    ]
    got, exact, expected = (np.array(column, wide) for column in zip(*cases, strict=True))
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(errors(got.astype(kind), exact, kind), expected)


def test_inputs_reach_every_corner():
    for dtype in ("float16", "bfloat16"):
        assert len(np.unique(inputs("silu", dtype, 1).view(np.uint16))) == 1 << 16
    x = inputs("silu", "float32", 4096)
    root = np.float32(-1.2784645)  # of the derivative
    points = [np.float32(0), np.float32(1e-45), np.nextafter(root, np.float32(0)), root]
    assert np.isin(points, x).all()
    (shrink,) = ops["hardshrink"].parameters
    assert np.nextafter(shrink.default, 1) in inputs("hardshrink", "float64", 4096)


def test_the_worst_input_and_what_is_kept_apart():
    """Subnormal numbers are, and infinities."""
    x = np.array([-3, 0, 1, 2, 1e-40, np.inf], np.float32)
    question = Question("relu", "forward", x, np.ones_like(x))
    exact = question.exact()
    np.testing.assert_array_equal(exact, np.maximum(x.astype(float), 0))
    got = exact.astype(np.float32)
    assert worst(question, got, exact)["ulp"] == 0
    got[3] += 2 * np.spacing(got[3])
    found = worst(question, got, exact)
    assert (found["ulp"], found["at"], found["infinities_wrong"]) == (2, [2], False)
    assert accuracy.number(found) == "2" and accuracy.place(found) == "2"
    got[4:] = 0
    found = worst(question, got, exact)
    assert found["ulp"] == 2 and found["subnormal_ulp"] > 16 and found["infinities_wrong"]
    assert accuracy.number(found) == "2 si"
    got[2] = 0
    found = worst(question, got, exact)
    assert found["ulp"] > lost(x.dtype) and found["lost_at"] == 1
    assert accuracy.number(found) == "lost at 1"


def test_what_is_far_off_only_near_a_root_of_the_derivative_is_kept_apart():
    x = np.linspace(-4, 4, 2001, dtype=np.float32)
    for form in ("derivative", "backward"):
        question = Question("silu", form, x, np.where(np.arange(2001) % 2, 1, -1).astype(np.float32))
        exact = question.exact()
        got = (exact + 2.0**-24).astype(np.float32)
        found = worst(question, got, exact)
        assert found["root_ulp"] > 100 > 20 > found["ulp"] and abs(found["at"][-1] + 1.278) > 0.3
        assert accuracy.number(found).endswith(" r")
        got[-1] = 0
        assert "root_ulp" not in worst(question, got, exact)
    assert "root_ulp" not in worst(Question("silu", "forward", x, x), got, exact)


def test_a_derivative_is_not_asked_for_at_a_kink():
    x = np.array([-0.5, 0.5, 2], np.float32)
    question = Question("hardshrink", "derivative", x, np.ones_like(x))
    assert worst(question, np.ones_like(x), question.exact())["ulp"] == 0


def test_accuracy_prints_a_table(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(accuracy, "QUICK", {"float32": 4096})
    monkeypatch.setattr(accuracy, "IN_BIN", 8)
    files = tmp_path / "errors.json", tmp_path / "errors.png"
    chosen = ["--op", "relu,silu", "--form", "forward,backward", "--dtype", "float32", "--peers", "numpy"]
    written = ["--json", str(files[0]), "--picture", str(files[1])]
    assert benchmark(["accuracy", "--quick", "--inputs", *chosen, *written]) == 0
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in capsys.readouterr().out.splitlines()
        if line.startswith("|")
    ]
    assert ["op", "relu_native", "numpy"] in rows
    assert ["relu", "0", "0"] in rows
    assert any(row[:2] == ["silu", "0.5"] and row[2].startswith("lost at -") for row in rows)
    records = json.loads(files[0].read_text())["records"]
    assert [(each["op"], each["form"]) for each in records] == [
        *itertools.product(("relu", "silu"), ("forward",)),
        *itertools.product(("relu", "silu"), ("backward",)),
    ]
    assert all(each["errors"]["relu_native"]["ulp"] <= 0.5001 for each in records)
    assert files[1].stat().st_size > 1000


def test_accuracy_fails_if_ours_is_worse_than_promised(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(accuracy, "QUICK", {"float32": 4096})
    monkeypatch.setattr(Question, "exact", lambda self: np.full(self.x.shape, 1.5))
    assert benchmark(["accuracy", "--quick", "--op", "relu", "--dtype", "float32", "--peers", "none"]) == 1
    assert "WORSE THAN PROMISED" in capsys.readouterr().out
