# SPDX-License-Identifier: BSD-3-Clause
"""The type stubs say what the registry says."""

import ast

import relu_native as rn
from relu_native import _stubs


def test_the_stubs_are_current():
    assert _stubs.STUB.read_text() == _stubs.render(), "run `make stubs`"


def test_the_stubs_name_everything_public():
    declared = set()
    for node in ast.parse(_stubs.STUB.read_text()).body:
        if isinstance(node, ast.AnnAssign):
            declared.add(node.target.id)
        elif isinstance(node, ast.ImportFrom):
            declared |= {alias.asname for alias in node.names}
    assert declared >= {*rn.__all__, "__version__"}
