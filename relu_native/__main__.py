# SPDX-License-Identifier: BSD-3-Clause
"""The command line: ``python -m relu_native info | verify | plot``."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

import relu_native
from relu_native import _console, _golden

EXAMPLES = {
    "info": """
examples:
  python -m relu_native info
  python -m relu_native info --json -
""",
    "verify": """
examples:
  python -m relu_native verify                        every activation, instruction set and dtype, on a sample
  python -m relu_native verify silu tanh --isa avx2   two activations with one instruction set
  python -m relu_native verify --exhaustive           all 2**32 float32 inputs
  python -m relu_native verify --dtype float16 --json report.json
""",
    "plot": """
examples:
  python -m relu_native plot silu --out silu.png
  python -m relu_native plot relu elu tanh --out three.svg
""",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 if a check failed. Usage errors exit with status 2."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    try:
        return arguments.run(arguments, arguments.parser)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m relu_native",
        description="Activation functions and their derivatives as NumPy ufuncs.",
    )
    commands = parser.add_subparsers(required=True, metavar="info | verify | plot")

    def command(name: str, run, summary: str) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            epilog=EXAMPLES[name],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        added.set_defaults(run=run, parser=added)
        return added

    info = command("info", _info, "say what was built and what it runs on")
    info.add_argument("--json", metavar="FILE", help="write JSON to FILE; - is standard output")

    verify = command("verify", _verify, "compare the kernels with the golden digests and the reference")
    verify.add_argument("names", nargs="*", metavar="NAME", help="activations (default: all)")
    verify.add_argument("--dtype", action="append", metavar="D", help="only this dtype; may be repeated")
    verify.add_argument(
        "--isa", action="append", metavar="I", help="only this instruction set; may be repeated"
    )
    verify.add_argument(
        "--exhaustive", action="store_true", help="all 2**32 float32 inputs, not only a sample"
    )
    verify.add_argument("--json", metavar="FILE", help="write JSON to FILE; - is standard output")

    plot = command("plot", _plot, "draw f and f' into a picture")
    plot.add_argument("names", nargs="+", metavar="NAME", help="activations")
    plot.add_argument("--out", required=True, metavar="FILE", help="the picture; its ending says the kind")
    return parser


def _known(
    parser: argparse.ArgumentParser, what: str, asked: Sequence[str] | None, known: Sequence[str]
) -> list[str]:
    """The names asked for, or all; an unknown one ends the program with the nearest names."""
    for name in asked or ():
        if name not in known:
            near = difflib.get_close_matches(name.lower(), known) or known
            parser.error(f"unknown {what} {name!r}; did you mean {' or '.join(near)}?")
    return list(dict.fromkeys(asked or known))


@contextmanager
def _sink(parser: argparse.ArgumentParser, file: str | None) -> Iterator[Callable[[dict], None]]:
    """Where JSON goes; opened before the work, so that a bad path costs none."""
    try:
        stream = sys.stdout if file == "-" else open(file, "w", encoding="ascii") if file else None  # noqa: SIM115
    except OSError as error:
        parser.error(str(error))
    with stream if file and file != "-" else nullcontext():
        yield lambda content: stream.write(json.dumps(content, indent=2) + "\n") if stream else None


def _info(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from relu_native._info import info

    found = info()
    with _sink(parser, arguments.json) as write:
        write(found)
    if arguments.json != "-":
        versions = ", ".join(f"{name} {version or 'missing'}" for name, version in found["versions"].items())
        unavailable = [name for name in found["isa"]["compiled"] if name not in found["isa"]["available"]]
        _console.facts(
            f"relu_native {found['version']}",
            [
                ("instruction set", found["isa"]["current"]),
                ("available", ", ".join(found["isa"]["available"])),
                ("compiled, not available here", ", ".join(unavailable) or "none"),
                ("threads", str(found["threads"])),
                ("OpenMP", str(found["openmp"] or "no: built without it, large arrays use one thread")),
                ("compiler", found["compiler"]),
                ("machine", found["machine"]),
                ("versions", versions),
                ("activations", ", ".join(found["activations"])),
            ],
        )
    return 0


def _verify(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from relu_native import _report, _verify

    names = _known(parser, "activation", arguments.names, list(relu_native.activations))
    dtypes = _known(parser, "dtype", arguments.dtype, list(_golden.formats()))
    isas = _known(parser, "or unavailable instruction set", arguments.isa, relu_native.isa.available())
    tasks = _verify.plan(names, dtypes, isas, arguments.exhaustive)
    outcomes = []
    with _sink(parser, arguments.json) as write:
        with _console.progress(sum(task.inputs for task in tasks)) as advance:
            for outcome in _verify.run(tasks, _golden.load()):
                outcomes.append(outcome)
                advance(f"{outcome.task.op} {outcome.task.isa}", outcome.task.inputs)
        misses = [miss for outcome in outcomes for miss in outcome.misses]
        found = {"exhaustive": arguments.exhaustive, "passed": not misses, "rows": _report.rows(outcomes)}
        write(found | {"misses": [miss.as_dict() for miss in misses]})
    if arguments.json != "-":
        _report.show(outcomes, misses, dtypes)
    return 1 if misses else 0


def _plot(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    names = _known(parser, "activation", arguments.names, list(relu_native.activations))
    try:
        from relu_native._plot import draw
    except ImportError as error:
        print(f"plot needs matplotlib ({error}): pip install 'relu-native[cli]'", file=sys.stderr)
        return 1
    try:
        draw(names, arguments.out)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main())
