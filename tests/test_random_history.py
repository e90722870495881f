# SPDX-License-Identifier: BSD-3-Clause
"""A random history of a process, by Hypothesis: calls of every sort while thread counts, instruction sets,
passes and arrays change, and forks. What a call returns depends on its operands alone."""

import os
import signal
import time
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule, run_state_machine_as_test
from relu_native._native import lib

import relu_native as rn
from cases import FLOATS, Case, assert_same_bits, outputs
from relu_native._registry import FORMS, ops

#: From nothing to several threads' work, about the tile's 512 elements and a block's 64.
LENGTHS = st.one_of(st.integers(0, 70), st.sampled_from([511, 512, 513, 2047, 40_009, 270_007]))
CASES = st.builds(Case, st.sampled_from(list(ops)), st.sampled_from(FORMS), st.sampled_from(FLOATS))
#: How long a child may take, in seconds.
PATIENCE = 60


@dataclass
class Known:
    """A call and what it returns: by the scalar kernels, on contiguous operands, in one thread."""

    case: Case
    operands: list
    results: tuple = ()

    def learn(self):
        with rn.num_threads(1), rn.isa.use("scalar"):
            fresh = [np.ascontiguousarray(operand) for operand in self.operands]
            self.results = tuple(map(np.copy, outputs(self.case.ufunc(*fresh))))
        return self

    def check(self, got):
        assert_same_bits(got, self.results)


def apart(array, step):
    """The array's elements, step places apart."""
    space = np.zeros(abs(step) * array.size + 1, array.dtype)[: abs(step) * array.size]
    view = space[:: abs(step)][:: 1 if step > 0 else -1]
    view[:] = array
    return view


class History(RuleBasedStateMachine):
    calls = Bundle("calls")

    def __init__(self):
        super().__init__()
        self.known = []
        self.before = rn.get_num_threads(), rn.isa.current(), lib.rn_get_lookup_elements()

    def teardown(self):
        rn.set_num_threads(self.before[0])
        rn.isa.use(self.before[1])
        lib.rn_set_lookup_elements(self.before[2])
        lib.rn_set_trust(2.0**-39)

    @rule(target=calls, case=CASES, length=LENGTHS, seed=st.integers(0, 9))
    def compute(self, case, length, seed):
        call = Known(case, case.operands(length, seed)).learn()
        call.check(case.ufunc(*call.operands))
        self.known.append(call)
        return call

    @rule(call=calls, step=st.sampled_from([2, 3, -1, -2]))
    def compute_strided(self, call, step):
        out = tuple(apart(np.zeros_like(result), step) for result in call.results)
        call.check(call.case.ufunc(*(apart(operand, step) for operand in call.operands), out=out))

    @rule(call=calls, place=st.integers(0, 3))
    def compute_in_place(self, call, place):
        operands = [operand.copy() for operand in call.operands]
        out = (operands[place % len(operands)], *(None,) * (len(call.results) - 1))
        call.check(call.case.ufunc(*operands, out=out))

    @rule(call=calls, at=st.integers(0, 300_000), seed=st.integers(0, 9))
    def change_an_operand(self, call, at, seed):
        x = call.operands[call.case.form == "backward"]
        part = x[at % max(1, x.size) :][:100]
        part[:] = call.case.operands(part.size, seed)[-1 - len(call.case.op.parameters)]
        call.learn()

    @rule(case=CASES, numbers=st.tuples(*[st.floats(0.125, 8)] * 2), length=LENGTHS)
    def compute_with_numbers(self, case, numbers, length):
        """Numbers are fixed in a ufunc, kept for the next call that has the same."""
        numbers = sorted(numbers)[: len(case.op.parameters)]
        operands = case.operands(length)[: case.ufunc.nin - len(numbers)]
        arrays = [np.full(length, number).astype(case.dtype) for number in numbers]
        Known(case, [*operands, *arrays]).learn().check(case.call(*operands, *numbers))

    @rule(threads=st.sampled_from([1, 2, 3, 7]))
    def set_threads(self, threads):
        rn.set_num_threads(threads)

    @rule(isa=st.sampled_from(rn.isa.available()))
    def set_isa(self, isa):
        rn.isa.use(isa)

    @rule(trust=st.sampled_from([2.0**-39, 1.0]))
    def set_pass(self, trust):
        lib.rn_set_trust(trust)

    @rule(elements=st.sampled_from([0, 1 << 14, float("inf")]))
    def set_lookup(self, elements):
        lib.rn_set_lookup_elements(elements)

    @rule()
    def compute_all_again(self):
        for call in self.known:
            call.check(call.case.ufunc(*call.operands))

    @rule()
    def fork(self):
        if not hasattr(os, "fork"):
            return
        pid = os.fork()
        if not pid:
            signal.alarm(PATIENCE)
            right = False
            try:
                self.compute_all_again()
                right = True
            finally:
                os._exit(0 if right else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        self.compute_all_again()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_any_history():
    """HISTORIES in the environment says how many; they differ from run to run only where it is given."""
    histories = int(os.environ.get("HISTORIES", "0"))
    start = time.monotonic()
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=histories or 20,
            stateful_step_count=30,
            derandomize=not histories,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"{histories or 20} histories in {time.monotonic() - start:.0f} s")
