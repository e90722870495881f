# SPDX-License-Identifier: BSD-3-Clause
"""The count of instructions in hot loops: a made-up listing, and the module itself where there is objdump."""

import json
import platform
import shutil

import pytest

from benchmarks import instructions
from benchmarks.disassembly import functions, parse
from benchmarks.hot_loop import advance, hot_loop, kind, on_stack
from relu_native._registry import ops

# A kernel that goes through 16 floats a pass in a loop with a rare way out of it, which comes back; before it
# a loop over the stack. It calls a straight function, and spills a register.
KERNEL = """
0000000000001000 <run_f32_made_up>:
    1000:	push   %rbp
    1001:	mov    %rsp,%rbp
    1004:	lea    -0x40(%rbp),%r10
    1008:	vmovaps %ymm0,(%r10)
    100c:	add    $0x20,%r10
    1010:	cmp    %r10,%rdx
    1014:	jne    1008 <run_f32_made_up+0x8>
    1018:	vmovups (%rsi,%rax,4),%ymm1
    101c:	vfmadd213ps 0x20(%rsi,%rax,4),%ymm2,%ymm1        # 5c1d20 <ONE+0x860>
    1020:	vmovaps %ymm1,-0x40(%rbp)
    1024:	lea    -0x40(%rbp),%rdi
    1026:	call   2000 <straight.constprop.0>
    1028:	vmovmskps %ymm1,%ecx
    102c:	test   %ecx,%ecx
    1030:	je     1050 <run_f32_made_up+0x50>
    1034:	vmovaps %ymm1,%ymm3
    1038:	vmovups %ymm3,(%r9,%rax,4)
    103c:	lea    0x10(%rax),%rbx
    1040:	mov    %rbx,%rax
    1044:	cmp    %rax,%rdx
    1048:	jne    1018 <run_f32_made_up+0x18>
    104c:	ret
    1050:	vaddps %ymm1,%ymm1,%ymm1
    1054:	vaddps %ymm1,%ymm1,%ymm1
    1058:	call   3000 <wide_second_pass>
    105c:	vaddps %ymm1,%ymm1,%ymm1
    1060:	jmp    1038 <run_f32_made_up+0x38>

0000000000002000 <straight.constprop.0>:
    2000:	vmulps (%rdi),%ymm1,%ymm1
    2004:	vbroadcastss 0x1000(%rip),%ymm2        # 3004 <ONE>
    2008:	ret

0000000000003000 <wide_second_pass>:
    3000:	ret
"""


def listing(text):
    found = list(functions(text.splitlines()))
    return found[0], {function.code[0].address: function for function in found}


def test_the_hot_loop_without_its_rare_way():
    kernel, others = listing(KERNEL)
    assert on_stack(kernel) == {"%rsp", "%rbp", "%r10", "%rdi"}
    loop = hot_loop(kernel, others)
    assert loop.stride == 16 * 4 and loop.unknown_calls == 0
    assert loop.kinds == {
        "loads": 2,  # one in the straight function, a constant
        "arithmetic": 3,  # fmadd, movmsk, mul
        "stores": 1,
        "moves": 2,  # a spill and a copy
        "scalar": 9,  # lea, call, test, je; lea, mov, cmp, jne; ret
    }
    assert loop.total == 17


def test_a_call_of_a_loop_is_not_counted():
    kernel, others = listing(
        KERNEL.replace("    2008:\tret", "    2008:\tjne 2000 <straight>\n    200c:\tret")
    )
    loop = hot_loop(kernel, others)
    assert loop.unknown_calls == 1 and loop.kinds["arithmetic"] == 2


