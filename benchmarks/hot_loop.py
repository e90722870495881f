# SPDX-License-Identifier: BSD-3-Clause
"""The hot loop of a kernel: the one with the most vector instructions that walks through memory.

Counted is its longest path without the second pass, which compilers place apart and this leaves out. What the
loop calls is counted along, if it has no loop of its own."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from .disassembly import MEMORY, WIDE, Function, Instruction

KINDS = ("arithmetic", "loads", "stores", "moves", "scalar")
# Their last operand is not written, or back to what it was.
NO_RESULT = ("cmp", "test", "push", "pop", "j", "call", "nop")
VECTOR = re.compile(r"%([xyz]mm\d+|k[0-7])\b")
MOVE = re.compile(r"^v?mov(aps|apd|ups|upd|dqa\d*|dqu\d*|q|d|ss|sd|[lh]ps|[lh]pd|nt\w+)$|^kmov")
BROADCAST = re.compile(r"^v(p?broadcast|lddqu)")


@dataclass(frozen=True)
class Loop:
    """A path through the hot loop: instructions by kind, the calls not looked into, bytes it advances by."""

    kinds: Counter
    unknown_calls: int
    stride: int

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


def hot_loop(function: Function, others: dict[int, Function]) -> Loop | None:
    """The loop with the most vector instructions; None if it is not seen how it walks through memory. A loop
    in it that walks through the same memory is repeated until it has caught up."""
    stack = on_stack(function)
    avoid = {
        i for i, each in enumerate(function.code) if each.name == "call" and "second_pass" in each.symbol
    }
    paths, strides = {}, {}
    for start, body in function.loops.items():
        ends = [i for i in body if start in function.after[i]]
        if path := function.longest(body, start, ends, avoid):
            code = [function.code[i] for i in path]
            paths[start], strides[start] = path, advance(code, stack)
    found = []
    for start, path in paths.items():
        repeated = Counter(path)
        for inner in set(path) & paths.keys() - {start}:
            for i in function.loops[inner] & repeated.keys():
                repeated[i] *= max(1, strides[start] // strides[inner]) if strides[inner] else 1
        times = [(function.code[i], count) for i, count in repeated.items()]
        found.append(measured(times, stack, others, strides[start]))
    hottest = max(found, key=lambda loop: loop.total - loop.kinds["scalar"], default=None)
    return hottest if hottest and hottest.stride else None


def measured(
    times: list[tuple[Instruction, int]], stack: set[str], others: dict[int, Function], stride: int
) -> Loop:
    """Instructions by kind, each as often as it runs, those of straight callees included."""
    kinds: Counter = Counter()
    unknown = 0
    for each, count in times:
        kinds[kind(each, stack)] += count
        if each.name == "call":
            inner = callee_kinds(others.get(each.target))
            unknown += count * (inner is None)
            for name, number in (inner or {}).items():
                kinds[name] += count * number
    return Loop(kinds, unknown, stride)


def callee_kinds(function: Function | None) -> Counter | None:
    """The kinds on the longest path through a function without loops and calls. What it reads and writes are
    lanes on the caller's stack, and constants."""
    if not function:
        return None
    ends = [i for i, each in enumerate(function.code) if each.name.startswith("ret")]
    path = [function.code[i] for i in function.longest(set(function.reached), 0, ends, set())]
    if not path or function.loops or any(each.name == "call" for each in path):
        return None
    return Counter(kind(each, {*WIDE.values()}) for each in path)


def kind(each: Instruction, stack: set[str]) -> str:
    """One of KINDS. A move is between registers, or between them and the stack; arithmetic may read or write
    memory along."""
    if not any(VECTOR.search(operand) for operand in each.operands):
        return "scalar"
    memory = each.memory
    if memory and (MOVE.match(each.name) or BROADCAST.match(each.name)):
        return "moves" if memory.base in stack else "stores" if each.stores else "loads"
    if MOVE.match(each.name) and not any("{%k" in operand for operand in each.operands):
        return "moves"
    return "arithmetic"


