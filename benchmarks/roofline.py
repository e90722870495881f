# SPDX-License-Identifier: BSD-3-Clause
"""The roofline: the fastest copy that moves as many bytes as a function must, with the same threads."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .timing import race


@dataclass(frozen=True)
class Copy:
    """The fastest copy found: which, and its time in nanoseconds."""

    name: str
    best: float
    median: float


def compiled_copies() -> dict[str, Callable]:
    """Ordinary and cache-bypassing copies in C, split over threads; none where no C compiler is found."""
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        return {}
    source = Path(__file__).with_name("copy.c")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "copy.so"
        for openmp in (["-fopenmp"], []):
            command = [*compiler.split(), "-O3", "-shared", "-fPIC", *openmp, str(source), "-o", str(library)]
            if subprocess.run(command, capture_output=True, check=False).returncode == 0:
                break
        else:
            return {}
        copies = ctypes.CDLL(str(library))
    functions = {"C memcpy": copies.copy_ordinary, "C streaming": copies.copy_streaming}
    for function in functions.values():
        function.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        function.restype = None
    return functions


class Roofline:
    """Measures each kind of copy once per number of bytes, threads and kind of output."""

    def __init__(self, samples: int):
        self.samples = samples
        self.compiled = compiled_copies()
        self.known: dict[tuple[int, int, bool], Copy] = {}
        self.memmove = ctypes.CDLL(None).memmove
        self.memmove.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)

    def copy(self, traffic: int, threads: int, fresh: bool, seconds: float) -> Copy:
        """The fastest copy that reads traffic/2 bytes and writes as many, to a new array if fresh."""
        key = (traffic, threads, fresh)
        if key not in self.known:
            self.known[key] = self.measure(*key, seconds)
        return self.known[key]

    def measure(self, traffic: int, threads: int, fresh: bool, seconds: float) -> Copy:
        """Races the copies."""
        source = np.ones(traffic // 2, np.uint8)
        kept = np.zeros_like(source)

        def into(copy: Callable[[int], None]) -> Callable[[], None]:
            """The copy to a new array, or to the kept one, whose address is looked up only once."""
            if not fresh:
                address = kept.ctypes.data
                return lambda: copy(address)

            def to_new() -> None:
                new = np.empty_like(source)
                copy(new.ctypes.data)

            return to_new

        size, start = source.nbytes, source.ctypes.data
        copies = {
            "np.copyto": lambda: np.copyto(np.empty_like(source) if fresh else kept, source),
            "memmove": into(lambda to: self.memmove(to, start, size)),
        }
        for name, function in self.compiled.items():
            copies[name] = into(lambda to, function=function: function(to, start, size, threads))
        with ThreadPoolExecutor(threads) as pool:
            if threads > 1:
                copies["memmove in threads"] = into(
                    lambda to: self.in_threads(pool, threads, to, start, size)
                )
            times = race(copies, seconds, self.samples, threads)
        name = min(times, key=lambda each: times[each].best)
        return Copy(name, times[name].best, times[name].median)

    def in_threads(self, pool: ThreadPoolExecutor, threads: int, to: int, start: int, size: int) -> None:
        """The memmove of equal shares; ctypes releases the interpreter's lock around each."""
        share = -(-size // threads)
        parts = range(0, size, share)
        list(pool.map(lambda at: self.memmove(to + at, start + at, min(share, size - at)), parts))
