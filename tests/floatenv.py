# SPDX-License-Identifier: BSD-3-Clause
"""The calling thread's floating-point control register, through the C library's fenv_t."""

import contextlib
import ctypes
import ctypes.util
import platform

LIBM = ctypes.CDLL(ctypes.util.find_library("m"))

#: Where fenv_t holds the register, the bits that flush subnormals (results and operands), and the sticky
#: flags' place: MXCSR on x86-64 with glibc, FPCR followed by FPSR on AArch64.
CONTROL, FLUSH, STATUS, STICKY = {
    "x86_64": (28, 1 << 15 | 1 << 6, 28, 0x3F),
    "aarch64": (0, 1 << 24, 4, 0x9F),
}[platform.machine()]


def read():
    """The environment as bytes."""
    environment = ctypes.create_string_buffer(64)
    LIBM.fegetenv(environment)
    return bytearray(environment.raw)


def write(environment):
    LIBM.fesetenv(ctypes.create_string_buffer(bytes(environment), 64))


def control():
    """The control bits, without the sticky flags."""
    word = int.from_bytes(read()[CONTROL : CONTROL + 4], "little")
    return word & ~STICKY if CONTROL == STATUS else word


#: Towards -infinity, +infinity and zero, as <fenv.h> has them.
ROUNDING = {
    "x86_64": {"down": 0x400, "up": 0x800, "to zero": 0xC00},
    "aarch64": {"down": 0x800000, "up": 0x400000, "to zero": 0xC00000},
}[platform.machine()]


@contextlib.contextmanager
def rounding(direction):
    """This thread rounds in that direction."""
    previous = read()
    assert LIBM.fesetround(ROUNDING[direction]) == 0
    try:
        yield
    finally:
        write(previous)


@contextlib.contextmanager
def flushing_subnormals():
    """This thread treats subnormal operands as 0 and returns 0 for subnormal results (FTZ and DAZ)."""
    previous = read()
    changed = bytearray(previous)
    word = int.from_bytes(changed[CONTROL : CONTROL + 4], "little") | FLUSH
    changed[CONTROL : CONTROL + 4] = word.to_bytes(4, "little")
    write(changed)
    try:
        yield
    finally:
        write(previous)
