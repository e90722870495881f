# SPDX-License-Identifier: BSD-3-Clause
"""``python -m package``: builds the distributions and checks all that can be checked of them here.

They are built twice, in fresh environments and folders, and must be the same byte for byte. The wheel is
repaired, which puts libgomp into it and says so in a CycloneDX file, and is then installed where there is no
compiler and tested. What has passed lies in dist.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "package"
TOOLS = Path(sys.executable).parent

#: What is run of the suite on the installed wheel.
TESTS = [
    "test_extension.py",
    "test_ufunc.py",
    "test_vectorcall.py",
    "test_threads.py",
    "test_parameters.py",
    "test_command_line.py",
]

#: What every wheel has besides the package.
INCLUDED = ["licenses/LICENSE", "sboms/auditwheel.cdx.json", "METADATA", "RECORD", "WHEEL"]


def run(*command, **options):
    """The command's output, or the end of everything."""
    print("$", *command, flush=True)
    environment = {"PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}", **options.pop("environment", {})}
    done = subprocess.run(
        list(map(str, command)), env=os.environ | environment, text=True, capture_output=True, **options
    )
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}exit status {done.returncode}")
    return done.stdout.strip()


def only(folder, pattern):
    (file,) = Path(folder).glob(pattern)
    return file


def digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def snapshot(name):
    """A copy of what is committed or would be."""
    folder = WORK / name
    for file in run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).splitlines():
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, target)
    return folder


def built(source, epoch):
    """The sdist and the wheel that is built from it, in an environment of its own."""
    folder = source.with_name(f"{source.name}-built")
    run(sys.executable, "-m", "build", "--outdir", folder, source, environment={"SOURCE_DATE_EPOCH": epoch})
    return only(folder, "*.tar.gz"), only(folder, "*.whl")


def repaired(wheel, epoch):
    """For the oldest manylinux that has the symbols."""
    folder = wheel.parent / "repaired"
    run("auditwheel", "repair", "-w", folder, wheel, environment={"SOURCE_DATE_EPOCH": epoch})
    return only(folder, "*.whl")


def check_files(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for name in INCLUDED:
        if not any(n.endswith(f".dist-info/{name}") for n in names):
            sys.exit(f"{wheel.name} has no {name}")


def check_installed(wheel):
    """In an environment of its own whose PATH has no compiler."""
    place = WORK / "clean"
    run(sys.executable, "-m", "venv", place)
    python = place / "bin" / "python"
    extras = [f"relu-native[test] @ {wheel.as_uri()}"]
    run(python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", *extras)
    shutil.copytree(ROOT / "tests", place / "tests")
    bare = {"PATH": str(place / "bin"), "CC": "false"}
    if shutil.which("cc", path=bare["PATH"]):
        sys.exit("there is a compiler")
    folder = place / "tests"
    print(run(python, "-m", "relu_native", "info", cwd=folder, environment=bare))
    command = [python, "-m", "pytest", "-q", "--rootdir", folder, *TESTS]
    print(run(*command, cwd=folder, environment=bare).splitlines()[-1])


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    epoch = run("git", "log", "-1", "--format=%ct", cwd=ROOT)
    print(run("check-manifest", ROOT).splitlines()[-1])
    first, second = ([*built(source, epoch)] for source in [snapshot("first"), snapshot("second")])
    for files in (first, second):
        files.append(repaired(files[1], epoch))
    for one, other in zip(first, second, strict=True):
        print(digest(one), one.name)
        if digest(one) != digest(other):
            sys.exit(f"{other} differs")
    sdist, wheel, final = first
    print(run("auditwheel", "show", final))
    run("twine", "check", "--strict", sdist, final)
    run("check-wheel-contents", wheel)
    run("abi3audit", "--strict", final)
    check_files(final)
    check_installed(final)
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    (ROOT / "dist").mkdir()
    for file in (sdist, final):
        shutil.copy(file, ROOT / "dist")
    print(f"dist: {sdist.name}, {final.name}")


if __name__ == "__main__":
    main()
