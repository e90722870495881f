# SPDX-License-Identifier: BSD-3-Clause
"""What the linker made of the extension module: one symbol for others, and hardened."""

import sys

import pytest

from relu_native import _native

elffile = pytest.importorskip("elftools.elf.elffile", reason="pyelftools reads the module")


@pytest.fixture(scope="module")
def module():
    if sys.platform != "linux":
        pytest.skip("an ELF module is Linux's")
    with open(_native.__file__, "rb") as file:
        yield elffile.ELFFile(file)


def symbols(module):
    return list(module.get_section_by_name(".dynsym").iter_symbols())


def dynamic(module, tag):
    entries = module.get_section_by_name(".dynamic").iter_tags(tag)
    return [entry.needed if tag == "DT_NEEDED" else entry.entry.d_val for entry in entries]


def test_one_symbol_is_exported(module):
    """The module's init; whatever else it had could clash with a symbol of the process."""
    exported = [
        symbol.name
        for symbol in symbols(module)
        if symbol["st_shndx"] != "SHN_UNDEF" and symbol["st_info"]["bind"] in ("STB_GLOBAL", "STB_WEAK")
    ]
    assert exported == ["PyInit__native"]


def test_libraries_are_named(module):
    """What is used of the C library's mathematics does not come by way of whoever else has loaded it."""
    needed = dynamic(module, "DT_NEEDED")
    used = {symbol.name for symbol in symbols(module) if symbol["st_shndx"] == "SHN_UNDEF"}
    if used & {"fma", "sqrt"} and any(library.startswith("libc.so.6") for library in needed):
        assert "libm.so.6" in needed


def test_relocations_are_read_only_and_bound_at_once(module):
    assert any(segment["p_type"] == "PT_GNU_RELRO" for segment in module.iter_segments())
    bound = [flags & 0x8 for flags in dynamic(module, "DT_FLAGS")]
    bound += [flags & 0x1 for flags in dynamic(module, "DT_FLAGS_1")]
    assert any(bound) or dynamic(module, "DT_BIND_NOW")
    assert not dynamic(module, "DT_TEXTREL")


def test_nothing_writable_is_executable(module):
    for segment in module.iter_segments():
        if segment["p_type"] in ("PT_LOAD", "PT_GNU_STACK"):
            assert segment["p_flags"] & 3 != 3


def test_stack_protector_and_fortified_calls(module):
    used = {symbol.name for symbol in symbols(module) if symbol["st_shndx"] == "SHN_UNDEF"}
    assert {"__stack_chk_fail", "__stack_chk_guard"} & used
    if "libc.so.6" in dynamic(module, "DT_NEEDED"):  # musl has no such calls
        assert any(name.endswith("_chk") for name in used)
