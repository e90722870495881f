# SPDX-License-Identifier: BSD-3-Clause
"""Check the kernels: their bits against the golden digests, their values against relu_native.reference."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

import numpy as np

import relu_native
from relu_native import _caches, _golden, reference
from relu_native._golden import Format
from relu_native._registry import FORMS, ops

COMPARED = 1 << 16  # inputs compared with the reference, of each form, dtype and domain
LOCATED = 3  # wrong digests of an activation on an instruction set whose worst inputs are looked for

# The reference is rounded to float64: nothing beside an ulp of the narrow dtypes, and half an ulp of float64.
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
    """What went wrong in a task, and the worst input."""

    task: Task
    form: str  # of the result that is wrong
    reason: str
    digest: str = ""  # the golden one, where it was not met
    located: bool = False  # whether the inputs below were looked for
    judge: str = "reference"  # which tells the right results: the reference, or another instruction set
    differing: int = 0  # results that are not the judge's
    worst: dict | None = None

    def as_dict(self) -> dict:
        """The miss, ready for JSON."""
        fields = dataclasses.asdict(self)
        task = fields.pop("task")
        return task | {"call": task["form"]} | fields


@dataclass
class Outcome:
    """What a task found; ulp is the worst error against the reference where that was asked for."""

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
        if domain == "all" and format.bits > 16 and not exhaustive:
            continue
        for chunk in range(_golden.chunks(domain, format)):
            yield Task(isa, name, form, format.name, domain, chunk)
    for domain in ("sample" if "sample" in domains else "all", *domains[-1:] * ("array" in domains)):
        yield Task(isa, name, form, format.name, domain, compare=True)


def run(tasks: list[Task], golden: dict) -> Iterator[Outcome]:
    """Carry out the tasks, on as many Python threads as the kernels may use; a kernel then uses one.

    The kernels compute all results: none is looked up.
    """
    workers = relu_native.get_num_threads()
    computed = _caches.looked_up_from(np.inf)
    with computed, relu_native.num_threads(1), ThreadPoolExecutor(workers) as pool:
        for (_, isa), group in itertools.groupby(tasks, key=lambda task: (task.op, task.isa)):
            with relu_native.isa.use(isa):
                futures = [pool.submit(_outcome, task, golden) for task in group]
                try:
                    for future in as_completed(futures):
                        yield future.result()
                finally:
                    for future in futures:
                        future.cancel()
            # What missed is looked into last and alone, because that changes the instruction set.
            misses = itertools.chain.from_iterable(future.result().misses for future in futures)
            for miss in itertools.islice((miss for miss in misses if miss.digest), LOCATED):
                locate(miss)


def _outcome(task: Task, golden: dict) -> Outcome:
    start = time.perf_counter()
    try:
        # The kernels promise that no input makes NumPy warn.
        with np.errstate(all="raise"):
            ulp, misses = _compared(task) if task.compare else (None, _hashed(task, golden))
    except FloatingPointError as error:
        ulp, misses = None, [Miss(task, task.form, f"floating-point warning: {error}")]
    return Outcome(task, start, time.perf_counter() - start, ulp, misses)


def call(task: Task, arguments: tuple) -> tuple[np.ndarray, ...]:
    """The kernel's results, one for each of task.forms."""
    activation = relu_native.activations[task.op]
    results = (activation if task.form == "forward" else getattr(activation, task.form))(*arguments)
    return results if isinstance(results, tuple) else (results,)


def _digests(task: Task) -> list[str]:
    digests = [_golden.Digest() for _ in task.forms]
    for arguments in task.arguments():
        for digest, result in zip(digests, call(task, arguments), strict=True):
            digest.update(result)
    return list(map(str, digests))


def _hashed(task: Task, golden: dict) -> list[Miss]:
    misses = []
    for form, digest in zip(task.forms, _digests(task), strict=True):
        entry = golden.get(_golden.key(task.op, form, task.dtype), {}).get(task.domain)
        if entry is None:
            misses.append(Miss(task, form, "no golden digest"))
        elif digest != entry[task.chunk]:
            misses.append(Miss(task, form, f"digest {digest}, golden {entry[task.chunk]}", entry[task.chunk]))
    return misses


def _compared(task: Task) -> tuple[float, list[Miss]]:
    errors, misses = [], []
    for form in task.forms:
        pieces = zip(task.arguments(), _wide(task.op, form, task.dtype, task.domain), strict=True)
        error, differing, worst = _worst(task, form, pieces)
        errors.append(error)
        bound = allowed(task, form)
        if not error <= bound:
            reason = f"{error:.6g} ulp, allowed {bound:.6g}"
            misses.append(Miss(task, form, reason, located=True, differing=differing, worst=worst))
    return max(errors), misses


