# SPDX-License-Identifier: BSD-3-Clause
"""Prints a digest of the results of every op, form and dtype on every instruction set, by several routes.

The operands are specials beside specials, then a sample: contiguous, strided, one value repeated, and in
lengths that are no whole blocks. A line is an instruction set, a case and a digest.
"""

import hashlib

import numpy as np

import relu_native as rn
import samples
from cases import every_case, outputs

COUNT = 6007
LENGTHS = (1, 2, 15, 16, 17, 63, 65, 511, 513)


def operands_of(case):
    special = samples.specials(case.dtype)
    operands = case.operands(COUNT)
    pairs = np.meshgrid(*[special] * (2 if case.form == "backward" else 1))
    for operand, values in zip(operands, pairs, strict=False):
        operand[: values.size] = values.ravel()
    return operands


def results(case):
    operands = operands_of(case)
    yield from outputs(case.ufunc(*operands))
    yield from outputs(case.ufunc(*(operand[::-3] for operand in operands)))
    yield from outputs(case.ufunc(*(np.broadcast_to(operand[7], 100) for operand in operands)))
    for length in LENGTHS:
        yield from outputs(case.ufunc(*(operand[length : 2 * length] for operand in operands)))


def main():
    for isa in rn.isa.available():
        with rn.isa.use(isa):
            for case in every_case():
                digest = hashlib.sha256()
                for result in results(case):
                    digest.update(np.ascontiguousarray(result))
                print(isa, case, digest.hexdigest()[:32])


if __name__ == "__main__":
    main()
