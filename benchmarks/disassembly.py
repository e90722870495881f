# SPDX-License-Identifier: BSD-3-Clause
"""What objdump shows of a module or object file: functions, their instructions, and the ways through them.

x86-64 only; the syntax is AT&T's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path

LINE = re.compile(r"^\s*([0-9a-f]+):\t(?:(?:rep[nz]*|lock|bnd|notrack|data16) )?(\S+)\s*([^#]*)")
LABEL = re.compile(r"^([0-9a-f]+) <(\S+)>:$")
SYMBOL = re.compile(r"^([0-9a-f]+) .{7} (\S+)\t([0-9a-f]+) +(\S+)$")
MEMORY = re.compile(r"^(?:%[a-z]s:)?(-?0x[0-9a-f]+)?\((%\w+)?(?:,(%\w+)(?:,(\d))?)?\)$")
# The 64-bit name of each general register.
WIDE = {f"%r{n}{end}": f"%r{n}" for n in range(8, 16) for end in ("", "d", "w", "b")}
WIDE |= {f"%{lead}{name}": f"%r{name}" for name in ("ax", "bx", "cx", "dx") for lead in ("r", "e", "")}
WIDE |= {f"%{lead}{name}": f"%r{name}" for name in ("si", "di", "bp", "sp") for lead in ("r", "e", "")}
WIDE |= {f"%{letter}l": f"%r{letter}x" for letter in "abcd"} | {
    f"%{n}l": f"%r{n}" for n in ("si", "di", "bp")
}


class NoTool(Exception):
    """There is no objdump."""


@dataclass(frozen=True)
class Memory:
    """displacement(base,index,scale)"""

    base: str | None
    index: str | None
    scale: int
    displacement: int


@dataclass(frozen=True)
class Instruction:
    address: int
    name: str
    operands: tuple[str, ...]
    symbol: str = ""  # what a jump or call goes to, or into

    @property
    def target(self) -> int | None:
        """Where a jump or call goes, if that is known."""
        first = self.operands[0].split()[0] if self.operands else ""
        return int(first, 16) if re.fullmatch("[0-9a-f]+", first) else None

    @property
    def memory(self) -> Memory | None:
        """The operand in memory."""
        for operand in self.operands:
            if found := MEMORY.match(re.sub(r"\{[^}]*\}", "", operand)):
                offset, base, index, scale = found.groups()
                return Memory(base, index, int(scale or 1), int(offset or "0", 16))
        return None

    @property
    def stores(self) -> bool:
        """Whether the operand written, which is the last, is the one in memory."""
        return bool(self.operands) and "(" in self.operands[-1]


def parse(line: str) -> Instruction | None:
    """An instruction, if the line is one."""
    found = LINE.match(line)
    if not found:
        return None
    operands = re.split(r",(?![^(]*\))", found[3].split("<")[0].strip())
    symbol = re.search(r"<([^>+]+)", found[3])
    return Instruction(
        int(found[1], 16), found[2], tuple(filter(None, operands)), symbol[1] if symbol else ""
    )


@dataclass
class Function:
    """One function's instructions, in order, and what they may do next."""

    name: str
    code: list[Instruction] = field(default_factory=list)

    @cached_property
    def place(self) -> dict[int, int]:
        return {instruction.address: i for i, instruction in enumerate(self.code)}

    @cached_property
    def after(self) -> list[list[int]]:
        """The places of what may follow each instruction, inside this function."""
        following = []
        for i, each in enumerate(self.code):
            is_last = each.name.startswith(("jmp", "ret", "ud2", "hlt")) or "stack_chk_fail" in each.symbol
            next_ones = [] if is_last else [i + 1]
            if each.name.startswith("j") and each.target in self.place:
                next_ones.append(self.place[each.target])
            following.append([j for j in next_ones if j < len(self.code)])
        return following

    @cached_property
    def reached(self) -> dict[int, set[int]]:
        """What is reached from the entry, each with those places after it that begin a loop again, which a
        search into depth has not left yet."""
        back: dict[int, set[int]] = {}
        path: list[tuple[int, Iterator[int]]] = []
        open_now: set[int] = set()

        def enter(i: int) -> None:
            back[i] = set()
            open_now.add(i)
            path.append((i, iter(self.after[i])))

        enter(0)
        while path:
            i, following = path[-1]
            for j in following:
                if j in open_now:
                    back[i].add(j)
                elif j not in back:
                    enter(j)
                    break
            else:
                open_now.remove(i)
                path.pop()
        return back

    @cached_property
    def loops(self) -> dict[int, set[int]]:
        """The body of each loop by its start: what leads to the jumps back to it without passing it."""
        before: dict[int, list[int]] = {i: [] for i in self.reached}
        for i in self.reached:
            for j in self.after[i]:
                before[j].append(i)
        bodies: dict[int, set[int]] = {}
        for i, starts in self.reached.items():
            for start in starts:
                body, todo = bodies.setdefault(start, {start}), [i]
                while todo:
                    if (j := todo.pop()) not in body:
                        body.add(j)
                        todo += before[j]
        return bodies

    def longest(self, body: set[int], start: int, ends: Iterable[int], avoid: set[int]) -> list[int]:
        """The longest way through the body from start to one of the ends, loops in it once; [] if none."""

        onward = {i: [j for j in self.after[i] if j in body and j not in self.reached[i]] for i in body}
        order = TopologicalSorter(dict.fromkeys(body, ()))
        for i in body:
            for j in onward[i]:
                order.add(j, i)
        length, came = {start: 1}, {}
        for i in order.static_order():
            if i in avoid or i not in length:
                continue
            for j in onward[i]:
                if length[i] + 1 > length.get(j, 0):
                    length[j], came[j] = length[i] + 1, i
        ends = [i for i in ends if i in length and i not in avoid]
        if not ends:
            return []
        path = [max(ends, key=length.get)]
        while path[-1] != start:
            path.append(came[path[-1]])
        return path[::-1]


