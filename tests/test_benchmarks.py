# SPDX-License-Identifier: BSD-3-Clause
"""The parts of the benchmarks that need no stopwatch: which cells, right numbers, ratios, comparison."""

import itertools
import math
import os
import threading
import time
from types import SimpleNamespace

import ml_dtypes
import numpy as np
import pytest

import relu_native as rn
from benchmarks import compare, contents, layouts, measures, quiet, records
from benchmarks.__main__ import chosen_cells, chosen_peers, command_line, default_folder
from benchmarks.__main__ import main as benchmark
from benchmarks.cells import FLOATS, FORMS, INTEGERS, Cell, every_cell, quick_cells
from benchmarks.environment import machine
from benchmarks.peers import LIBRARIES, enter, load, numpy_peer, pair
from benchmarks.pinning import PROCESSORS
from benchmarks.problem import BLOCK, Accuracy, Problem, promise, ulp, worst_error
from benchmarks.run import Measured, entries, rivals
from benchmarks.sizes import SIZES, parse_size, size_name
from benchmarks.timing import Pace, calls_per_sample, race
from relu_native._registry import ops
from runs import record

OPS = tuple(rn.activations)
LIGHT, _ = load(("numpy", "scipy", "numexpr"))


# Cells


def test_sizes_and_their_names_are_inverse():
    for name, size in {**SIZES, "1000": 1000, "3Ki": 3072}.items():
        assert (size_name(size), parse_size(name)) == (name, size)


def test_every_cell_is_the_full_product():
    cells = list(every_cell(OPS, FORMS, FLOATS, SIZES.values(), (1, 2)))
    assert len(cells) == len(set(cells)) == len(OPS) * len(FORMS) * len(FLOATS) * len(SIZES) * 2


def test_integers_are_timed_only_where_the_op_keeps_them():
    kept = {cell.op for cell in every_cell(OPS, ("forward",), INTEGERS, (1,), (1,))}
    assert kept == {name for name, op in ops.items() if op.kind == "numeric" and not op.parameters}


def test_quick_cells_cover_every_op_form_and_dtype():
    cells = list(quick_cells(OPS, (1, 2)))
    assert {(cell.op, cell.form) for cell in cells} == set(itertools.product(OPS, FORMS))
    assert {(cell.op, cell.dtype) for cell in cells} == set(itertools.product(OPS, FLOATS))
    assert {cell.threads for cell in cells} == {1, 2}
    assert len(cells) == len(set(cells))
    assert {cell.threads for cell in quick_cells(OPS, (1,))} == {1}


def test_traffic_counts_the_arrays_of_the_form():
    traffic = [Cell("relu", form, "float32", 100, 1).traffic for form in FORMS]
    assert traffic == [800, 800, 1200, 1200]
    assert Cell("relu", "forward", "bfloat16", 100, 1).traffic == 400


# Right numbers


def test_ulp_is_the_spacing_of_the_type():
    values = np.array([0, 1e-42, 1, 1.5, 2, -3e38, np.inf])
    expected = np.spacing(np.abs(values).astype(np.float32))[:-1]
    assert np.array_equal(ulp(values, np.finfo(np.float32))[:-1], expected)
    assert ulp(np.array([1.0]), ml_dtypes.finfo(ml_dtypes.bfloat16)) == 2.0**-7


@pytest.mark.parametrize("length", [3, BLOCK, BLOCK + 5, 3 * BLOCK])
def test_worst_error_looks_at_every_element(length):
    block = np.random.default_rng(1).standard_normal(BLOCK).astype(np.float32)
    got = np.resize(block, length)
    assert worst_error(got, block) == Accuracy(0, wrong=False)
    got[-1] = np.nextafter(got[-1], np.float32(np.inf))
    assert worst_error(got, block) == Accuracy(1, wrong=False)
    got[-1] += 1
    assert worst_error(got, block).wrong
    got[-1] = np.nan
    assert worst_error(got, block).ulp == math.inf


def test_equal_nan_and_infinities_are_no_error():
    values = np.array([np.nan, np.inf, -np.inf], np.float16)
    assert worst_error(values, values) == Accuracy(0, wrong=False)
    assert worst_error(values, values[::-1].copy()).ulp == math.inf


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("op", OPS)
def test_numpy_idioms_compute_the_function(op, form):
    for dtype, fresh in itertools.product(("float32", "float64"), (False, True)):
        problem = Problem(Cell(op, form, dtype, 1000, 1))
        for module in rivals(problem, LIGHT).values():
            outputs = None if fresh else problem.outputs
            with np.errstate(all="ignore"):
                competitor = enter(module, getattr(module, "TABLE", {}).get((op, form)), problem, outputs, 1)
            assert not competitor.accuracy.wrong, module.__name__


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("op", OPS)
def test_our_results_are_verified_before_they_are_timed(op, form, monkeypatch):
    cell = Cell(op, form, "float32", 1000, 1)
    measured = Measured()
    with np.errstate(all="ignore"):
        entered = entries(Problem(cell), LIGHT, False, measured)
    assert entered["relu_native"].accuracy.ulp <= promise(cell)
    assert len(entered) > 1 and not measured.failures
    problem = Problem(cell)
    problem.expected = tuple(values + 1 for values in problem.expected)
    assert entries(problem, LIGHT, False, measured) == {}
    assert measured.failures


