# SPDX-License-Identifier: BSD-3-Clause
"""Compare the core, compiled by itself, with the golden digests and with the installed package.

COMMAND runs the program of call.c, maybe in an emulator: ``qemu-aarch64 build/core/neon/call``. It must give,
in every op, form and dtype and on every instruction set that it has, the golden digests of the sampled
domains, and of all inputs of 16 bits. Integers, and what golden.json lacks, must have the package's bits.
"""

import argparse
import itertools
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np

from cases import DTYPES, Case, every_case, outputs
from relu_native import _golden
from relu_native._registry import FORMS, ops

INTEGERS = 1 << 16  # operands of an integer dtype

# What the results of a call may be found to be.
GOLDEN, SAME, STALE, MISSED = (
    "golden digests",
    "the package's bits",
    "the package's bits, but not the golden digests",
    "missed",
)


@dataclass(frozen=True)
class Call:
    """A case on an instruction set, over one domain of operands; every so many of them."""

    command: tuple[str, ...]
    isa: str
    case: Case
    domain: str
    every: int = 1

    def __str__(self) -> str:
        return f"{self.isa} {self.case} {self.domain}"

    def operands(self) -> Iterator[tuple]:
        """The arguments, piece by piece; arrays come before numbers."""
        name, form, dtype = self.case.name, self.case.form, self.case.dtype.name
        if dtype in _golden.formats():
            pieces = _golden.operands(ops[name], form, _golden.formats()[dtype], self.domain)
        else:
            pieces = [self.case.operands(INTEGERS)]
        for arguments in pieces:
            yield tuple(a[:: self.every] if np.ndim(a) else a for a in arguments)

    def results(self, arguments: tuple) -> tuple[np.ndarray, ...]:
        """What the program gives."""
        arrays = [np.ascontiguousarray(a) for a in arguments]
        length, count = len(arrays[0]), sum(a.ndim > 0 and len(a) > 1 for a in map(np.asarray, arguments))
        case = self.case
        numbers = FORMS.index(case.form), list(DTYPES).index(case.dtype.name), length, count
        done = subprocess.run(
            [*self.command, self.isa, case.name, *map(str, numbers)],
            input=b"".join(a.tobytes() for a in arrays),
            stdout=subprocess.PIPE,
            check=True,
        )
        results = np.frombuffer(done.stdout, case.dtype)
        return tuple(results.reshape(-1, length))

    def pinned(self, golden: dict) -> list[str]:
        """The golden digest of each result, or nothing."""
        both = ("forward", "derivative")
        forms = both if self.case.form == "value_and_derivative" else (self.case.form,)
        entries = [golden.get(_golden.key(self.case.name, form, self.case.dtype.name), {}) for form in forms]
        digests = list(itertools.chain.from_iterable(entry.get(self.domain, ()) for entry in entries))
        return digests if self.every == 1 and len(digests) == len(forms) else []


def plan(command: tuple[str, ...], isas: list[str], every: int) -> Iterator[Call]:
    """Every call to make."""
    for isa, case in itertools.product(isas, every_case()):
        format = _golden.formats().get(case.dtype.name)
        domains = _golden.domains(case.op, case.form, format) if format else ("random",)
        for domain in domains:
            if format is None or domain != "all" or format.bits == 16:
                yield Call(command, isa, case, domain, every)


def compare(call: Call, golden: dict) -> tuple[str, int]:
    """What the results were found to be, and how many there are."""
    pinned, count, same = call.pinned(golden), 0, True
    digests = [_golden.Digest() for _ in pinned]
    with np.errstate(invalid="ignore"):  # signalling NaNs are among the operands
        for arguments in call.operands():
            results, wanted = call.results(arguments), outputs(call.case.ufunc(*arguments))
            for result, want in zip(results, wanted, strict=True):
                count += len(result)
                same &= result.tobytes() == want.tobytes()
            for digest, result in zip(digests, results, strict=False):
                digest.update(result)
    if list(map(str, digests)) != pinned:
        return STALE if same else MISSED, count
    return GOLDEN if pinned else SAME if same else MISSED, count


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m core", description=__doc__)
    parser.add_argument("--isa", action="append", help="only this instruction set; may be repeated")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="only every K-th operand")
    parser.add_argument("command", nargs="+", metavar="COMMAND")
    arguments = parser.parse_args()
    command, golden, start = tuple(arguments.command), _golden.load(), time.perf_counter()
    offered = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    found, results = Counter(), Counter()
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        calls = plan(command, arguments.isa or offered, arguments.every)
        futures = {pool.submit(compare, call, golden): call for call in calls}
        for future in as_completed(futures):
            what, count = future.result()
            found[futures[future].isa, what] += 1
            results[futures[future].isa, what] += count
            if what in (STALE, MISSED):
                print(f"{futures[future]}: {what}", flush=True)
    for isa, what in sorted(found):
        print(f"{isa}: {found[isa, what]:,} calls, {results[isa, what]:,} results, {what}")
    print(f"{time.perf_counter() - start:.0f} s")
    return 0 if {what for _, what in found} <= {GOLDEN, SAME} else 1


if __name__ == "__main__":
    sys.exit(main())