def allowed(task: Task, form: str) -> float:
    """The error against the reference, in ulp, that the promise allows."""
    activation = relu_native.activations[task.op]
    promise = (activation if form == "forward" else getattr(activation, form)).max_ulp[task.dtype]
    return max(promise, ARRAY_ULP[form] * (task.domain == "array")) + REFERENCE_ERROR[task.dtype]


def locate(miss: Miss) -> None:
    """Find the worst input of a chunk whose digest is wrong.

    An instruction set that meets the digest knows all the right bits; without one, the reference has to do.
    """
    task, result = miss.task, miss.task.forms.index(miss.form)
    for isa in relu_native.isa.available():
        with relu_native.isa.use(isa):
            if isa == task.isa or _digests(task)[result] != miss.digest:
                continue
        miss.judge = isa
        pieces = ((arguments, _on(isa, task, arguments)[result]) for arguments in task.arguments())
        break
    else:
        pieces = ((arguments, _reference(task.op, miss.form, arguments)) for arguments in task.arguments())
    with relu_native.isa.use(task.isa):
        _, miss.differing, miss.worst = _worst(task, miss.form, pieces)
    miss.located = True


def _on(isa: str, task: Task, arguments: tuple) -> tuple[np.ndarray, ...]:
    with relu_native.isa.use(isa):
        return call(task, arguments)


def _worst(task: Task, form: str, pieces: Iterable[tuple]) -> tuple[float, int, dict | None]:
    """The greatest error in ulp, how many results differ, and the worst of these.

    A piece is arguments with right results: of another instruction set, to be met to the bit, or of the
    reference, in float64, where NaNs have no bits to speak of.
    """
    greatest, far, differing, worst = 0.0, -1.0, 0, None
    for arguments, right in pieces:
        got = call(task, arguments)[task.forms.index(form)]
        with np.errstate(all="ignore"):
            wide, want = right.astype(np.float64), reference.rounded(right, task.format.dtype)
            error = ulps(got, want, wide, task.format)
        differs = got.view(task.format.unsigned) != want.view(task.format.unsigned)
        if right.dtype != got.dtype or task.compare:
            differs &= ~(np.isnan(got) & np.isnan(want))
        differing += int(np.count_nonzero(differs))
        greatest = max(greatest, float(np.max(error)))
        error = np.where(differs, error, -1)
        i = int(np.argmax(error))
        if error[i] > far:
            far, operands = error[i], [a[i] if np.ndim(a) else a for a in arguments]
            worst = {
                "operands": list(map(_described, operands)),
                "got": _described(got[i]),
                "want": _described(want[i]),
                "ulp": float(far),
            }
    return greatest, differing, worst


def _described(number: np.generic) -> dict:
    pattern = int(np.asarray(number).view(f"u{number.itemsize}"))
    with np.errstate(all="ignore"):
        return {"bits": f"0x{pattern:0{2 * number.itemsize}x}", "value": float(number)}


@functools.lru_cache(maxsize=64)
def _wide(op: str, form: str, dtype: str, domain: str) -> list[np.ndarray]:
    """The reference of a comparison, which is the same on every instruction set, piece by piece."""
    task = Task("", op, form, dtype, domain, compare=True)
    return [_reference(op, form, arguments) for arguments in task.arguments()]


def _reference(op: str, form: str, arguments: tuple) -> np.ndarray:
    """The reference's result in float64."""
    twin = reference.activations[op]
    with np.errstate(all="ignore"):
        widened = [np.asarray(a).astype(np.float64) for a in arguments]
        return (twin if form == "forward" else getattr(twin, form))(*widened)


def ulps(got: np.ndarray, want: np.ndarray, wide: np.ndarray, format: Format) -> np.ndarray:
    """The error of each result in units in the last place of the true value, wide; want is that one rounded.

    All NaNs are alike; a result beyond the finite numbers, or wanted there, is right or infinitely wrong.
    """
    least = format.least_exponent
    exponent = np.where(wide == 0, least, np.maximum(np.frexp(wide)[1] - 1, least))
    error = abs(got.astype(np.float64) - wide) / np.ldexp(1.0, exponent - format.precision + 1)
    alike = (got == want) | (np.isnan(got) & np.isnan(want))
    return np.where(np.isfinite(got) & np.isfinite(want), error, np.where(alike, 0, np.inf))