def test_what_a_library_cannot_do_is_recorded():
    problem = Problem(Cell("relu", "forward", "float32", 16, 1))
    measured = Measured()

    def prepare(*_):
        raise TypeError("no such loop")

    unable = SimpleNamespace(TABLE={("relu", "forward"): None}, prepare=prepare)
    assert list(entries(problem, {"unable": unable}, True, measured)) == ["relu_native"]
    assert measured.unsupported == {"unable relu forward float32 fresh": "TypeError: no such loop"}


def test_a_library_that_writes_nothing_is_not_timed():
    problem = Problem(Cell("relu", "forward", "float32", 16, 1))
    measured = Measured()

    def prepare(*_):
        return lambda: problem.outputs, lambda results: results

    idle = SimpleNamespace(TABLE={("relu", "forward"): None}, prepare=prepare)
    assert list(entries(problem, {"idle": idle}, False, measured)) == ["relu_native"]
    assert "as it is" in measured.unsupported["idle relu forward float32 preallocated"]


def test_pair_calls_both_on_their_own_outputs():
    both = pair(lambda x, out: ("f", x, out), lambda x, out: ("g", x, out))
    assert both(1, out=None) == (("f", 1, None), ("g", 1, None))
    assert both(1, out=(2, 3)) == (("f", 1, 2), ("g", 1, 3))
    assert set(dict(numpy_peer.TABLE)) == {(op, form) for op in numpy_peer.IDIOMS for form in FORMS}


# Timing


def test_race_times_calls_in_turn():
    order = []
    times = race(
        {"slow": lambda: (order.append("slow"), time.sleep(0.002)), "quick": lambda: order.append("quick")},
        0.001,
        4,
    )
    assert 2e6 <= times["slow"].best <= times["slow"].median
    assert times["quick"].best < times["slow"].best
    assert times["slow"].samples == 4 and times["slow"].calls == 1 < times["quick"].calls
    # The four turns after calibration: slow quick, quick slow, slow quick, quick slow.
    turns = [name for name, _ in itertools.groupby(order)]
    assert turns[2:] == ["slow", "quick", "slow", "quick", "slow"]


def test_slow_competitors_leave_early_only_if_asked():
    def slow():
        time.sleep(0.005)

    assert race({"slow": slow}, 0.001, 6)["slow"].samples == 6
    assert race({"slow": slow}, 0.001, 6, least=4)["slow"].samples == 4
    assert Pace().least is None and Pace(deadline=1.0).least == 3


def test_what_waits_for_threads_that_spin():
    stop = threading.Event()

    def spin():
        while not stop.is_set():
            pass

    other = threading.Thread(target=spin)
    other.start()
    threading.Timer(0.05, stop.set).start()
    waited = quiet.wait_for_quiet()
    assert (stop.is_set() or not quiet.TASKS.is_dir()) and waited < 2 * quiet.LONGEST
    other.join()
    times = iter([9.0, 8.0, 3.0, 1.0])
    assert quiet.wake(lambda: next(times), usual=2.5) == 3 and next(times) == 1


def test_race_with_pools_of_threads_takes_several_samples_a_turn():
    order = []
    calls = {name: lambda name=name: (order.append(name), time.sleep(0.002)) for name in ("a", "b")}
    times = race(calls, 0.001, 6, threads=2)
    assert all(each.samples == 6 and 2e6 <= each.best <= each.median for each in times.values())
    turns = [(name, len(list(of))) for name, of in itertools.groupby(order)]
    # Both wake up; then four samples and two, each after a call or more.
    assert [name for name, _ in turns[2:]] == ["a", "b", "a"] and turns[2][1] >= 5


def test_a_sample_is_as_long_as_asked():
    class Counter:
        """A timer whose calls take a microsecond each."""

        def timeit(self, calls):
            return calls * 1e-6

    assert calls_per_sample(Counter(), 0.020) >= 20_000


def test_pace_shortens_samples_to_meet_a_deadline():
    assert Pace(seconds=0.02, samples=10).within(5, 1000) == 0.02
    hurried = Pace(seconds=0.02, samples=10, deadline=time.monotonic() + 7)
    assert hurried.within(5, 10) == pytest.approx(0.01, rel=0.05)
    assert hurried.within(1, 1) == 0.02
    assert Pace(deadline=time.monotonic() - 1).within(5, 10) > 0


# Ratios


def test_ratios():
    one = record(ours=10, copy=5, numpy=40, torch=20)
    assert measures.fastest_peer(one) == "torch"
    assert (measures.ratio(one), measures.ratio(one, "numpy")) == (2, 4)
    assert math.isnan(measures.ratio(one, "jax"))
    assert measures.per_element(one, one["ours"]) == 0.1
    assert measures.gigabytes_per_second(one, one["ours"]) == 80
    assert measures.roofline_share(one, one["ours"]) == 0.5
    assert measures.fastest_peer(record()) is None and math.isnan(measures.ratio(record()))


