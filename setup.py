# SPDX-License-Identifier: BSD-3-Clause
"""Build the extension module: OpenMP where the compiler has it, and one compiler process per source file."""

import os
import sysconfig
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

from setuptools import setup
from setuptools.command.build_ext import build_ext
from setuptools.errors import CompileError, LinkError

OPENMP = ["-fopenmp"]
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
        if os.environ.get("RELU_NATIVE_OPENMP") != "0" and self.has_openmp():
            for extension in self.extensions:
                extension.extra_compile_args += OPENMP
                extension.extra_link_args += OPENMP
        self.compiler.compile = one_process_per_source(self.compiler.compile)
        super().build_extensions()

    def has_openmp(self):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "trial.c")
            source.write_text("#include <omp.h>\nint trial(void) { return omp_get_max_threads(); }\n")
            try:
                objects = self.compiler.compile([str(source)], output_dir=folder, extra_postargs=OPENMP)
                self.compiler.link_shared_object(objects, f"{folder}/trial.so", extra_postargs=OPENMP)
            except (CompileError, LinkError):
                return False
        return True


setup(
    cffi_modules=["relu_native/_build.py:ffi"],
    cmdclass={"build_ext": BuildExt},
    options={"bdist_wheel": {"py_limited_api": "cp310"}} if LIMITED_API else {},
)
