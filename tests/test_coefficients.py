# SPDX-License-Identifier: BSD-3-Clause
"""Every number in csrc/coefficients.h keeps the bound stated with it, off the grid of the fit too."""

from __future__ import annotations

import re
import sys
from fractions import Fraction
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import NamedTuple

import pytest
from mpmath import atanh, diff, e, exp, mp, mpf, ncdf, npdf, sqrt, tanh

TOOLS = Path(__file__).resolve().parents[1] / "csrc" / "tools"
sys.path.insert(0, str(TOOLS))

import fit  # noqa: E402
import remez  # noqa: E402


class Entry(NamedTuple):
    """What follows one comment of the header: the comment, and the numbers by name."""

    comment: str
    values: dict[str, list[float]]

    @property
    def bound(self) -> mpf:
        """The error the comment states."""
        return mpf(2) ** -mpf(re.search(r"error .*?2\^-(\d+\.\d\d)", self.comment)[1])


def read_header() -> list[Entry]:
    """The entries of csrc/coefficients.h."""
    entries = []
    for comment, code in re.findall(r"/\*(.*?)\*/(.*?)(?=/\*|\Z)", fit.HEADER.read_text("utf-8"), re.DOTALL):
        definitions = re.findall(r"static const double (\w+)[^=]* = ([^;]*);", code)
        values = {
            name: [float.fromhex(number) for number in re.findall(r"-?0x[0-9a-fp.+-]+", text)]
            for name, text in definitions
        }
        entries.append(Entry(" ".join(comment.split()), values))
    return [entry for entry in entries if entry.values]


ENTRIES = {tuple(entry.values): entry for entry in read_header()}
HEADER = {name: numbers for entry in ENTRIES.values() for name, numbers in entry.values.items()}
each_fit = pytest.mark.parametrize("one", fit.FITS, ids=lambda one: one.name)
each_constant = pytest.mark.parametrize("one", fit.CONSTANTS, ids=lambda one: one.names[0])


@pytest.fixture(autouse=True)
def _digits():
    with mp.workdps(fit.DIGITS):
        yield


def constant(name: str) -> mpf:
    """The sum of the parts name_1, name_2, ... in the header."""
    return sum(mpf(numbers[0]) for key, numbers in HEADER.items() if re.fullmatch(rf"{name}_\d", key))


def test_header_holds_what_the_program_fits():
    fitted = [one.tables for one in fit.FITS] + [(one.name, f"{one.name}_LOW") for one in fit.PAIR_FITS]
    others = [(one.name,) for one in fit.TABLES] + [one.names for one in fit.CONSTANTS]
    assert list(ENTRIES) == fitted + others


def test_header_is_up_to_date():
    assert fit.main(["--check"]) == 0


def test_check_tells_a_changed_header(tmp_path, monkeypatch):
    monkeypatch.setattr(fit, "HEADER", tmp_path / "coefficients.h")
    monkeypatch.setattr(fit, "header", lambda: "fitted\n")
    assert fit.main(["--check"]) == 1
    assert fit.main([]) == 0
    assert fit.main(["--check"]) == 0
    fit.HEADER.write_text("edited\n", "utf-8")
    assert fit.main(["--check"]) == 1


@each_fit
def test_stated_bound(one):
    entry = ENTRIES[one.tables]
    low, high = (mpf(number) for number in re.search(r"on \[(\S+), (\S+)\]", entry.comment).groups())
    points = [low + (high - low) * (i + mpf(1) / 3) / 2003 for i in range(2003)]
    # Where a function decays the extrema of the error crowd at the low end, so half of the points do.
    points += [low + (x - low) ** 2 / (high - low) for x in points]
    error = one.error(entry.values, [*points, low, high])
    assert entry.bound / mpf(2) ** 0.05 < error <= entry.bound


def gelu_slope(x):
    return ncdf(x) + x * npdf(x)


def stated_value(meaning, x):
    """What the words of a fit stand for at its variable x, in functions of mpmath's."""
    formula = re.sub(r" (as P|in \w = ).*", "", meaning)
    argument = re.search(r" in (\w) = (\w)\^2", meaning)
    scope = {"e": +e, "tanh": tanh, "atanh": atanh, "Phi": ncdf, "gelu_slope": gelu_slope}
    scope |= {"r": x, "t": x, "t0": constant("GELU_ROOT")}
    if argument:
        scope |= {argument[2]: sqrt(x)}
    formula = formula.replace("^", "**").replace("gelu'", "gelu_slope").replace(") Phi", ") * Phi")
    return eval(formula.replace(") gelu", ") * gelu"), scope)


@each_fit
def test_stated_function_and_degrees(one):
    entry = ENTRIES[one.tables]
    for x in (one.interval[1] / mpf(7), one.interval[1] * mpf(5) / 7):
        stated = stated_value(one.meaning, x)
        fitted = remez.horner([*one.leading, one.function(x)], x)
        assert abs(fitted / stated - 1) < mpf(10) ** -50
    degrees = re.search(r"degree ([\d /]+):", entry.comment)[1].split(" / ")
    assert [len(numbers) - 1 for numbers in entry.values.values()] == [int(degree) for degree in degrees]
    assert entry.values[one.tables[0]][: len(one.leading)] == list(one.leading)


@each_constant
def test_constant_parts(one):
    entry = ENTRIES[one.names]
    parts = [mpf(number) for (number,) in entry.values.values()]
    rest = abs(one.value() - sum(parts))
    assert rest == 0 if entry.comment.endswith("exact.") else rest <= entry.bound
    for part, following in pairwise(parts):
        assert abs(following) <= abs(part) * mpf(2) ** (-one.bits if part is parts[0] else -53)


def test_multiples_of_the_first_part_of_ln2_are_exact():
    (first,) = HEADER["LN2_1"]
    assert all(Fraction(n * first) == n * Fraction(first) for n in range(-2048, 2049))


def test_tanh_ends_where_it_rounds_to_1():
    (end,) = HEADER["TANH_MAX"]
    assert end**2 == fit.FITS[[one.name for one in fit.FITS].index("TANH")].interval[1]
    assert 1 - tanh(mpf(end)) * (1 - mpf(2) ** -39) < mpf(2) ** -25


def test_silu_root():
    root = constant("SILU_ROOT")
    slope = diff(lambda x: x / (1 + exp(-x)), -root)
    assert abs(slope) < mpf(2) ** -160
    assert abs(exp(-root) - constant("SILU_ROOT_EXP")) < mpf(2) ** -113


@pytest.mark.parametrize("degree", range(5))
def test_remez_finds_chebyshev(degree):
    """The best approximation of x^(n+1) by degree n leaves T_(n+1) / 2^n."""
    points = remez.grid(-1, 1, 601)
    best = remez.minimax(lambda x: x ** (degree + 1), lambda x: mpf(1), points, (degree, 0))
    zeros = [mp.cos(mp.pi * (2 * k + 1) / (2 * degree + 2)) for k in range(degree + 1)]
    for x in (mpf(1) / 3, mpf(4) / 5):
        left = x ** (degree + 1) - remez.horner(best.numerator, x)
        assert abs(left - prod(x - zero for zero in zeros)) < mpf(2) ** -10 * mpf(2) ** -degree
    assert abs(best.error * 2**degree - 1) < mpf(2) ** -10
