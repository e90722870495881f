# SPDX-License-Identifier: BSD-3-Clause
"""The thread count, its environment variables, threadpoolctl, fork, and several Python threads at once."""

import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import threadpoolctl
from relu_native._native import lib

import relu_native as rn
from cases import assert_same_bits, every_case

#: Large enough for every op to be split.
LARGE = 1_200_007


def run(program, timeout=60, **environment):
    """What a Python program prints in a process of its own, whose environment has these variables changed."""
    changed = {key: value for key, value in environment.items() if value is not None}
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in environment and not key.startswith("OMP_")
    }
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        env=kept | changed,
        timeout=timeout,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_set_and_get():
    before = rn.get_num_threads()
    try:
        rn.set_num_threads(3)
        assert rn.get_num_threads() == 3
        with rn.num_threads(5):
            assert rn.get_num_threads() == 5
            with rn.num_threads(1):
                assert rn.get_num_threads() == 1
            assert rn.get_num_threads() == 5
        assert rn.get_num_threads() == 3
        with pytest.raises(KeyError), rn.num_threads(2):
            raise KeyError
        assert rn.get_num_threads() == 3
    finally:
        rn.set_num_threads(before)


@pytest.mark.parametrize("setter", [rn.set_num_threads, lambda n: rn.num_threads(n).__enter__()])
@pytest.mark.parametrize(
    ("bad", "error"),
    [(0, ValueError), (-1, ValueError), (2**40, ValueError), (1.5, TypeError), ("2", TypeError)],
)
def test_impossible_counts(setter, bad, error):
    before = rn.get_num_threads()
    with pytest.raises(error):
        setter(bad)
    assert rn.get_num_threads() == before


PRINT_THREADS = "import relu_native as rn; print(rn.get_num_threads())"


def test_environment_variables():
    cpus = str(len(os.sched_getaffinity(0)))
    default = run(PRINT_THREADS, RELU_NATIVE_NUM_THREADS=None, OMP_NUM_THREADS=None)
    assert 1 <= int(*default) <= int(cpus)
    assert run(PRINT_THREADS, RELU_NATIVE_NUM_THREADS=None, OMP_NUM_THREADS="3") == ["3"]
    assert run(PRINT_THREADS, RELU_NATIVE_NUM_THREADS="5", OMP_NUM_THREADS="3") == ["5"]
    refused = """
        try:
            import relu_native
        except ValueError as error:
            print("RELU_NATIVE_NUM_THREADS" in str(error))
    """
    assert run(refused, RELU_NATIVE_NUM_THREADS="many") == ["True"]


def test_affinity_limits_the_default():
    cpu = min(os.sched_getaffinity(0))
    program = f"import os; os.sched_setaffinity(0, [{cpu}]); {PRINT_THREADS}"
    assert run(program, RELU_NATIVE_NUM_THREADS=None, OMP_NUM_THREADS=None) == ["1"]


def test_several_python_threads_at_once():
    """Eight callers, each of which may use three threads, while the count changes under them."""
    jobs = []
    for case in every_case(dtypes=("float32",)):
        operands = [np.resize(operand, 40_009) for operand in case.operands(10_007)]
        jobs.append((case.ufunc, operands, case.ufunc(*operands)))

    def work(k):
        for ufunc, operands, want in jobs[k:] + jobs[:k]:
            rn.set_num_threads(1 + k % 3)
            assert_same_bits(ufunc(*operands), want)
        return k

    before = rn.get_num_threads()
    try:
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(work, range(8), timeout=120)) == list(range(8))
    finally:
        rn.set_num_threads(before)


COUNT_TASKS = f"""
    import os, threadpoolctl, numpy as np, relu_native as rn
    x = np.linspace(-9, 9, {LARGE}, dtype=np.float32)
    def tasks():
        for activation in rn.activations.values():
            activation(x, *(0.5 for default in activation.parameters.values() if default is None))
        return len(os.listdir("/proc/self/task"))
"""
openmp = pytest.mark.skipif(not lib.rn_openmp(), reason="built without OpenMP")


@openmp
def test_threads_are_woken_only_as_allowed():
    """OpenMP keeps its threads once it has started them, so tasks of the process can be counted."""
    program = (
        COUNT_TASKS
        + """
    before = len(os.listdir("/proc/self/task"))
    with rn.num_threads(1):
        assert tasks() == before
    with rn.num_threads(4):
        assert tasks() == before + 3
    """
    )
    run(program, OPENBLAS_NUM_THREADS="1")


@openmp
def test_small_arrays_wake_no_thread():
    program = (
        COUNT_TASKS
        + """
    x = x[:4096]
    before = len(os.listdir("/proc/self/task"))
    with rn.num_threads(4):
        assert tasks() == before
    """
    )
    run(program, OPENBLAS_NUM_THREADS="1")


@openmp
def test_threadpoolctl_sees_and_limits_the_pool():
    assert "openmp" in {pool["user_api"] for pool in threadpoolctl.threadpool_info()}
    program = (
        COUNT_TASKS
        + """
    before = len(os.listdir("/proc/self/task"))
    with threadpoolctl.threadpool_limits(1, user_api="openmp"):
        assert tasks() == before
    with threadpoolctl.threadpool_limits(2, user_api="openmp"):
        assert tasks() == before + 1
    assert tasks() == before + 3
    """
    )
    run(program, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="4")


FORK = f"""
    import os, signal, sys, time, numpy as np, relu_native as rn
    rn.set_num_threads(3)
    x = np.linspace(-9, 9, {LARGE}, dtype=np.float32)
    def digest():
        total = 0
        for activation in rn.activations.values():
            arguments = [0.5 for default in activation.parameters.values() if default is None]
            for result in activation.value_and_derivative(x, *arguments):
                total ^= hash(result.tobytes())
        return total
    def child(work):
        pid = os.fork()
        if not pid:
            os._exit(0 if work() else 1)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status) == 0
            time.sleep(0.01)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return False
"""


def test_fork():
    """Parent and child go on after the pool was used, again and again, and so does the child's child."""
    program = (
        FORK
        + """
    want = digest()
    for _ in range(3):
        assert child(lambda: digest() == want)
        assert digest() == want
    assert child(lambda: digest() == want and child(lambda: digest() == want) and digest() == want)
    """
    )
    run(program, PYTHONHASHSEED="0", timeout=150)


def test_fork_before_the_first_call():
    program = (
        FORK
        + """
    assert child(lambda: digest() == digest())
    assert digest() == digest()
    """
    )
    run(program, PYTHONHASHSEED="0", timeout=90)


def test_fork_while_another_thread_computes():
    program = (
        FORK
        + """
    import threading
    want, stop = digest(), threading.Event()
    def work():
        while not stop.is_set():
            digest()
    worker = threading.Thread(target=work)
    worker.start()
    try:
        for _ in range(5):
            assert child(lambda: digest() == want)
            assert digest() == want
    finally:
        stop.set()
        worker.join()
    """
    )
    run(program, PYTHONHASHSEED="0", PYTHONWARNINGS="ignore", timeout=150)