def test_a_loop_in_the_loop_is_repeated_until_it_has_caught_up():
    kernel, others = listing("""
0000000000001000 <run_f64_made_up>:
    1000:	mov    %rdi,%rdx
    1004:	vmovupd (%rdx),%ymm1
    1008:	add    $0x20,%rdx
    100c:	cmp    %rdx,%rcx
    1010:	jne    1004 <run_f64_made_up+0x4>
    1014:	vmovupd %ymm1,(%rsi)
    1018:	vmovupd %ymm1,0x20(%rsi)
    101c:	sub    $0xffffffffffffff80,%rsi
    1020:	sub    $0xffffffffffffff80,%rdi
    1024:	cmp    %rsi,%r9
    1028:	jne    1000 <run_f64_made_up>
    102c:	ret
""")
    loop = hot_loop(kernel, others)
    assert loop.stride == 128 and loop.kinds == {"loads": 4, "stores": 2, "scalar": 1 + 4 * 3 + 4}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("vmovups (%rsi,%rax,4),%zmm3", "loads"),
        ("vbroadcastsd 0x47aa0f(%rip),%ymm6", "loads"),
        ("vmovups %zmm3,(%rsi,%rax,4)", "stores"),
        ("vmovapd -0x4f0(%rbp),%ymm5", "moves"),
        ("vmovdqa %xmm0,(%rsp)", "moves"),
        ("vmovapd %zmm4,%zmm3", "moves"),
        ("kmovw  %k2,%edx", "moves"),
        ("vmovapd %zmm10,%zmm8{%k4}{z}", "arithmetic"),
        ("vfmadd213pd 0x47a5fb(%rip),%ymm7,%ymm15", "arithmetic"),
        ("vcvtps2ph $0x0,%ymm1,(%rcx,%rax,2)", "arithmetic"),
        ("movmskpd %xmm1,%eax", "arithmetic"),
        ("movsd  (%rax),%xmm1", "loads"),
        ("mov    %ecx,(%rsi,%rax,4)", "scalar"),
        ("jne    94c10 <run_f32_relu_forward+0x20>", "scalar"),
    ],
)
def test_kinds_of_instructions(line, expected):
    assert kind(parse(f"  1000:\t{line}"), {"%rsp", "%rbp"}) == expected


@pytest.mark.parametrize(
    ("lines", "stride"),
    [
        (("vmovups (%rsi,%rax,4),%ymm1", "add $0x10,%rax"), 64),
        (("vmovups (%rsi),%ymm1", "sub $0xffffffffffffff80,%rsi"), 128),
        (("mov 0x8(%rsp),%rcx", "vmovups (%rsi,%rcx,2),%ymm1", "addq $0x20,0x8(%rsp)"), 64),
        (("lea 0x8(,%rax,4),%rcx", "vmovups (%rsi,%rcx,1),%ymm1", "add $0x10,%rax"), 64),
        (("lea (%rax,%rax,1),%rcx", "vmovups (%rsi,%rcx,1),%ymm1", "add $0x10,%rax"), 32),
        (("lea (%rax,%rbx,1),%rcx", "vmovups (%rsi,%rcx,1),%ymm1", "add $0x10,%rax"), 0),
        (("vmovups (%rsi,%rax,8),%ymm1", "inc %rax", "imul %rbx,%rax"), 0),
        (("vmovups (%rsp,%rax,4),%ymm1", "add $0x10,%rax"), 0),
    ],
)
def test_how_far_a_pass_advances(lines, stride):
    assert advance([parse(f"  1000:\t{line}") for line in lines], {"%rsp"}) == stride


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the disassembly is read on x86-64 only")
@pytest.mark.skipif(not shutil.which("objdump"), reason="no objdump: it is part of binutils")
def test_the_module(tmp_path, capsys):
    """All loops of float32 are understood, and advance by whole vectors; a file compared with itself has no
    differences."""
    file, chosen = tmp_path / "counts.json", ["--isas", "avx2"]
    status = instructions.main([*chosen, "--json", str(file)])
    printed = capsys.readouterr()
    if status == 2 and "stripped" in printed.err:
        pytest.skip(printed.err)
    rows = {(row["op"], row["form"]): row for row in json.loads(file.read_text())["kernels"]}
    assert len(rows) == 4 * len(ops) and all(row["elements"] % 8 == 0 for row in rows.values())
    for row in rows.values():
        assert row["total"] == sum(row[name] for name in instructions.KINDS)
        assert not row["unknown_calls"]  # a second pass would be one
    # Two registers of eight floats are stored.
    assert rows["relu", "forward"]["stores"] == 2 and rows["relu", "forward"]["total"] < 32
    assert rows["silu", "forward"]["arithmetic"] > 4 * rows["relu", "forward"]["arithmetic"]
    assert instructions.main([*chosen, "--against", str(file)]) == 0
    assert f"{len(rows)} kernels, 0 differ" in capsys.readouterr().out


def test_without_symbols_there_is_a_reason(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("OBJDUMP", "true")
    (tmp_path / "empty.o").touch()
    assert instructions.main([str(tmp_path / "empty.o")]) == 2
    assert "no symbols" in capsys.readouterr().err
    monkeypatch.delenv("OBJDUMP")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert instructions.main([]) == 2
    assert "binutils" in capsys.readouterr().err