def test_geometric_mean():
    assert measures.geometric_mean([1, 4, math.nan, 16]) == pytest.approx(4)
    assert math.isnan(measures.geometric_mean([]))


def test_worst_comes_first_and_needs_a_peer():
    records = [record(ours=ours, op=f"op{ours}", numpy=20) for ours in range(1, 30)] + [record(ours=100)]
    assert [each["op"] for each in measures.worst(records, 3)] == ["op29", "op28", "op27"]


def test_summary():
    forward, everything = measures.summary(
        [record(ours=10, numpy=40), record(ours=10, numpy=10, op="silu"), record(ours=20, numpy=5)]
    )
    assert (forward.pop("form"), everything.pop("form")) == ("forward", "all") and forward == everything
    assert (forward["cells"], forward["behind"], forward["lowest"]) == (3, 1, 0.25)
    assert forward["ratio"] == pytest.approx(1) and forward["smooth"] == pytest.approx(1)
    assert forward["lowest_cell"] == "relu forward float32 100 x1 fresh"


def test_marks():
    assert [
        measures.mark(Accuracy(units, wrong), output)
        for units, wrong, output in ((1, False, False), (17, False, True), (17, True, False))
    ] == ["", "~y", "!"]


# The whole


def test_a_run_leaves_its_files(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("benchmarks.__main__.QUICK", 0.1 / 60)
    chosen = ["--ops", "relu", "--forms", "derivative", "--dtypes", "float32", "--peers", "numpy"]
    assert benchmark(["--quick", *chosen, "--threads", "1", "--out", str(tmp_path)]) == 0
    results = records.read(tmp_path)
    assert [(each["op"], each["dtype"], each["output"]) for each in results["cells"]] == [
        ("relu", "float32", "preallocated"),
        ("relu", "float32", "fresh"),
    ]
    assert all(set(each["peers"]) == {"numpy"} and each["ours"]["best"] > 0 for each in results["cells"])
    assert {each["size"] for each in results["overhead"]} == {1, 16, 256}
    assert results["environment"]["versions"]["numpy"] == np.__version__
    assert (tmp_path / "bars-derivative-float32-1.png").stat().st_size > 1000
    report = (tmp_path / "report.txt").read_text()
    assert "The 2 worst cells" in report and report in capsys.readouterr().out
    assert compare.main([str(tmp_path), str(tmp_path)]) == 0


def test_a_run_restores_threads_and_processors(tmp_path):
    threads = rn.get_num_threads()
    assert (
        benchmark(["--quick", "--ops", "relu", "--dtypes", "int8", "--peers", "none", "--out", str(tmp_path)])
        == 0
    )
    assert rn.get_num_threads() == threads
    if hasattr(os, "sched_getaffinity"):
        assert tuple(sorted(os.sched_getaffinity(0))) == PROCESSORS


def test_peers_without_names_are_all():
    parse = command_line().parse_args
    assert chosen_peers(parse(["--quick", "--peers"])) == list(LIBRARIES)
    assert chosen_peers(parse(["--peers", "none"])) == []
    assert chosen_peers(parse(["--peers", "torch,numpy"])) == ["numpy", "torch"]


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [
        ((), ""),
        (("--peers",), ""),
        (("--minutes", "90"), ""),
        (("--quick",), "quick"),
        (("--dtypes", "float32"), "part"),
        (("--peers", "numpy"), "part"),
    ],
)
def test_only_a_run_of_everything_goes_where_git_keeps_it(arguments, folder):
    options = command_line().parse_args(arguments)
    assert default_folder(options, chosen_cells(options)) == records.RESULTS / machine() / folder


def test_unknown_names_are_refused_with_the_nearest(capsys):
    with pytest.raises(SystemExit) as stopped:
        benchmark(["--ops", "relu,sillu"])
    assert stopped.value.code == 2
    assert "silu" in capsys.readouterr().err


def test_every_layout_and_kind_of_contents_has_a_line(capsys):
    assert layouts.main(["--shape", "48x32", "--seconds", "1e-5"]) == 0
    printed = capsys.readouterr().out
    for layout in layouts.LAYOUTS:
        assert layout.name.split()[0] in printed
    assert contents.main(["--ops", OPS[0], "--forms", "backward", "--seconds", "1e-5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for dtype in FLOATS:
        kinds = [line for line in lines if f" {dtype} " in line]
        assert len(kinds) == len(contents.contents(dtype)) - 1


def test_inputs_near_ties_are_found():
    ties = contents.near_ties(rn.silu, "forward", ())
    assert contents.near_ties(rn.silu.value_and_derivative, "value_and_derivative", ()) is not None
    y = rn.silu(ties[1].astype(np.float64))
    assert np.all(abs(y - y.astype(np.float32)) / np.spacing(abs(y.astype(np.float32))) > 0.4999)
