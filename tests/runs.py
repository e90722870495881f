# SPDX-License-Identifier: BSD-3-Clause
"""Made-up results of benchmarks: a run, its cells and its calls on small arrays."""


def record(ours=10.0, copy=5.0, op="relu", size=100, **peers):
    """A record whose medians are a tenth above the best times."""

    def timing(best):
        return {"best": best, "median": 1.1 * best, "mark": ""}

    return {
        "op": op,
        "form": "forward",
        "dtype": "float32",
        "size": size,
        "threads": 1,
        "output": "fresh",
        "bytes": 8,
        "copy": {"name": "memmove", "best": copy, "median": 1.1 * copy},
        "ours": timing(ours),
        "peers": {name: timing(best) for name, best in peers.items()},
    }


def call(ratio, **more):
    """A record of the time of a call on a small array."""
    times = {"best": 300 * ratio, "median": 330 * ratio, "abs": 300, "ratio": ratio}
    return {"op": "relu", "form": "forward", "size": 1, "parameters": 0, **times, **more}


def run(*cells, calls=(), **about):
    """The results of a run."""
    environment = {"cpu": "A", "cores": 2, "isas": ["avx2", "scalar"], **about}
    return {"environment": environment, "quick": True, "cells": list(cells), "overhead": list(calls)}
