# SPDX-License-Identifier: BSD-3-Clause
"""Build the extension module: OpenMP and hardening where the compiler has them, one process per source file.

The same files make the same bytes where ``SOURCE_DATE_EPOCH`` says of when they are.

``RELU_NATIVE_OPENMP=0`` builds for one thread. The flags in ``RELU_NATIVE_CFLAGS`` come after all others,
also when linking: ``make determinism`` compares builds that differ in them.
"""

import gzip
import os
import shlex
import sysconfig
import tarfile
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

from setuptools import setup
from setuptools.command.build_ext import build_ext
from setuptools.command.sdist import sdist
from setuptools.errors import CompileError, LinkError

OPENMP = ["-fopenmp"]
#: Flags of the compiler and of the linker, each group used if it is understood.
HARDENING = [
    (["-fstack-protector-strong"], []),
    (["-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=3"], []),
    ([], ["-Wl,-z,relro,-z,now,-z,noexecstack"]),
]
# The module has the stable ABI, but for a free-threaded Python; relu_native/_build.py decides the same.
LIMITED_API = not sysconfig.get_config_var("Py_GIL_DISABLED")


def one_process_per_source(compile_sources):
    """Wrap a compiler's ``compile`` so that the sources given to one call are compiled side by side."""

    def compile_each(sources, **options):
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(chain.from_iterable(pool.map(lambda s: compile_sources([s], **options), sources)))

    return compile_each


class BuildExt(build_ext):
    def build_extensions(self):
        if os.environ.get("RELU_NATIVE_OPENMP") != "0":
            self.add(OPENMP, OPENMP, "#include <omp.h>\nint trial(void) { return omp_get_max_threads(); }\n")
        for compiler, linker in HARDENING:
            self.add(compiler, linker, "int trial(void) { return 0; }\n")
        chosen = shlex.split(os.environ.get("RELU_NATIVE_CFLAGS", ""))
        for extension in self.extensions:
            extension.extra_compile_args += chosen
            extension.extra_link_args += chosen
        self.compiler.compile = one_process_per_source(self.compiler.compile)
        super().build_extensions()

    def add(self, compiler, linker, source):
        """Use these flags if the source can be compiled and linked with them, without a warning."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "trial.c")
            file.write_text(source)
            try:
                strict = [*compiler, "-Werror"]
                objects = self.compiler.compile([str(file)], output_dir=folder, extra_postargs=strict)
                self.compiler.link_shared_object(objects, f"{folder}/trial.so", extra_postargs=linker)
            except (CompileError, LinkError):
                return
        for extension in self.extensions:
            extension.extra_compile_args += compiler
            extension.extra_link_args += linker


class SDist(sdist):
    def make_archive(self, base_name, format, root_dir=None, base_dir=None, **owner):
        epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
        if format != "gztar" or not epoch:
            return super().make_archive(base_name, format, root_dir, base_dir, **owner)

        def anonymous(member):
            member.mtime, member.uid, member.gid, member.uname, member.gname = epoch, 0, 0, "", ""
            return member

        name = f"{base_name}.tar.gz"
        with (
            open(name, "wb") as file,
            gzip.GzipFile("", "wb", fileobj=file, mtime=epoch) as zipped,
            tarfile.open(mode="w", fileobj=zipped) as archive,
        ):
            archive.add(base_dir, filter=anonymous)
        return name


setup(
    cffi_modules=["relu_native/_build.py:ffi"],
    cmdclass={"build_ext": BuildExt, "sdist": SDist},
    options={"bdist_wheel": {"py_limited_api": "cp310"}} if LIMITED_API else {},
)
