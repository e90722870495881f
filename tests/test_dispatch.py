# SPDX-License-Identifier: BSD-3-Clause
"""Which instruction sets csrc/processor.c finds in the answers of other processors and systems than this."""

import ctypes
import os
import shlex
import subprocess
import sysconfig
from dataclasses import dataclass, fields, replace
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "csrc" / "processor.c"

# Bits as in the Intel 64 manual: volume 2A, CPUID; volume 1, 13.3, for XCR0.
FMA, OSXSAVE, AVX, F16C = 1 << 12, 1 << 27, 1 << 28, 1 << 29
AVX2, AVX512F, AVX512DQ, AVX512BW, AVX512VL = 1 << 5, 1 << 16, 1 << 17, 1 << 30, 1 << 31
X87, XMM, YMM, OPMASK, ZMM_HIGH, ZMM_16_TO_31 = (1 << bit for bit in (0, 1, 2, 5, 6, 7))


class Answers(ctypes.Structure):
    """``rn_processor`` of processor.h."""

    _fields_ = (("leaf1_ecx", ctypes.c_uint32), ("leaf7_ebx", ctypes.c_uint32), ("xcr0", ctypes.c_uint64))


@dataclass(frozen=True)
class Processor:
    leaf1_ecx: int = 0
    leaf7_ebx: int = 0
    xcr0: int = 0

    def without(self, field, bit):
        return replace(self, **{field: getattr(self, field) & ~bit})


HASWELL = Processor(FMA | OSXSAVE | AVX | F16C, AVX2, X87 | XMM | YMM)
SKYLAKE = Processor(
    HASWELL.leaf1_ecx,
    AVX2 | AVX512F | AVX512DQ | AVX512BW | AVX512VL,
    HASWELL.xcr0 | OPMASK | ZMM_HIGH | ZMM_16_TO_31,
)
EVERYTHING = Processor(2**32 - 1, 2**32 - 1, 2**64 - 1)


@pytest.fixture(scope="module")
def detected(tmp_path_factory):
    """What processor.c, compiled anew, says of a processor: whether it has AVX2, and AVX-512."""
    library = tmp_path_factory.mktemp("processor") / "processor.so"
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    subprocess.run([*compiler, "-std=c11", "-fPIC", "-shared", "-o", library, SOURCE], check=True)
    loaded = ctypes.CDLL(library)
    tests = loaded.rn_processor_has_avx2, loaded.rn_processor_has_avx512
    for test in tests:
        test.argtypes = (Answers,)

    def find(processor):
        answers = Answers(*(getattr(processor, field.name) for field in fields(processor)))
        return tuple(bool(test(answers)) for test in tests)

    return find


@pytest.mark.parametrize(
    ("processor", "sets"),
    [
        (Processor(), (False, False)),
        (HASWELL, (True, False)),
        (SKYLAKE, (True, True)),
        (EVERYTHING, (True, True)),
    ],
)
def test_processors(detected, processor, sets):
    assert detected(processor) == sets


@pytest.mark.parametrize("processor", [HASWELL, SKYLAKE, EVERYTHING], ids=["least", "avx512", "everything"])
@pytest.mark.parametrize(
    ("field", "bit"), [*(("leaf1_ecx", bit) for bit in (FMA, AVX, F16C, OSXSAVE)), ("leaf7_ebx", AVX2)]
)
def test_avx2_needs_every_feature(detected, processor, field, bit):
    assert detected(processor.without(field, bit)) == (False, False)


@pytest.mark.parametrize("bit", [AVX512F, AVX512DQ, AVX512BW, AVX512VL])
@pytest.mark.parametrize("processor", [SKYLAKE, EVERYTHING], ids=["avx512", "everything"])
def test_avx512_needs_every_feature(detected, processor, bit):
    assert detected(processor.without("leaf7_ebx", bit)) == (True, False)


@pytest.mark.parametrize("bit", [XMM, YMM])
def test_a_system_that_does_not_save_ymm(detected, bit):
    assert detected(SKYLAKE.without("xcr0", bit)) == (False, False)


@pytest.mark.parametrize("bit", [OPMASK, ZMM_HIGH, ZMM_16_TO_31, OPMASK | ZMM_HIGH | ZMM_16_TO_31])
def test_a_system_that_does_not_save_zmm(detected, bit):
    assert detected(SKYLAKE.without("xcr0", bit)) == (True, False)


def test_a_system_without_xsave(detected):
    assert detected(replace(EVERYTHING.without("leaf1_ecx", OSXSAVE), xcr0=0)) == (False, False)