def advance(code: list[Instruction], stack: set[str]) -> int:
    """By how many bytes one passage through this code moves what it reads and writes; 0 if it does not.

    A register or a place on the stack holds what one of them held at the start of the passage, times a
    factor, plus a constant; or it is forgotten."""
    value: dict[str, tuple[str, int, int] | None] = {}

    def now(name: str | None) -> tuple[str, int, int] | None:
        return value.get(name, (name, 1, 0)) if name else None

    def plus(held: tuple[str, int, int] | None, constant: int) -> tuple[str, int, int] | None:
        return held and (*held[:2], held[2] + constant)

    def times(held: tuple[str, int, int] | None, factor: int) -> tuple[str, int, int] | None:
        return held and (held[0], factor * held[1], factor * held[2])

    def place(operand: str) -> str | None:
        """What can be followed: a general register, or a slot of the stack."""
        found = MEMORY.match(operand)
        return WIDE.get(operand) or (operand if found and found[2] in ("%rsp", "%rbp") else None)

    uses = []
    for each in code:
        memory = each.memory
        if memory and memory.base not in stack and memory.base != "%rip" and each.name != "lea":
            uses.append((now(memory.base), now(memory.index), memory.scale))
        if not each.operands or each.name.startswith(NO_RESULT):
            continue
        written = place(each.operands[-1])
        if not written:
            continue
        source = each.operands[0]
        here, constant = now(written), int(source[1:], 16) if source.startswith("$") else None
        if each.name.rstrip("ql") in ("add", "sub") and constant is not None:
            constant -= (constant >> 63) << 64
            sign = 1 if each.name.startswith("add") else -1
            value[written] = plus(here, sign * constant)
        elif each.name in ("inc", "dec"):
            value[written] = plus(here, 1 if each.name == "inc" else -1)
        elif each.name.rstrip("ql") == "mov" and place(source):
            value[written] = now(place(source))
        elif each.name == "lea" and memory:
            base, index = now(memory.base), times(now(memory.index), memory.scale)
            if memory.base and memory.index:
                same = base and index and base[0] == index[0]
                index = (base[0], base[1] + index[1], base[2] + index[2]) if same else None
            value[written] = plus(index if memory.index else base, memory.displacement)
        else:
            value[written] = None

    def step(at: tuple[str, int, int] | None) -> int:
        """How far the next passage starts from this one."""
        end = now(at[0]) if at else None
        return at[1] * end[2] if end and end[:2] == (at[0], 1) else 0

    strides = Counter(abs(step(base) + scale * step(index)) for base, index, scale in uses)
    # Kernels advance by powers of two.
    strides = Counter({stride: n for stride, n in strides.items() if stride.bit_count() == 1})
    return strides.most_common(1)[0][0] if strides else 0


def on_stack(function: Function) -> set[str]:
    """The registers that only ever point into the stack."""
    frame = {"%rsp"}
    if any(each.name == "mov" and each.operands == ("%rsp", "%rbp") for each in function.code):
        frame.add("%rbp")
    written: dict[str, list[Instruction]] = {}
    for each in function.code:
        register = WIDE.get(each.operands[-1]) if each.operands else None
        if register and register not in frame and not each.name.startswith(NO_RESULT):
            written.setdefault(register, []).append(each)
    found = set(frame)
    while True:
        more = {
            register
            for register, writes in written.items()
            if all(points_into(each, found | {register}) for each in writes)
            and any(points_into(each, found - {register}) for each in writes if each.name in ("lea", "mov"))
        }
        if more <= found:
            return found
        found |= more


def points_into(each: Instruction, stack: set[str]) -> bool:
    """Whether the register that this writes points into the stack, if those do."""
    source, memory = each.operands[0], each.memory
    if each.name == "lea":
        return memory.base in stack and not memory.index
    if each.name in ("add", "sub"):
        return source.startswith("$")
    return each.name == "mov" and source in stack
