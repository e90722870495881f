# SPDX-License-Identifier: BSD-3-Clause
"""Choosing the instruction set."""

import platform

import pytest

import relu_native as rn
from test_threads import run

PRINT_ISA = "import relu_native as rn; print(rn.isa.current())"


def test_available():
    available = rn.isa.available()
    assert available[-1] == "scalar"
    assert len(set(available)) == len(available)
    assert {"x86_64": "sse2", "aarch64": "neon"}[platform.machine()] in available


def test_the_best_is_the_default():
    assert run(PRINT_ISA, RELU_NATIVE_ISA=None) == [rn.isa.available()[0]]


def test_use():
    before = rn.isa.current()
    try:
        for name in rn.isa.available():
            rn.isa.use(name)
            assert rn.isa.current() == name
    finally:
        rn.isa.use(before)


def test_use_as_a_context_manager():
    before = rn.isa.current()
    for name in rn.isa.available():
        with rn.isa.use(name):
            assert rn.isa.current() == name
            with rn.isa.use("scalar"):
                assert rn.isa.current() == "scalar"
            assert rn.isa.current() == name
        assert rn.isa.current() == before
    with pytest.raises(KeyError), rn.isa.use("scalar"):
        raise KeyError
    assert rn.isa.current() == before


@pytest.mark.parametrize("bad", ["", "AVX2", "sse9", "z80"])
def test_unavailable_names(bad):
    before = rn.isa.current()
    with pytest.raises(ValueError, match="scalar") as caught:
        rn.isa.use(bad)
    assert all(name in str(caught.value) for name in rn.isa.available())
    assert rn.isa.current() == before


@pytest.mark.parametrize("chosen", rn.isa.available())
def test_environment_variable(chosen):
    assert run(PRINT_ISA, RELU_NATIVE_ISA=chosen) == [chosen]


def test_unavailable_name_in_the_environment():
    program = """
        try:
            import relu_native
        except ValueError as error:
            print(error)
    """
    message = run(program, RELU_NATIVE_ISA="z80")
    assert "'z80'" in message
    assert set(rn.isa.available()) <= {word.strip(",") for word in message}
