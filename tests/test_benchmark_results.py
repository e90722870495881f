# SPDX-License-Identifier: BSD-3-Clause
"""What is made of the benchmarks' results: comparison of two, the file, the table of the README."""

import pytest

from benchmarks import compare, records, table
from benchmarks.sizes import SIZES
from runs import call, record, run


def compared(tmp_path, old, new, *options, cpus=("A", "A"), calls=((), ())):
    paths = []
    for name, cell, cpu, overhead in zip(("old", "new"), (old, new), cpus, calls, strict=True):
        paths.append(tmp_path / f"{name}.json")
        records.write(run(cell, calls=overhead, cpu=cpu), paths[-1])
    return compare.main([*map(str, paths), *options])


@pytest.mark.parametrize(("ours", "status"), [(9, 0), (10, 0), (10.9, 0), (11.1, 1), (20, 1)])
def test_compare_fails_on_a_regression(tmp_path, ours, status):
    assert compared(tmp_path, record(ours=10), record(ours=ours)) == status


def test_compare_threshold(tmp_path):
    assert compared(tmp_path, record(ours=10), record(ours=14), "--threshold", "1.5") == 0
    assert compared(tmp_path, record(ours=10), record(ours=10.5), "--threshold", "1.02") == 1


def test_compare_wants_best_and_median_to_agree(tmp_path):
    noisy = record(ours=10)
    noisy["ours"]["median"] = 100
    assert compared(tmp_path, record(ours=10), noisy) == 0


def test_compare_wants_time_and_peers_to_agree_on_one_machine(tmp_path):
    slow_moment = record(ours=20, copy=10, numpy=80)
    assert compared(tmp_path, record(ours=10, numpy=40), slow_moment) == 0
    assert compared(tmp_path, record(ours=10, copy=5), record(ours=20, copy=10)) == 0
    assert compared(tmp_path, record(ours=10, numpy=40), slow_moment, "--by", "time") == 1
    assert compared(tmp_path, record(ours=10, numpy=40), record(ours=20, numpy=40)) == 1


def test_compare_on_another_machine_uses_common_peers(tmp_path):
    old, new = record(ours=10, numpy=40, jax=1), record(ours=20, numpy=80, torch=1)
    assert compared(tmp_path, old, new, cpus=("A", "B")) == 0
    assert compared(tmp_path, old, new, "--by", "time", cpus=("A", "B")) == 1
    assert compared(tmp_path, old, record(ours=20, numpy=60), cpus=("A", "B")) == 1


def test_compare_on_another_machine_without_peers_uses_the_copy(tmp_path):
    assert compared(tmp_path, record(ours=10, copy=5), record(ours=20, copy=10), cpus=("A", "B")) == 0
    assert compared(tmp_path, record(ours=10, copy=5), record(ours=20, copy=5), cpus=("A", "B")) == 1


def test_compare_looks_at_call_overhead(tmp_path):
    same = record()
    assert compared(tmp_path, same, same, calls=([call(1.0)], [call(1.05)])) == 0
    assert compared(tmp_path, same, same, calls=([call(1.0)], [call(1.3)])) == 1


def test_compare_by_time_needs_the_same_machine(tmp_path, monkeypatch):
    costs = []
    monkeypatch.setattr(compare, "show", lambda found, *_: costs.extend(found[0].costs))
    compared(tmp_path, record(numpy=40), record(numpy=40), cpus=("A", "B"))
    assert costs == ["relative best", "relative median"]
    compared(tmp_path, record(numpy=40), record(numpy=40))
    assert len(costs) == 6


def test_compare_needs_something_to_compare(tmp_path):
    assert compared(tmp_path, record(op="relu"), record(op="silu")) == 2
    assert compare.main([str(tmp_path / "none.json"), str(tmp_path / "none.json")]) == 2
    with pytest.raises(SystemExit) as stopped:
        compare.main(["a", "b", "--threshold", "0.5"])
    assert stopped.value.code == 2


# Files and the README


def test_what_is_written_is_read(tmp_path):
    cells = [
        record(ours=123.456, copy=7, numpy=40000, torch=1.25),
        record(size=200, jax=3),
        record(op="silu", ours=0.00123456),
    ]
    cells[0]["peers"]["torch"]["mark"] = "~y"
    results = run(*cells, calls=[call(1.25)], date="2026-01-01") | {
        "peers": ["numpy", "torch"],
        "absent": {"x": "y"},
    }
    records.write(results, tmp_path / "results.json")
    found = records.read(tmp_path)
    assert found == records.read(tmp_path / "results.json")
    for before, after in zip(cells, found.pop("cells"), strict=True):
        assert {**before, "copy": 0, "ours": 0, "peers": 0} == {**after, "copy": 0, "ours": 0, "peers": 0}
        was, now = (each["peers"] | {"ours": each["ours"], "copy": each["copy"]} for each in (before, after))
        assert was.keys() == now.keys()
        for name in was:
            assert now[name]["best"] == pytest.approx(was[name]["best"], rel=5e-4)
            assert now[name]["median"] == pytest.approx(was[name]["median"], rel=6e-3)
            assert now[name]["mark"] == was[name].get("mark", "")
    assert found.pop("overhead") == [call(1.25)]
    assert found == {name: results[name] for name in found}


def test_the_table_of_the_readme():
    fast = record(ours=8192, size=SIZES["32Ki"], torch=4096, numpy=32768)
    fresh = record(ours=16384, size=SIZES["32Ki"], jax=2048)
    fresh["peers"]["jax"]["mark"] = "~"
    assert table.entry([fast]) == "0.25 / 0.50 torch"
    assert table.entry([fast, fresh]) == "0.25 / 0.25 jax ~"
    assert (table.entry([record(ours=50)]), table.entry([])) == ("0.50 / -", "-")
    assert list(table.per_op([fast, fresh, record()])) == [
        "| op | forward, 32Ki x1 |",
        "| --- | --- |",
        "| relu | 0.25 / 0.25 jax ~ |",
    ]
    assert "1.20 (at most 1.30) without parameters, 2.00 (at most 2.00) with parameters" in table.calls(
        [call(1.1), call(1.2), call(1.3), call(2.0, parameters=1), call(9.0, form="backward")]
    )


def test_the_readme_says_what_the_committed_run_says():
    readme = table.README.read_text()
    assert table.rewritten(readme) == readme, "run python -m benchmarks.table"


def test_committed_runs_are_small():
    committed = list(records.RESULTS.glob("*/results.json"))
    assert committed and all(path.stat().st_size < 1 << 20 for path in committed)