class Listing:
    """The functions of one source file in a module or object file."""

    def __init__(self, path: Path, source: str):
        symbols = [each for each in symbol_table(path) if each[0] == source and ".cold" not in each[3]]
        if not symbols:
            raise LookupError(
                f"{path} has no symbols of {source}: it is stripped, or of another architecture"
            )
        self.kernels = {name: address for _, address, _, name in symbols if name.startswith("run_")}
        first = min(address for _, address, _, _ in symbols)
        last = max(address + size for _, address, size, _ in symbols)
        text = objdump("-d", "--no-show-raw-insn", f"--start-address={first}", f"--stop-address={last}", path)
        self.functions = {each.code[0].address: each for each in functions(text.splitlines())}

    def kernel(self, name: str) -> Function | None:
        """A kernel, or the one that the compiler found to be the same."""
        function = self.functions.get(self.kernels[name])
        if function and function.code[0].name == "jmp":
            return self.functions.get(function.code[0].target)
        return function


def objdump(*arguments: str | Path) -> str:
    """Its output."""
    program = os.environ.get("OBJDUMP") or shutil.which("objdump")
    if not program:
        raise NoTool("no objdump: it is part of binutils")
    command = [program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def symbol_table(path: Path) -> Iterator[tuple[str, int, int, str]]:
    """Source file, address, size and name of each local function."""
    source = ""
    for line in objdump("-t", path).splitlines():
        if found := SYMBOL.match(line):
            if " df " in line:
                source = found[4]
            elif " F " in line:
                yield source, int(found[1], 16), int(found[3], 16), found[4]


def functions(lines: Iterable[str]) -> Iterator[Function]:
    """The functions in a listing."""
    current = None
    for line in lines:
        if label := LABEL.match(line):
            if current and current.code:
                yield current
            current = Function(label[2])
        elif current and (instruction := parse(line)):
            current.code.append(instruction)
    if current and current.code:
        yield current
