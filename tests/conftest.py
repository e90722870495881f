# SPDX-License-Identifier: BSD-3-Clause
"""Makes the matrix op x form x dtype x ISA: a test that asks for ``name``, ``case`` or ``isa`` gets them all.

``@pytest.mark.cases(forms=..., dtypes=..., parameters=..., kinds=...)`` narrows the cases to those a test is
about; ``kinds=True`` takes one op of each kind for what ops have in common, unless there is ``--every-op``.
"""

import pytest
from relu_native._native import lib

import relu_native as rn
from cases import every_case
from relu_native import _caches
from relu_native._registry import ops


def pytest_configure(config):
    config.addinivalue_line("markers", "cases(forms, dtypes, parameters, kinds): the cases a test is about")


def pytest_addoption(parser):
    parser.addoption(
        "--every-op", action="store_true", help="test what ops have in common with every one of them"
    )


def pytest_generate_tests(metafunc):
    own = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "name" in metafunc.fixturenames and "name" not in own:
        metafunc.parametrize("name", list(ops))
    if "case" in metafunc.fixturenames and "case" not in own:
        marker = metafunc.definition.get_closest_marker("cases")
        which = dict(marker.kwargs) if marker else {}
        if metafunc.config.getoption("--every-op"):
            which.pop("kinds", None)
        metafunc.parametrize("case", list(every_case(**which)), ids=str)


@pytest.fixture(autouse=True, scope="session")
def computed():
    """All results are the kernels', but where a test says that they are looked up."""
    with _caches.looked_up_from(float("inf")):
        yield


@pytest.fixture(params=rn.isa.available())
def isa(request):
    """Every instruction set that this processor can run, in use during the test."""
    with rn.isa.use(request.param):
        yield request.param


@pytest.fixture(params=[0.5, 1.0], ids=["twofolds", "pairs"])
def exact_pass(request):
    """Every block goes through the second pass, which in float32 is twofolds before pairs, or pairs alone."""
    previous = lib.rn_set_trust(request.param)
    yield request.param
    lib.rn_set_trust(previous)
