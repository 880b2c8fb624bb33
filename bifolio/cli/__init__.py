"""The command line: the only room that prints and exits, with one module for each command.

Each module has `enter`, which describes the command, and `run`, which runs it. What a command needs
is imported when it runs, so that none waits for what another one needs.

Exit codes: 0 done, 1 problems or failure, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from bifolio import __version__
from bifolio.cli import (
    build,
    check,
    checks,
    impose,
    mail,
    new,
    printer_test,
    proof,
    schema,
    sheets,
    translations,
)
from bifolio.problems import Problems

COMMANDS = (
    build,
    check,
    sheets,
    impose,
    printer_test,
    checks,
    mail,
    new,
    translations,
    proof,
    schema,
)
"""In the order of the help."""

DESCRIPTION = """\
Bifolio, a bilingual brochure press: structured text in English and Chinese goes in, print-ready
PDFs come out.
"""

EPILOGUE = """\
A project is a folder with source/NAME/publication.yaml (what the publication is) and
source/NAME/text.yaml (its words in every language). Where it has layouts/ or fonts/ of its own,
those come before the ones of the press.

examples:
  bifolio new programme                begin a publication from a small example
  bifolio build                        every edition for screens of every publication
  bifolio build --target press         every edition for print shops
  bifolio build programme --edition en one edition
"""


def run() -> None:
    """Be the program: run the command of the command line and exit with its code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that has no Chinese shows \\uXXXX instead of it, as it does of errors.
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 0
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except Problems as found:
        print(f"{found}\n{_count(len(found.problems))}", file=sys.stderr)
        return found.exit_code
    except BrokenPipeError:
        # Whoever read our output has had enough; what Python still holds of it goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        reason = (error.strerror or str(error)).lower()
        is_folder = isinstance(error, IsADirectoryError)
        hint = "name a file in it" if is_folder else "look at the folder's rights and space"
        print(f"{place}{reason}\n  hint: {hint}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; what was finished is in place", file=sys.stderr)
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "bifolio",
        description=DESCRIPTION,
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"bifolio {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command in COMMANDS:
        command.enter(commands)
    return parser


def _count(number: int) -> str:
    return f"{number} problem{'s' if number != 1 else ''}"
