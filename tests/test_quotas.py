# SPDX-License-Identifier: BSD-3-Clause
"""The default number of threads keeps to the quotas of control groups."""

import os

import pytest

from relu_native.threads import _usable_cpus

CPUS = len(os.sched_getaffinity(0))
HALF, MANY = "50000", "100000000"


@pytest.fixture
def usable(tmp_path):
    """What _usable_cpus finds where /proc/self/cgroup and the files below /sys/fs/cgroup are as given."""

    def find(membership, **files):
        (tmp_path / "membership").write_text(membership)
        for path, text in files.items():
            file = tmp_path / "mount" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return _usable_cpus(tmp_path / "membership", tmp_path / "mount")

    return find


@pytest.mark.parametrize(
    ("limit", "count"),
    [("max 100000", CPUS), (f"{MANY} 100000", CPUS), (f"{HALF} 100000", 1), ("150000 100000", min(2, CPUS))],
)
@pytest.mark.parametrize("path", ["cpu.max", "outer/cpu.max", "outer/inner/cpu.max"])
def test_version_2(usable, path, limit, count):
    assert usable("0::/outer/inner\n", **{path: limit}) == count


def test_the_tightest_group_counts(usable):
    limits = {
        "cpu.max": "max 100000",
        "outer/cpu.max": f"{HALF} 100000",
        "outer/inner/cpu.max": f"{MANY} 100000",
    }
    assert usable("0::/outer/inner\n", **limits) == 1


@pytest.mark.parametrize(("quota", "count"), [("-1", CPUS), (HALF, 1)])
@pytest.mark.parametrize("folder", ["cpu", "cpu/docker/abc"])
def test_version_1(usable, folder, quota, count):
    membership = "5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n3:cpuset:/\n"
    files = {f"{folder}/cpu.cfs_quota_us": quota, f"{folder}/cpu.cfs_period_us": "100000"}
    assert usable(membership, **files) == count


def test_a_path_seen_from_outside_the_container(usable):
    assert usable("0::/../../elsewhere\n", **{"cpu.max": f"{HALF} 100000"}) == 1


def test_no_control_groups(usable, tmp_path):
    assert usable("") == CPUS
    assert _usable_cpus(tmp_path / "nothing", tmp_path) == CPUS
