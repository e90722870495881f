# SPDX-License-Identifier: BSD-3-Clause
"""The layers, read from the sources: each file names only what is below it, and each list exists once."""

import ast
import re
from pathlib import Path

import pytest

from relu_native._registry import ops

ROOT = Path(__file__).parents[1]
CSRC = ROOT / "csrc"
OPS = sorted((CSRC / "ops").glob("*.h"))
ISAS = sorted((CSRC / "isa").glob("*.c"))
#: Between the ops and the instruction sets: arithmetic and loops that know neither.
MIDDLE = sorted(CSRC.glob("*.inc"))
#: Above both: memory, threads, NumPy.
UPPER = sorted(CSRC.glob("*.c"))
ISA_LIST = CSRC / "isa" / "isas.inc"

INTRINSIC = re.compile(
    r"""\b( _mm\d*_\w+ | __m(64|128|256|512)\w* | \w*mmintrin            # x86
         | v\w+_[fsup]\d+ | (float|u?int)\d+x\d+_t | arm_neon           # Arm
         | __builtin_(ia32|neon|aarch64)_\w+ )\b""",
    re.VERBOSE,
)


def code(path):
    """A C file without comments and string literals."""
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(\\.|[^"\\\n])*"', " ", path.read_text(), flags=re.DOTALL)


def named(names, text):
    return sorted(set(re.findall(rf"\b({'|'.join(map(re.escape, sorted(names)))})\b", text)))


def isa_names():
    return {path.stem for path in ISAS}


def short(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", OPS, ids=short)
def test_an_op_names_no_instruction_set(path):
    text = code(path)
    assert not INTRINSIC.search(text)
    assert not named(isa_names(), text)
    assert "#include" not in path.read_text()


@pytest.mark.parametrize("path", OPS, ids=short)
def test_an_op_file_is_one_op(path):
    text = path.read_text()
    [(name, kind)] = re.findall(r"^OP\((\w+), (\w+)", text, re.MULTILINE)
    assert name == path.stem
    texts = re.findall(r"^(FORWARD|DERIVATIVE)\((\w+)", text, re.MULTILINE)
    both = [("FORWARD", path.stem), ("DERIVATIVE", path.stem)]
    if kind == "POLYNOMIAL":  # float32 lanes on 16-bit data may share a text or have their own
        assert set(texts) == set(both) and len(texts) >= 4
    else:
        assert texts == both * (1 + (kind == "ALGEBRAIC"))  # which have another text for native lanes
    assert len(text.splitlines()) <= (70 if kind == "POLYNOMIAL" else 50)


@pytest.mark.parametrize("path", [*ISAS, ISA_LIST], ids=short)
def test_an_instruction_set_names_no_op(path):
    assert not named(ops, code(path))


@pytest.mark.parametrize("path", [*MIDDLE, *UPPER], ids=short)
def test_the_layers_between_name_no_instruction_and_no_op(path):
    text = code(path)
    assert not INTRINSIC.search(text)
    words = re.findall(r"#define (\w+)", (CSRC / "lane.inc").read_text())  # those that ops are written in
    assert not named(ops.keys() - set(words), text)


@pytest.mark.parametrize("path", [*MIDDLE, *UPPER, *OPS, *ISAS], ids=short)
def test_no_file_is_long(path):
    assert len(path.read_text().splitlines()) <= 400


def test_the_list_of_ops_is_the_files():
    listed = re.findall(r'#include "(\w+)\.h"', (CSRC / "ops" / "ops.inc").read_text())
    assert sorted(listed) == [path.stem for path in OPS]
    assert listed == list(ops)


def test_the_list_of_isas_is_the_files():
    listed = {name for name in isa_names() if named([name], code(ISA_LIST))}
    assert listed == isa_names()


#: The second statements of the mathematics, the decisions that tests pin, and the peers that benchmarks know.
MAY_NAME_OPS = {
    ROOT / "relu_native" / "reference.py",
    ROOT / "tests" / "oracle.py",
    ROOT / "tests" / "decisions.py",
    *(ROOT / "benchmarks" / "peers").glob("*.py"),
    *(ROOT / "tests" / "peers").glob("*.py"),
}
PYTHON = [
    path
    for folder in ("relu_native", "tests", "benchmarks")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path not in MAY_NAME_OPS
]


@pytest.mark.parametrize("path", PYTHON, ids=short)
def test_no_other_python_file_lists_the_ops(path):
    """Identifiers, attributes and whole strings that are names of ops; prose may mention them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        for field in ("id", "attr", "name", "arg", "value"):
            value = getattr(node, field, None)
            if isinstance(value, str) and value in ops:
                found.add(value)
    assert len(found) <= 3, f"{sorted(found)} are listed in {short(path)}"


@pytest.mark.parametrize("path", [path for path in ISAS if path.stem != "scalar"], ids=short)
def test_an_instruction_set_has_no_loop_over_memory(path):
    assert not re.search(r"\bfor\s*\(", code(path))


def test_python_layers():
    """Who imports whom inside the package: _registry, isa and threads know only the extension module."""
    below = {"_registry": {"_native"}, "isa": {"_native"}, "threads": {"_native"}, "reference": set()}
    for module, allowed in below.items():
        tree = ast.parse((ROOT / "relu_native" / f"{module}.py").read_text())
        imported = {
            node.module.removeprefix("relu_native.")
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("relu_native")
        }
        assert imported <= allowed


SOURCES = [
    *OPS,
    *ISAS,
    *MIDDLE,
    *UPPER,
    *sorted((ROOT / "relu_native").glob("*.py")),
    *sorted((ROOT / "tests").glob("*.py")),
]


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_licence_line(path):
    assert "SPDX-License-Identifier: BSD-3-Clause" in path.read_text().splitlines()[0]
