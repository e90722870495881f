# SPDX-License-Identifier: BSD-3-Clause
"""Link the extension module from objects of the core that are compiled already: ``python module.py FOLDER FLAGS``.

FOLDER holds those objects; the package, importable with the new module, will be in FOLDER/python. FLAGS are added
to those of relu_native/_build.py; CC names the compiler.
"""

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from setuptools import Distribution
from setuptools.command.build_ext import build_ext

PACKAGE = Path(__file__).resolve().parents[2] / "relu_native"
sys.path.insert(0, str(PACKAGE))

from _build import CSRC, ffi  # noqa: E402


def main() -> None:
    folder, *flags = sys.argv[1:]
    objects = sorted(str(path) for path in Path(folder).glob("**/*.o"))
    compiled = {Path(path).stem for path in objects}
    with TemporaryDirectory() as build:
        extension = ffi.distutils_extension(build)
        own = [s for s in extension.sources if Path(s).stem not in compiled]
        core = {path.stem for path in (*CSRC.glob("*.c"), *CSRC.glob("isa/*.c"))}
        extension.sources, extension.depends = own, []
        extension.extra_objects = [path for path in objects if Path(path).stem in core]
        extension.extra_compile_args += flags
        extension.extra_link_args += flags
        command = build_ext(Distribution({"ext_modules": [extension]}))
        command.build_lib, command.build_temp = str(Path(folder, "python")), build
        shutil.copytree(
            PACKAGE,
            Path(command.build_lib, PACKAGE.name),
            ignore=shutil.ignore_patterns("*.so", "__pycache__"),
            dirs_exist_ok=True,
        )
        os.environ["LDSHARED"] = f"{os.environ['CC']} -shared"
        command.ensure_finalized()
        command.run()


if __name__ == "__main__":
    main()
