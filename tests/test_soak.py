# SPDX-License-Identifier: BSD-3-Clause
"""Thirty-two Python threads call whatever there is, for a while, and every result is compared."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from relu_native._native import lib

import relu_native as rn
from cases import assert_same_bits, every_case, outputs

CALLERS = 32
#: How long, in seconds; `make soak` says a minute.
SECONDS = float(os.environ.get("SOAK_SECONDS", "3"))
#: Short ones, and one that the smooth ops split.
LENGTHS = (1, 17, 600, 33_001)


def jobs():
    """Every case at some length, with the results that the scalar kernels give in one thread."""
    for k, case in enumerate(every_case(dtypes=("float16", "bfloat16", "float32", "float64", "int16"))):
        operands = case.operands(LENGTHS[k % len(LENGTHS)])
        with rn.num_threads(1), rn.isa.use("scalar"):
            want = outputs(case.ufunc(*operands))
        yield case.ufunc, operands, want


def test_many_callers():
    work, start, calls = list(jobs()), threading.Barrier(CALLERS), [0] * CALLERS

    def caller(k):
        random = np.random.default_rng(k)
        start.wait()
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            if random.random() < 0.02:
                rn.set_num_threads(int(random.integers(1, 5)))
                rn.isa.use(str(random.choice(rn.isa.available())))
                lib.rn_set_lookup_elements(float(random.choice([0, 1 << 14, np.inf])))
            ufunc, operands, want = work[random.integers(len(work))]
            assert_same_bits(ufunc(*operands), want)
            calls[k] += 1

    before = rn.get_num_threads(), rn.isa.current(), lib.rn_get_lookup_elements()
    try:
        with ThreadPoolExecutor(CALLERS) as pool:
            list(pool.map(caller, range(CALLERS)))
    finally:
        rn.set_num_threads(before[0])
        rn.isa.use(before[1])
        lib.rn_set_lookup_elements(before[2])
    assert min(calls) > 0
    print(f"{sum(calls)} calls by {CALLERS} threads in {SECONDS:g} s")
