# SPDX-License-Identifier: BSD-3-Clause
"""Threads or memory refused: fewer threads or a MemoryError, right results, a usable process."""

import os
import sys

import pytest
from relu_native._native import lib

from test_threads import LARGE, run

linux = pytest.mark.skipif(sys.platform != "linux", reason="the limits are Linux's")
openmp = pytest.mark.skipif(not lib.rn_openmp(), reason="built without OpenMP")

#: Every op's results on one array, as one number; tasks() counts the threads of this process.
DIGEST = f"""
    import hashlib, os, resource, sys, threading, time
    import numpy as np, relu_native as rn
    x = np.linspace(-9, 9, {LARGE}, dtype=np.float32)
    def digest():
        total = hashlib.sha256()
        for activation in rn.activations.values():
            arguments = [0.5 for default in activation.parameters.values() if default is None]
            for result in activation.value_and_derivative(x, *arguments):
                total.update(result)
        return total.hexdigest()
    def tasks():
        return len(os.listdir("/proc/self/task"))
    with rn.num_threads(1):
        want = digest()
"""

#: The limit counts a user's threads, and does not bind the superuser, who becomes a user that has none.
LIMIT_THREADS = """
    def allow(more):
        if os.getuid() == 0:
            os.setgroups([])
            user = 100_000 + os.getpid()  # of its own: other runs of this test count, too
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
            resource.setrlimit(resource.RLIMIT_NPROC, (tasks() + more, tasks() + more))
        else:
            assert more == 0
            resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
"""


@linux
@openmp
@pytest.mark.parametrize("more", [0, 1, 2, 5])
def test_threads_refused_by_a_resource_limit(more):
    """With 7 wanted, as many more than there are already as the limit allows."""
    if more and os.getuid() != 0:
        pytest.skip("only the superuser can become a user of whose threads the number is known")
    program = f"""{DIGEST}{LIMIT_THREADS}
    before = tasks()
    allow({more})
    rn.set_num_threads(7)
    for _ in range(3):
        assert digest() == want
        assert tasks() == before + {more}
    """
    run(program, OPENBLAS_NUM_THREADS="1", timeout=180)


@linux
@openmp
def test_a_refusal_is_not_for_ever():
    """Within two seconds of being let off the limit the team grows."""
    program = f"""{DIGEST}{LIMIT_THREADS}
    before = tasks()
    hard = resource.getrlimit(resource.RLIMIT_NPROC)[1]
    if os.getuid() == 0:
        os.setresuid(100_000 + os.getpid(), 100_000 + os.getpid(), 0)
    resource.setrlimit(resource.RLIMIT_NPROC, (1, hard))
    rn.set_num_threads(3)
    assert digest() == want and tasks() == before
    resource.setrlimit(resource.RLIMIT_NPROC, (hard, hard))
    time.sleep(2.1)
    assert digest() == want and tasks() == before + 2
    """
    run(program, OPENBLAS_NUM_THREADS="1", timeout=180)


@linux
@openmp
def test_threads_refused_to_several_python_threads():
    """Each has a team of its own, and all teams together have three threads to share."""
    more = 0 if os.getuid() else 3
    program = f"""{DIGEST}{LIMIT_THREADS}
    rn.set_num_threads(4)
    started, go, wrong = threading.Barrier(5), threading.Event(), []
    def work():
        started.wait()
        go.wait()
        for _ in range(3):
            wrong.append(digest() != want)
    callers = [threading.Thread(target=work) for _ in range(4)]
    for caller in callers:
        caller.start()
    started.wait()
    before = tasks()
    allow({more})
    go.set()
    for caller in callers:
        caller.join()
    assert wrong == [False] * 12
    """
    run(program, OPENBLAS_NUM_THREADS="1", timeout=180)


#: Leaves this process some memory beyond what it has.
LIMIT_MEMORY = """
    def leave(megabytes):
        pages = int(open("/proc/self/statm").read().split()[0])
        limit = pages * resource.getpagesize() + (megabytes << 20)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
"""


