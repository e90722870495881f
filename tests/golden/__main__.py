# SPDX-License-Identifier: BSD-3-Clause
"""Prove the kernels' results right, then write their digests: see the package's docstring."""

import argparse
import functools
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np

import relu_native
from relu_native import _console, _golden
from relu_native._registry import ops
from relu_native._verify import ARRAY_ULP

from . import exact

FILE = Path(__file__).resolve().parents[2] / "relu_native" / "golden.json"
FORMS = ("forward", "derivative", "backward")  # value_and_derivative has no digests of its own
STRIDE = 63  # of a sample, every so many points are judged by the oracle; odd, to meet every lane of a block
SHOWN = 10


@dataclass
class Verdict:
    """What was found of a chunk of a domain."""

    inputs: int = 0  # judged
    undecided: int = 0  # by exact.c, so by the oracle
    ulp: float = 0.5  # the greatest error, where there is a choice
    missed: list[tuple] = field(default_factory=list)  # operands, got, want
    digest: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m golden", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[[], *ops], metavar="NAME", help="activations (default: all)"
    )
    parser.add_argument("--form", action="append", choices=FORMS, help="only this form; may be repeated")
    parser.add_argument("--dtype", action="append", choices=list(_golden.formats()), help="only this dtype")
    parser.add_argument("--check", action="store_true", help="judge, but write nothing")
    arguments = parser.parse_args()
    golden = _golden.load() if FILE.exists() else {}
    library, passed = exact.compiled(), True
    with ThreadPoolExecutor(relu_native.get_num_threads()) as pool, relu_native.num_threads(1):
        for name in arguments.names or ops:
            for form in arguments.form or FORMS:
                for dtype in arguments.dtype or _golden.formats():
                    entry = pin(pool, library, name, form, _golden.formats()[dtype])
                    passed &= entry is not None
                    if entry is not None and not arguments.check:
                        golden[_golden.key(name, form, dtype)] = entry
                        write(golden)
    return 0 if passed else 1


def write(golden: dict) -> None:
    """Replace golden.json, in the order of the registry; what the registry lacks goes."""
    keys = (_golden.key(*key) for key in ((n, f, d) for n in ops for f in FORMS for d in _golden.formats()))
    new = FILE.with_suffix(".new")
    new.write_text(_golden.dumps({key: golden[key] for key in keys if key in golden}), encoding="ascii")
    os.replace(new, FILE)


def pin(pool, library, name: str, form: str, format: _golden.Format) -> dict | None:
    """The golden entry of a form in a dtype, a digest for every chunk of every domain; None if any missed."""
    entry, missed = {}, False
    for domain in _golden.domains(ops[name], form, format):
        what, count = f"{name} {form} {format.name} {domain}", _golden.chunks(domain, format)
        judge = every_float32 if domain == "all" and format.bits == 32 else by_oracle
        start, verdicts = time.perf_counter(), []
        with _console.progress(count) as advance:
            for verdict in pool.map(
                functools.partial(judge, library, name, form, format, domain), range(count)
            ):
                verdicts.append(verdict)
                advance(what, 1)
        entry[domain] = [verdict.digest for verdict in verdicts]
        missed |= report(what, verdicts, time.perf_counter() - start)
    return None if missed else entry


def report(what: str, verdicts: list[Verdict], seconds: float) -> bool:
    """Print what was found; true if anything missed."""
    missed = list(chain.from_iterable(verdict.missed for verdict in verdicts))
    inputs, undecided = sum(v.inputs for v in verdicts), sum(v.undecided for v in verdicts)
    ulp = max(verdict.ulp for verdict in verdicts)
    print(f"{what}: {inputs:,} inputs judged, {undecided:,} undecided at first, ", end="")
    print(f"greatest error {ulp:.6g} ulp, {len(missed):,} missed, {seconds:.1f} s", flush=True)
    for operands, got, want in missed[:SHOWN]:
        print(f"  at {', '.join(map(described, operands))}: got {described(got)}, want {described(want)}")
    return bool(missed)


def described(number) -> str:
    pattern = int(np.asarray(number).view(f"u{number.itemsize}"))
    return f"{float(number)!r} (0x{pattern:0{2 * number.itemsize}x})"


def call(name: str, form: str, arguments: tuple) -> np.ndarray:
    activation = relu_native.activations[name]
    return (activation if form == "forward" else getattr(activation, form))(*arguments)


def every_float32(library, name: str, form: str, format: _golden.Format, domain: str, chunk: int) -> Verdict:
    """Judge a chunk of all float32 inputs by exact.c and, what that leaves undecided, by the oracle."""
    verdict, digest = Verdict(), _golden.Digest()
    for x, *parameters in _golden.operands(ops[name], form, format, domain, chunk):
        got = call(name, form, (x, *parameters))
        digest.update(got)
        undecided, missed = exact.judge(library, name, form, (x, *parameters), got)
        verdict.inputs += len(x)
        verdict.undecided += len(undecided)
        at = np.concatenate([undecided, missed])
        if len(at):
            want, _, _ = exact.truth(name, form, format, (x[at], *parameters))
            unlike = exact.unlike(format, got[at], want)
            # What exact.c finds wrong stays wrong, unless the two judges disagree: then the lines do.
            unlike[len(undecided) :] = True
            verdict.missed += zip(zip(x[at][unlike], strict=True), got[at][unlike], want[unlike], strict=True)
    verdict.digest = str(digest)
    return verdict


def by_oracle(library, name: str, form: str, format: _golden.Format, domain: str, chunk: int) -> Verdict:
    """Judge all inputs of a 16-bit dtype, or a part of a sample, by the oracle alone."""
    verdict, digest = Verdict(), _golden.Digest()
    stride = 1 if domain == "all" else STRIDE
    activation = relu_native.activations[name]
    promise = (activation if form == "forward" else getattr(activation, form)).max_ulp[format.name]
    bound = max(promise, ARRAY_ULP[form]) if domain == "array" else promise
    for arguments in _golden.operands(ops[name], form, format, domain, chunk):
        got = call(name, form, arguments)
        digest.update(got)
        part, got = [a[::stride] if np.ndim(a) else a for a in arguments], got[::stride]
        want, convention, true = exact.truth(name, form, format, tuple(part))
        error = np.where(convention, 0, true.error(got))
        unlike = exact.unlike(format, got, want) & (convention | (bound <= 0.5)) | (error > bound)
        verdict.inputs += len(got)
        verdict.ulp = max(verdict.ulp, float(np.max(error)))
        operands = np.broadcast_arrays(*part)
        verdict.missed += zip(
            zip(*(a[unlike] for a in operands), strict=True), got[unlike], want[unlike], strict=True
        )
    verdict.digest = str(digest)
    return verdict


if __name__ == "__main__":
    sys.exit(main())
