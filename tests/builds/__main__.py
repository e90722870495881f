# SPDX-License-Identifier: BSD-3-Clause
"""``python -m builds``: the same bits from every compiler and level of optimisation.

Builds the extension module anew for each configuration, in build/builds, lets ``builds.digests`` run on it,
and compares what that prints with the first one's. Arguments like ``"gcc -O1"`` are taken as configurations.
"""

import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WHERE = ROOT / "build" / "builds"

#: A compiler and what it is told last. -O0 has no vector code worth the name: -Og stands for it.
CONFIGURATIONS = [
    "gcc -O3",
    "gcc -Og",
    "gcc -O1",
    "gcc -O2",
    "gcc -O3 -flto",
    "clang -O1",
    "clang -O2",
    "clang -O3",
    "clang -O2 -flto -fuse-ld=lld",
]


def build(configuration):
    """The folder to import relu_native from."""
    compiler, *flags = shlex.split(configuration)
    place = WHERE / configuration.replace(" ", "")
    environment = os.environ | {"CC": compiler, "RELU_NATIVE_CFLAGS": shlex.join(flags)}
    folders = [f"--build-lib={place}", f"--build-temp={place}/objects"]
    subprocess.run(
        [sys.executable, "setup.py", "-q", "build_ext", *folders],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for file in (ROOT / "relu_native").iterdir():
        if file.suffix in (".py", ".json"):
            shutil.copy(file, place / "relu_native")
    return place


def digests(place):
    """The lines of ``builds.digests`` with the module in that folder."""
    environment = os.environ | {"PYTHONPATH": f"{place}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, "-P", "-m", "builds.digests"]
    if sys.version_info < (3, 11):
        command.remove("-P")
    printed = subprocess.run(command, cwd=place, env=environment, check=True, capture_output=True, text=True)
    return printed.stdout.splitlines()


def main(chosen):
    first, failed = None, False
    for configuration in chosen or CONFIGURATIONS:
        if not shutil.which(configuration.split()[0]):
            print(f"{configuration}: not here")
            continue
        start = time.monotonic()
        found = digests(build(configuration))
        first = first or found
        wrong = sorted(set(first) ^ set(found))
        failed |= bool(wrong)
        verdict = f"{len(wrong)} DIFFER, as {wrong[0]}" if wrong else "equal"
        print(
            f"{configuration}: {len(found)} digests, {verdict}, {time.monotonic() - start:.0f} s", flush=True
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