@linux
@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("megabytes", [0, 4, 20])
def test_no_memory_for_a_result(megabytes, threads):
    """Every form of every op, with its threads started before and not; out= needs no memory."""
    program = f"""{DIGEST}{LIMIT_MEMORY}
    from relu_native._registry import FORMS, OPERANDS
    rn.set_num_threads({threads})
    calls = []
    for name, activation in rn.activations.items():
        arguments = [0.5 for default in activation.parameters.values() if default is None]
        for form in FORMS:
            call = activation if form == "forward" else getattr(activation, form)
            calls.append((call, len(OPERANDS[form]), call.ufunc.nout, arguments))
    short = [call(*[x[:1000]] * operands, *arguments) for call, operands, _, arguments in calls]
    huge = np.broadcast_to(np.float32(1), 1 << 26)
    out = np.empty((2, {LARGE}), np.float32)
    if {megabytes % 8 == 0}:
        digest()  # the threads are there
    leave({megabytes})
    for round in range(2):
        for (call, operands, outputs, arguments), result in zip(calls, short):
            try:
                call(*[huge] * operands, *arguments)
            except MemoryError:
                pass
            else:
                raise AssertionError(call)
            assert np.array_equal(call(*[x[:1000]] * operands, *arguments), result)
            call(*[x] * operands, *arguments, out=tuple(out[:outputs]))
            assert np.array_equal(out[:outputs, :1000], np.reshape(result, (outputs, -1)))
            try:
                call(*[x] * operands, *arguments)
            except MemoryError:
                pass
    """
    run(program, OPENBLAS_NUM_THREADS="1", timeout=180)


#: Calls whose n-th allocation fails, for every n, by the routes that C answers: Python 3.12 itself crashes in
#: others. The first call with new parameters is left out: it makes a ufunc, and there NumPy 2.4 crashes, in
#: PyUFunc_FromFuncAndData. Of two results NumPy makes a tuple and forgets the MemoryError, as np.frexp shows;
#: Python then raises a SystemError.
NO_MEMORY = """
    import _testcapi, sys, numpy as np, relu_native as rn
    from relu_native._registry import FORMS, OPERANDS
    x = np.linspace(-3, 3, 5, dtype=np.float32)
    refused = 0
    def refuse(call, outputs):
        global refused
        want, n, successes = call(), 0, 0
        while successes < 12:
            got = None
            _testcapi.set_nomemory(n, n + 1)
            try:
                got = call()
            except MemoryError:
                _testcapi.remove_mem_hooks()
                refused += 1
            except SystemError:
                _testcapi.remove_mem_hooks()
                assert outputs == 2
            finally:
                _testcapi.remove_mem_hooks()
            successes = successes + 1 if got is not None else 0
            assert got is None or np.array_equal(got, want)
            n += 1
    for activation in rn.activations.values():
        for form in FORMS:
            call = activation if form == "forward" else getattr(activation, form)
            operands = [x] * len(OPERANDS[form])
            numbers = [0.5, 0.75][: len(activation.parameters)]
            named = dict(zip(map(sys.intern, activation.parameters), numbers))
            arrays = [np.full(5, number, np.float32) for number in numbers]
            outputs = call.ufunc.nout
            refuse(lambda: call(*operands, *numbers), outputs)
            refuse(lambda: call(*operands, **named), outputs)
            refuse(lambda: call(*operands, *arrays), outputs)
    print(refused)
"""


def test_every_allocation_refused():
    """A MemoryError or the right result."""
    pytest.importorskip("_testcapi", reason="this Python cannot refuse memory")
    if sys.version_info < (3, 11):
        pytest.skip("Python 3.10 itself then raises a SystemError")
    (refused,) = run(NO_MEMORY, timeout=300)
    assert int(refused) > 500
