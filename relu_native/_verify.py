# SPDX-License-Identifier: BSD-3-Clause
"""Check the kernels: their bits against the golden digests, their values against relu_native.reference."""

from __future__ import annotations

import functools
import itertools
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

import numpy as np

import relu_native
from relu_native import _golden, reference
from relu_native._golden import Format
from relu_native._registry import FORMS, ops

COMPARED = 1 << 16  # inputs compared with the reference, of each form, dtype and domain

# The reference is rounded to float64.  That is exact enough beside the narrow dtypes, and half an ulp beside float64.
REFERENCE_ERROR = {"float16": 2.0**-20, "bfloat16": 2.0**-20, "float32": 2.0**-20, "float64": 0.5 + 2.0**-10}
# The promise where the parameters are arrays.
ARRAY_ULP = {"forward": 1.0, "derivative": 1.0, "value_and_derivative": 1.0, "backward": 1.5}


@dataclass(frozen=True)
class Task:
    """One chunk of one domain of a form, to be hashed, or to be compared with the reference."""

    isa: str
    op: str
    form: str
    dtype: str
    domain: str
    chunk: int = 0
    compare: bool = False

    @property
    def format(self) -> Format:
        return _golden.formats()[self.dtype]

    @property
    def inputs(self) -> int:
        return COMPARED if self.compare else _golden.inputs(self.domain, self.format)

    @property
    def forms(self) -> tuple[str, ...]:
        """What each result of a call is."""
        return ("forward", "derivative") if self.form == "value_and_derivative" else (self.form,)

    def arguments(self) -> Iterator[tuple]:
        """The arguments of the calls to make."""
        pieces = _golden.operands(ops[self.op], self.form, self.format, self.domain, self.chunk)
        if self.compare:
            pieces = (tuple(a[:COMPARED] if np.ndim(a) else a for a in arguments) for arguments in pieces)
        return pieces

    def __str__(self) -> str:
        return f"{self.isa} {self.op} {self.form} {self.dtype}"


@dataclass
class Miss:
    """What went wrong in a task, and the worst input found."""

    isa: str
    op: str
    form: str
    dtype: str
    domain: str
    chunk: int
    reason: str
    differing: int = 0  # results that differ from the rounded reference
    worst: dict | None = None


@dataclass
class Outcome:
    """What a task found; ulp is the worst error against the reference where that was asked."""

    task: Task
    started: float
    seconds: float
    ulp: float | None = None
    misses: list[Miss] = field(default_factory=list)


def plan(names: Iterable[str], dtypes: Iterable[str], isas: Iterable[str], exhaustive: bool) -> list[Task]:
    """What there is to do for each activation on each instruction set."""
    tasks = []
    for name in names:
        for isa in isas:
            for format in (_golden.formats()[dtype] for dtype in dtypes):
                for form in FORMS:
                    tasks += _tasks(isa, name, form, format, exhaustive)
    return tasks


def _tasks(isa: str, name: str, form: str, format: Format, exhaustive: bool) -> Iterator[Task]:
    pinned = "forward" if form == "value_and_derivative" else form
    domains = _golden.domains(ops[name], pinned, format)
    for domain in domains:
        if domain == "all" and format.bits > 16 and (form != pinned or not exhaustive):
            continue
        for chunk in range(_golden.chunks(domain, format)):
            yield Task(isa, name, form, format.name, domain, chunk)
    for domain in ("sample" if "sample" in domains else "all", *domains[-1:] * ("array" in domains)):
        yield Task(isa, name, form, format.name, domain, compare=True)


def run(tasks: list[Task], golden: dict) -> Iterator[Outcome]:
    """Carry out the tasks, on as many Python threads as the kernels may use; each kernel call then uses one."""
    workers = relu_native.get_num_threads()
    with relu_native.num_threads(1), ThreadPoolExecutor(workers) as pool:
        for (_, isa), group in itertools.groupby(tasks, key=lambda task: (task.op, task.isa)):
            with relu_native.isa.use(isa):
                futures = [pool.submit(_outcome, task, golden) for task in group]
                try:
                    for future in as_completed(futures):
                        yield future.result()
                finally:
                    for future in futures:
                        future.cancel()


def _outcome(task: Task, golden: dict) -> Outcome:
    start = time.perf_counter()
    try:
        # The kernels promise that no input makes NumPy warn.
        with np.errstate(all="raise"):
            ulp, misses = _compared(task) if task.compare else (None, _hashed(task, golden))
    except FloatingPointError as error:
        ulp, misses = None, [_miss(task, task.form, f"floating-point warning: {error}")]
    return Outcome(task, start, time.perf_counter() - start, ulp, misses)


