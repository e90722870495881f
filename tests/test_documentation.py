# SPDX-License-Identifier: BSD-3-Clause
"""The examples in docstrings and in the README run."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import numpy as np
import pytest

import relu_native as rn
from cases import form_of
from relu_native._registry import FORMS

README = Path(__file__).parents[1] / "README.md"
MODULES = sorted(
    module.name
    for module in pkgutil.iter_modules(rn.__path__, "relu_native.")
    if module.name not in ("relu_native._native", "relu_native._build", "relu_native.__main__")
)


def check(text, name):
    """Run the examples in text and return how many there are."""
    examples = doctest.DocTestParser().get_doctest(text, {"rn": rn, "np": np}, name, None, None)
    report = []
    result = doctest.DocTestRunner().run(examples, out=report.append)
    assert not result.failed, "".join(report)
    return result.attempted


@pytest.mark.parametrize("form", FORMS)
def test_activations(name, form):
    function = form_of(rn.activations[name], form)
    examples = check(function.__doc__, f"{name}.{form}")
    assert examples or form != "forward"


@pytest.mark.parametrize("module", MODULES)
def test_modules(module):
    assert not doctest.testmod(importlib.import_module(module)).failed


def test_readme():
    assert check(README.read_text(), "README.md") >= 5
