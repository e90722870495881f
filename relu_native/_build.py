# SPDX-License-Identifier: BSD-3-Clause
"""Describe the extension module ``relu_native._native`` to cffi. setup.py runs this file by its path."""

import os
import sysconfig
from pathlib import Path

import cffi
import numpy

CSRC = Path(__file__).resolve().parent.parent / "csrc"

# A free-threaded Python has no stable ABI before 3.15; every other one loads a module built for 3.10.
LIMITED_API = not sysconfig.get_config_var("Py_GIL_DISABLED")


def _files(*patterns):
    """The matching files of csrc in a fixed order, relative to the current folder for setuptools."""
    return sorted(os.path.relpath(path) for pattern in patterns for path in CSRC.glob(pattern))


ffi = cffi.FFI()
ffi.cdef((CSRC / "abi.h").read_text(encoding="utf-8"))
ffi.set_source(
    "relu_native._native",
    '#include "kernels.h"',
    sources=_files("*.c", "isa/*.c"),
    depends=_files("*.h", "*.inc", "*/*.h", "*/*.inc"),
    include_dirs=[os.path.relpath(CSRC), numpy.get_include()],
    define_macros=[
        ("NPY_NO_DEPRECATED_API", "NPY_2_0_API_VERSION"),
        ("NPY_TARGET_VERSION", "NPY_2_1_API_VERSION"),  # the same in 2.2, whose headers lack the name
        *([("Py_LIMITED_API", "0x030A0000")] if LIMITED_API else []),
    ],
    py_limited_api=LIMITED_API,
    libraries=["m"] if os.name == "posix" else [],
    # Each file of csrc/isa turns on its own instruction set.  Contraction would fuse a * b + c where the
    # target can, and so give other bits there.  With debugging information the module is ten times as large.
    extra_compile_args=["-std=c11", "-O3", "-g0", "-ffp-contract=off", "-fvisibility=hidden"],
)
