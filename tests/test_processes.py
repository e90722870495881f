# SPDX-License-Identifier: BSD-3-Clause
"""Forks, multiprocessing, interrupts, exit with calls under way, subinterpreters, an old NumPy."""

import multiprocessing
import sys
import sysconfig

import numpy as np
import pytest

import relu_native as rn
from test_threads import FORK, LARGE, run

posix = pytest.mark.skipif(not hasattr(multiprocessing.reduction, "DupFd"), reason="fork is POSIX")


@posix
def test_forks_from_several_threads_at_once():
    """Each thread computes with a team of its own and forks again and again; every child computes, too."""
    program = (
        FORK
        + """
    import threading
    want, right = digest(), []
    def work():
        for _ in range(3):
            right.append(digest() == want)
            right.append(child(lambda: digest() == want))
    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert right == [True] * 24, right
    """
    )
    run(program.replace(str(LARGE), "300_007"), PYTHONHASHSEED="0", PYTHONWARNINGS="ignore", timeout=200)


@posix
def test_fork_after_a_second_import():
    program = (
        FORK
        + """
    want = digest()
    for name in [name for name in sys.modules if name.startswith("relu_native")]:
        del sys.modules[name]
    import relu_native as rn
    rn.set_num_threads(3)
    assert child(lambda: digest() == want)
    assert digest() == want
    """
    )
    run(program, PYTHONHASHSEED="0", timeout=120)


def there(name):
    """Results in another process, with one thread and with three."""
    x = np.linspace(-9, 9, 300_007, dtype=np.float32)
    results = []
    for threads in (1, 3):
        with rn.num_threads(threads):
            results.append(rn.activations[name].derivative(x))
    return results


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_multiprocessing(method):
    """Children of a process whose threads have been started, by every start method, and they have pools."""
    names = ["silu", "relu", "elu", "silu"] * 2
    with rn.num_threads(3):
        wants = {name: there(name)[0] for name in names}
        with multiprocessing.get_context(method).Pool(3) as pool:
            results = pool.map_async(there, names).get(timeout=120)
    for name, pair in zip(names, results, strict=True):
        for result in pair:
            assert np.array_equal(result, wants[name])


@pytest.mark.skipif(sys.platform == "win32", reason="no timers")
def test_interrupts_during_long_calls():
    """A KeyboardInterrupt comes before or after a call: the output is all old or all new."""
    program = """
    import os, signal, sys, time
    import numpy as np, relu_native as rn
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    rn.set_num_threads(3)
    x = np.linspace(-9, 9, 3_000_001, dtype=np.float32)
    interrupted = 0
    for activation in (rn.silu, rn.elu, rn.relu, rn.silu.derivative):
        want, out = activation(x), np.empty_like(x)
        start = time.perf_counter()
        activation(x, out=out)
        taken = time.perf_counter() - start
        for k in range(12):
            try:
                signal.setitimer(signal.ITIMER_REAL, taken * (k + 1) / 10)
                while True:
                    out.fill(np.nan)
                    activation(x, out=out)
            except KeyboardInterrupt:
                interrupted += 1
            assert np.isnan(out).all() or np.array_equal(out, want)
            assert np.array_equal(activation(x), want)
    assert interrupted == 48
    """
    run(program, timeout=120)


def test_exit_with_calls_under_way():
    """Daemon threads are in the middle of calls, with their teams, when the interpreter ends."""
    program = """
    import threading, time
    import numpy as np, relu_native as rn
    rn.set_num_threads(3)
    x = np.linspace(-9, 9, 1_000_003, dtype=np.float32)
    def work(k):
        activation = [rn.silu, rn.relu, rn.elu][k % 3]
        while True:
            activation(x)
    for k in range(6):
        threading.Thread(target=work, args=(k,), daemon=True).start()
    time.sleep(0.3)
    """
    for _ in range(5):
        run(program, timeout=60)


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="only CPython has subinterpreters")
def test_import_in_a_subinterpreter():
    """NumPy says that it cannot be loaded there, or before 2.3 only warns; the main interpreter goes on."""
    program = """
    import relu_native
    try:
        import _interpreters as interpreters
    except ImportError:
        import _xxsubinterpreters as interpreters
    there = interpreters.create()
    code = '''if True:
        try:
            import relu_native
            print("imported", relu_native.relu(3.0), relu_native.elu(3.0, 0.321))
        except ImportError as error:
            print("ImportError", error)
    '''
    if hasattr(interpreters, "exec"):
        assert interpreters.exec(there, code) is None
    else:
        interpreters.run_string(there, code)
    print(relu_native.relu(2.0), relu_native.elu(2.0, 0.123))
    """
    *there, here, also_here = run(program, timeout=60)
    assert there[0] == "ImportError" or there == ["imported", "3.0", "3.0"]
    assert (here, also_here) == ("2.0", "2.0")


@pytest.mark.parametrize("version", ["1.26.4", "2.0.2", "2.1.3"])
def test_an_old_numpy(version):
    program = f"""
    import numpy
    numpy.__version__ = "{version}"
    try:
        import relu_native
    except ImportError as error:
        print(error)
    """
    message = run(program)
    assert version in message
    assert {"relu_native", "NumPy", "2.2,"} <= set(message)


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this Python has a GIL")
def test_the_gil_stays_off():
    """cffi declares the module safe without it."""
    assert run("import sys, relu_native; print(sys._is_gil_enabled())") == ["False"]
