# SPDX-License-Identifier: BSD-3-Clause
"""The command line: what it prints, what it writes, how it ends."""

import json
import subprocess
import sys

import numpy as np
import pytest

import relu_native as rn
from relu_native import _console, _golden, _verify
from relu_native.__main__ import main


@pytest.fixture(params=["rich", "plain"])
def console(request, monkeypatch):
    """With rich, and as if it were not installed."""
    if request.param == "plain":
        monkeypatch.setattr(_console, "rich", None)


def test_info_names_what_was_built(console, capsys):
    assert main(["info"]) == 0
    out = capsys.readouterr().out
    for word in (rn.isa.current(), *rn.isa.available(), "OpenMP", "compiler", "numpy", *rn.activations):
        assert word in out


def test_info_as_json(capsys, tmp_path):
    assert main(["info", "--json", "-"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert main(["info", "--json", str(tmp_path / "info.json")]) == 0
    assert printed == json.loads((tmp_path / "info.json").read_text())
    assert printed["isa"]["available"] == list(rn.isa.available())
    assert printed["activations"] == list(rn.activations)


def test_module_runs_as_a_program():
    done = subprocess.run(
        [sys.executable, "-m", "relu_native", "info"], capture_output=True, text=True, check=True
    )
    assert rn.isa.current() in done.stdout


def test_every_activation_passes_verify(name, capsys):
    assert main(["verify", name, "--json", "-"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["passed"] and not report["misses"]
    assert [row["isa"] for row in report["rows"]] == list(rn.isa.available())


def test_verify_prints_a_row_for_each_activation_and_isa(console, capsys):
    assert main(["verify", "relu", "tanh", "--dtype", "float16", "--isa", "scalar"]) == 0
    out = capsys.readouterr().out
    assert [line.split()[:2] for line in out.splitlines() if "passed" in line][:2] == [
        ["relu", "scalar"],
        ["tanh", "scalar"],
    ]


def test_verify_finds_a_wrong_digest(console, capsys, monkeypatch):
    golden = _golden.load()
    golden["silu forward float16"] = {"all": ["0" * 32]}
    monkeypatch.setattr(_golden, "load", lambda: golden)
    assert main(["verify", "silu", "--dtype", "float16", "--isa", "scalar"]) == 1
    out = capsys.readouterr().out
    assert "MISS silu forward float16 on scalar, all chunk 0" in out
    assert "nothing differs from the reference" in out


def test_verify_finds_a_wrong_kernel(capsys, monkeypatch):
    """The report names the input whose result is farthest from the reference."""
    call = _verify.call

    def wrong(task, arguments):
        y, *rest = call(task, arguments)
        with np.errstate(all="ignore"):
            return np.where(arguments[-1] == 3, np.nextafter(y, y.dtype.type(2)), y), *rest

    monkeypatch.setattr(_verify, "call", wrong)
    assert main(["verify", "tanh", "--dtype", "float32", "--isa", "scalar", "--json", "-"]) == 1
    misses = json.loads(capsys.readouterr().out)["misses"]
    assert {"digest", "ulp,"} <= {word for miss in misses for word in miss["reason"].split()}
    located = [miss["worst"]["operands"][-1]["value"] for miss in misses if miss["located"]]
    assert located and set(located) == {3}


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["verify", "sillu"], "silu"),
        (["verify", "--dtype", "flaot32"], "float32"),
        (["verify", "--isa", "scaler"], "scalar"),
        (["plot", "rel", "--out", "x.png"], "relu"),
        (["verify", "--json", "no/such/folder/x.json"], "no/such/folder"),
        (["plot", "relu", "--out", "x.nonsense"], "nonsense"),
        (["verfy"], "verify"),
        ([], "verify"),
    ],
    ids=" ".join,
)
def test_usage_errors_end_with_2_and_a_hint(arguments, hint, capsys):
    with pytest.raises(SystemExit) as exit:
        main(arguments)
    assert exit.value.code == 2
    assert hint in capsys.readouterr().err


def test_help_has_examples(capsys):
    for command in ("info", "verify", "plot"):
        with pytest.raises(SystemExit) as exit:
            main([command, "--help"])
        assert exit.value.code == 0
        assert f"python -m relu_native {command}" in capsys.readouterr().out


def test_plot_draws_every_activation(tmp_path):
    assert main(["plot", *rn.activations, "--out", str(tmp_path / "all.png")]) == 0
    assert (tmp_path / "all.png").read_bytes().startswith(b"\x89PNG")


def test_plot_without_matplotlib_says_what_to_install(monkeypatch, capsys):
    monkeypatch.delitem(sys.modules, "relu_native._plot", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert main(["plot", "relu", "--out", "x.png"]) == 1
    assert "pip install" in capsys.readouterr().err
