# SPDX-License-Identifier: BSD-3-Clause
"""Arrays at chosen places: between guard pages, at any byte offset."""

import ctypes
import mmap

import numpy as np

LIBC = ctypes.CDLL(None, use_errno=True)
PROT_NONE, PROT_READ = 0, 1


def protect(address, length, protection):
    """mprotect, or OSError."""
    if LIBC.mprotect(ctypes.c_void_p(address), ctypes.c_size_t(length), protection):
        raise OSError(ctypes.get_errno(), "mprotect")


class Guarded:
    """Some pages of memory between two that may not be touched; whoever does is killed by SIGSEGV."""

    def __init__(self, size):
        page = mmap.PAGESIZE
        self.size = -(-size // page) * page
        # Held only by the array over it, so that both go together.
        memory = np.frombuffer(mmap.mmap(-1, self.size + 2 * page), np.uint8)
        protect(memory.ctypes.data, page, PROT_NONE)
        protect(memory.ctypes.data + page + self.size, page, PROT_NONE)
        self.bytes = memory[page : page + self.size]

    def at_start(self, dtype, count):
        """An array whose first element comes right after the guard page."""
        return self.bytes[: count * dtype.itemsize].view(dtype)

    def at_end(self, dtype, count):
        """An array whose last element comes right before the guard page."""
        return self.bytes[self.size - count * dtype.itemsize :].view(dtype)


def at_offset(offset, dtype, count):
    """A fresh array that starts offset bytes past a multiple of 64."""
    raw = np.zeros(count * dtype.itemsize + 128, np.uint8)
    start = -raw.ctypes.data % 64 + offset
    return raw[start : start + count * dtype.itemsize].view(dtype)
