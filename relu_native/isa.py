# SPDX-License-Identifier: BSD-3-Clause
"""The instruction set that the kernels use. Results have the same bits with every one of them."""

from __future__ import annotations

import os
from contextlib import ExitStack

from relu_native._native import ffi, lib

__all__ = ["available", "current", "use"]

_NAMES = tuple(ffi.string(lib.rn_isa_name(isa)).decode() for isa in range(lib.rn_isa_count()))


def available() -> tuple[str, ...]:
    """Return the names of the instruction sets that this processor can run, best first.

    >>> from relu_native import isa
    >>> isa.available()[-1]
    'scalar'
    """
    return tuple(name for isa, name in enumerate(_NAMES) if lib.rn_isa_available(isa))


def current() -> str:
    """Return the name of the instruction set in use; at start it is the best available.

    >>> from relu_native import isa
    >>> isa.current() in isa.available()
    True
    """
    return _NAMES[lib.rn_isa_current()]


def use(name: str) -> ExitStack:
    """Use the named instruction set from now on, in every thread.

    The result is a context manager: at the end of a ``with`` block the one used before comes back. The
    environment variable ``RELU_NATIVE_ISA`` makes the same choice when relu_native is imported.

    Raises
    ------
    ValueError
        The name is unknown, or this processor cannot run it; nothing changes.

    Examples
    --------
    >>> from relu_native import isa
    >>> with isa.use("scalar"):
    ...     isa.current()
    'scalar'
    """
    if name not in available():
        raise ValueError(f"instruction set {name!r} is not available; available are {', '.join(available())}")
    previous = current()
    lib.rn_isa_use(_NAMES.index(name))
    restore = ExitStack()
    restore.callback(use, previous)
    return restore


if choice := os.environ.get("RELU_NATIVE_ISA"):
    use(choice)