def _miss(task: Task, form: str, reason: str, differing: int = 0, worst: dict | None = None) -> Miss:
    return Miss(task.isa, task.op, form, task.dtype, task.domain, task.chunk, reason, differing, worst)


def call(task: Task, arguments: tuple) -> tuple[np.ndarray, ...]:
    """The kernel's results, one for each of task.forms."""
    activation = relu_native.activations[task.op]
    results = (activation if task.form == "forward" else getattr(activation, task.form))(*arguments)
    return results if isinstance(results, tuple) else (results,)


def _hashed(task: Task, golden: dict) -> list[Miss]:
    digests = [_golden.Digest() for _ in task.forms]
    for arguments in task.arguments():
        for digest, result in zip(digests, call(task, arguments), strict=True):
            digest.update(result)
    misses = []
    for k, (form, digest) in enumerate(zip(task.forms, digests, strict=True)):
        entry = golden.get(_golden.key(task.op, form, task.dtype), {}).get(task.domain)
        if entry is None:
            misses.append(_miss(task, form, "no golden digest"))
        elif str(digest) != entry[task.chunk]:
            _, differing, worst = _compare(task, k)
            misses.append(_miss(task, form, f"digest {digest}, golden {entry[task.chunk]}", differing, worst))
    return misses


def _compared(task: Task) -> tuple[float, list[Miss]]:
    errors, misses = [], []
    for k, form in enumerate(task.forms):
        error, differing, worst = _compare(task, k)
        errors.append(error)
        bound = allowed(task, form)
        if not error <= bound:
            misses.append(_miss(task, form, f"{error:.6g} ulp, allowed {bound:.6g}", differing, worst))
    return max(errors), misses


def allowed(task: Task, form: str) -> float:
    """The error against the reference, in ulp, that the promise allows."""
    activation = relu_native.activations[task.op]
    promise = (activation if form == "forward" else getattr(activation, form)).max_ulp[task.dtype]
    return max(promise, ARRAY_ULP[form] * (task.domain == "array")) + REFERENCE_ERROR[task.dtype]


def _compare(task: Task, k: int) -> tuple[float, int, dict]:
    """The greatest error of the k-th result in ulp, how many results differ from the rounded reference, and the worst."""
    greatest, differing, worst = -1.0, 0, {}
    for piece, arguments in enumerate(task.arguments()):
        got = call(task, arguments)[k]
        if task.compare:
            wide = _wide(task.op, task.forms[k], task.dtype, task.domain)[piece]
        else:
            wide = _reference(task.op, task.forms[k], arguments)
        with np.errstate(all="ignore"):
            want = reference.rounded(wide, task.format.dtype)
            error, differs = ulps(got, want, wide, task.format)
        differing += int(np.count_nonzero(differs))
        i = int(np.argmax(error))
        if error[i] > greatest:
            greatest = float(error[i])
            operands = [a[i] if np.ndim(a) else a for a in arguments]
            worst = {
                "operands": [_described(a) for a in operands],
                "got": _described(got[i]),
                "want": _described(want[i]),
                "ulp": greatest,
            }
    return greatest, differing, worst


def _described(number: np.generic) -> dict:
    pattern = int(np.asarray(number).view(f"u{number.itemsize}"))
    return {"bits": f"0x{pattern:0{2 * number.itemsize}x}", "value": float(number)}


@functools.lru_cache(maxsize=64)
def _wide(op: str, form: str, dtype: str, domain: str) -> list[np.ndarray]:
    """The reference of a comparison, which is the same on every instruction set, piece by piece."""
    task = Task("", op, form, dtype, domain, compare=True)
    return [_reference(op, form, arguments) for arguments in task.arguments()]


def _reference(op: str, form: str, arguments: tuple) -> np.ndarray:
    """The reference's result in float64."""
    twin = reference.activations[op]
    widened = [np.asarray(a).astype(np.float64) for a in arguments]
    with np.errstate(all="ignore"):
        return (twin if form == "forward" else getattr(twin, form))(*widened)


def ulps(got: np.ndarray, want: np.ndarray, wide: np.ndarray, format: Format) -> tuple[np.ndarray, np.ndarray]:
    """The error of each result in units in the last place of the true value, and where its bits are not those wanted.

    All NaNs are alike; a result beyond the finite numbers, or wanted there, is right or infinitely wrong.
    """
    least = format.least_exponent
    exponent = np.where(wide == 0, least, np.maximum(np.frexp(wide)[1] - 1, least))
    error = abs(got.astype(np.float64) - wide) / np.ldexp(1.0, exponent - format.precision + 1)
    differs = (got.view(format.unsigned) != want.view(format.unsigned)) & ~(np.isnan(got) & np.isnan(want))
    finite = np.isfinite(got) & np.isfinite(want)
    return np.where(finite, error, np.where(differs, np.inf, 0)), differs
