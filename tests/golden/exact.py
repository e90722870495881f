# SPDX-License-Identifier: BSD-3-Clause
"""The judges: exact.c for all float32 inputs, the oracle for all others and what exact.c cannot decide."""

import ctypes
import os
import shlex
import subprocess
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from oracle import Exact
from relu_native import _golden, reference
from relu_native._registry import ops


class Piece(ctypes.Structure):
    """``piece`` of exact.c."""

    _fields_ = (
        ("first", ctypes.c_uint32),
        ("count", ctypes.c_uint32),
        ("result", ctypes.c_void_p),
        ("parameters", ctypes.c_float * 2),
        ("undecided", ctypes.c_void_p),
        ("missed", ctypes.c_void_p),
        ("undecideds", ctypes.c_uint32),
        ("misses", ctypes.c_uint32),
    )


def compiled() -> ctypes.CDLL:
    """exact.c as a library, compiled anew."""
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    options = ["-std=c11", "-O2", "-ffp-contract=off", "-fPIC", "-shared", "-Wall", "-Wextra", "-Werror"]
    with TemporaryDirectory() as folder:
        library = Path(folder, "exact.so")
        source = Path(__file__).with_name("exact.c")
        subprocess.run([*compiler, *options, "-o", library, source, "-lm"], check=True)
        return ctypes.CDLL(library)


def judge(
    library, name: str, form: str, arguments: tuple, result: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The positions in consecutive float32 inputs that exact.c leaves undecided, and those it finds wrong."""
    x, *parameters = arguments
    undecided, missed = np.empty((2, len(x)), np.uint32)
    piece = Piece(
        first=int(x[:1].view(np.uint32)[0]),
        count=len(x),
        result=result.ctypes.data,
        parameters=(ctypes.c_float * 2)(*map(float, parameters)),
        undecided=undecided.ctypes.data,
        missed=missed.ctypes.data,
    )
    library[f"{name}_{form}"](ctypes.byref(piece))
    return undecided[: piece.undecideds], missed[: piece.misses]


def truth(
    name: str, form: str, format: _golden.Format, arguments: tuple
) -> tuple[np.ndarray, np.ndarray, Exact]:
    """The right results; which of them must be met to the bit, whatever the promise; and the exact ones.

    The oracle knows finite operands and has one zero only. Where an operand is not finite, or the exact
    result is 0, the reference decides: limits, NaNs and signs of zeros are conventions, which it states.
    """
    arguments = np.broadcast_arrays(*arguments)
    finite = np.all([np.isfinite(a) for a in arguments], axis=0)
    twin = reference.activations[name]
    want = np.array((twin if form == "forward" else getattr(twin, form))(*arguments))
    exact = Exact.of(name, form, format.dtype, [np.where(finite, a, a.dtype.type(1)) for a in arguments])
    convention = ~finite | (exact.nearest == 0) & (exact.rest == 0)
    with np.errstate(over="ignore"):
        want = np.where(convention, want, exact.nearest.astype(format.dtype))
    return want, convention, exact


def unlike(format: _golden.Format, got: np.ndarray, want: np.ndarray) -> np.ndarray:
    """Where the bits differ; all NaNs are alike."""
    return (got.view(format.unsigned) != want.view(format.unsigned)) & ~(np.isnan(got) & np.isnan(want))


def has_line(library, name: str) -> bool:
    """Whether lines.inc has the op's two lines."""
    return name in ops and all(hasattr(library, f"{name}_{form}") for form in ("forward", "derivative"))
