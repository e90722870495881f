# SPDX-License-Identifier: BSD-3-Clause
"""What this build of relu_native is, and what it runs on."""

from __future__ import annotations

import platform
from importlib import metadata

import relu_native
from relu_native import _caches
from relu_native._native import ffi, lib


def info() -> dict:
    """Facts about the installation, ready for JSON."""
    return {
        "version": relu_native.__version__,
        "isa": {
            "compiled": [ffi.string(lib.rn_isa_name(isa)).decode() for isa in range(lib.rn_isa_count())],
            "available": list(relu_native.isa.available()),
            "current": relu_native.isa.current(),
        },
        "threads": relu_native.get_num_threads(),
        "stream_bytes": int(lib.rn_get_stream_bytes()),
        "lookup": {"elements": _caches.lookup_elements(), "bytes": int(lib.rn_lookup_bytes())},
        "openmp": lib.rn_openmp() or None,
        "compiler": ffi.string(lib.rn_compiler()).decode(),
        "machine": f"{platform.system()} {platform.machine()}",
        "versions": {"python": platform.python_version()}
        | {name: _version(name) for name in ("numpy", "cffi", "ml_dtypes")},
        "activations": list(relu_native.activations),
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
