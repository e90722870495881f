# SPDX-License-Identifier: BSD-3-Clause
"""Link the extension module from objects of the core: ``python module.py FOLDER FLAG...``.

Without arguments, print the flags with which the files that know Python find its headers and NumPy's.

FOLDER holds the objects; FOLDER/python will hold the package with the new module. The flags are added to
those of relu_native/_build.py, for the files that know Python; CC names the compiler.
"""

import os
import shutil
import sys
from contextlib import redirect_stdout
from pathlib import Path
from sysconfig import get_path
from tempfile import TemporaryDirectory

from setuptools import Distribution
from setuptools.command.build_ext import build_ext

PACKAGE = Path(__file__).resolve().parents[2] / "relu_native"
sys.path.insert(0, str(PACKAGE))

from _build import ffi  # noqa: E402


def headers() -> str:
    """The flags that name headers, and the versions of their interfaces."""
    with TemporaryDirectory() as build, redirect_stdout(sys.stderr):
        extension = ffi.distutils_extension(build)
    folders = [*map(os.path.abspath, extension.include_dirs), get_path("include")]
    return " ".join([f"-I{f}" for f in folders] + [f"-D{n}={v}" for n, v in extension.define_macros])


def link(folder: Path, flags: list[str]) -> None:
    """Make the package with the module of these objects."""
    packages = folder / "python"
    without = shutil.ignore_patterns("*.so", "__pycache__")
    shutil.copytree(PACKAGE, packages / PACKAGE.name, ignore=without, dirs_exist_ok=True)
    core = {path.stem: path for path in (*folder.glob("*.o"), *folder.glob("isa/*.o"))}
    os.environ["LDSHARED"] = f"{os.environ['CC']} -shared"
    with TemporaryDirectory() as build:
        extension = ffi.distutils_extension(build)
        sources = {Path(source).stem: source for source in extension.sources}
        extension.sources = [source for stem, source in sources.items() if stem not in core]
        extension.extra_objects = [str(path) for stem, path in core.items() if stem in sources]
        extension.depends = []
        extension.extra_compile_args += flags
        extension.extra_link_args += flags
        command = build_ext(Distribution({"ext_modules": [extension]}))
        command.build_lib, command.build_temp = str(packages), build
        command.ensure_finalized()
        command.run()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        link(Path(sys.argv[1]), sys.argv[2:])
    else:
        print(headers())
