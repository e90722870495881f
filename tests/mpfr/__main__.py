# SPDX-License-Identifier: BSD-3-Clause
"""Measure float64's error by MPFR: see the package's docstring."""

import argparse
import itertools
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import gmpy2
import numpy as np

import relu_native
from cases import Case
from relu_native import _console
from relu_native._registry import ops
from relu_native._verify import ARRAY_ULP

from . import points
from .judge import HUNTED, HUNTS, NEIGHBOURS, judged

FORMS = ("forward", "derivative", "backward")  # value_and_derivative has the bits of the first two
KINDS = {"": points.plain, ", arrays": points.arrays}
AIM = 0.75  # ulp; the promise is more
SHOWN = 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m mpfr", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[[], *ops], metavar="NAME", help="activations (default: all)"
    )
    parser.add_argument("--form", action="append", choices=FORMS, help="only this form; may be repeated")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only one input in N")
    parser.add_argument("--seed", type=int, default=0, help="of the inputs that are random (default: 0)")
    arguments = parser.parse_args()
    worst, kept = {}, True
    print(f"{gmpy2.mpfr_version()}, kernels for {relu_native.isa.current()}")
    workers, context = relu_native.get_num_threads(), multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context) as pool:
        for name, form, kind in itertools.product(arguments.names or ops, arguments.form or FORMS, KINDS):
            if kind and not ops[name].parameters:
                continue
            case, start = Case(name, form, points.DTYPE), time.perf_counter()
            found = progressing(pool, case, kind, arguments)
            print(f"{name} {form}{kind}: {described(found)}, {time.perf_counter() - start:.1f} s", flush=True)
            kept &= report(case, found, promise(case, kind))
            worst[name, form + kind] = found.error.max()
    table(worst)
    return 0 if kept else 1


def progressing(pool, case, kind, arguments):
    """What is found of a case and kind of operands, while a progress bar tells how far it is."""
    operands = KINDS[kind](case, arguments.seed, arguments.every)
    inputs = operands[0].size + HUNTS * HUNTED * NEIGHBOURS
    with _console.progress(inputs) as advance:
        return judged(pool, case, operands, lambda count: advance(f"{case.name} {case.form}{kind}", count))


def promise(case, kind):
    """The greatest error allowed."""
    bound = case.call.max_ulp[case.dtype]
    return max(bound, ARRAY_ULP[case.form]) if kind else bound


def described(found):
    """The errors in a line."""
    (worst,), finite = found.worst(1), found.error[np.isfinite(found.error)]
    return (
        f"{found.error.size:,} inputs, worst {found.error[worst]:.5g} ulp at {located(found, worst)}, "
        f"mean {finite.mean():.4g}, {found.above(AIM).size:,} above {AIM}"
    )


def located(found, position):
    """The operands there."""
    return ", ".join(f"{value!r} ({value.hex()})" for value in map(float, found.at(position)))


def report(case, found, bound):
    """Print inputs with errors above the bound; true if there are none."""
    broken = found.above(bound)
    if broken.size:
        print(f"  {broken.size:,} above the promise of {bound} ulp, the worst of them:")
    for position in broken[:SHOWN]:
        got = float(case.call(*found.at(position)))
        print(f"  {found.error[position]:.5g} ulp at {located(found, position)}: got {got!r} ({got.hex()})")
    return not broken.size


def table(worst):
    """The worst errors, an activation a line."""
    columns = list(dict.fromkeys(column for _, column in worst))
    rows = [
        [name, *(f"{worst[name, column]:.5g}" if (name, column) in worst else "" for column in columns)]
        for name in dict.fromkeys(name for name, _ in worst)
    ]
    print()
    _console.table("Worst error of float64 in ulp", ["", *columns], rows)


if __name__ == "__main__":
    sys.exit(main())
