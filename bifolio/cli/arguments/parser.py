"""The command line as a whole: every command, in the order of the help."""

from __future__ import annotations

import argparse

from bifolio import __version__
from bifolio.cli.arguments import (
    build,
    check,
    checks,
    editions,
    explain,
    impose,
    mail,
    new,
    printer_test,
    proof,
    schema,
    sheets,
    translations,
)

COMMANDS = (
    build,
    editions,
    check,
    sheets,
    impose,
    printer_test,
    checks,
    explain,
    mail,
    new,
    translations,
    proof,
    schema,
)
"""In the order of the help."""

DESCRIPTION = """\
Bifolio builds bilingual brochures: structured text in two or more languages becomes print-ready
PDFs.
"""

EPILOGUE = """\
A project is a folder with source/NAME/publication.yaml (what the publication is) and
source/NAME/text.yaml (its words in every language). If it has layouts/ or fonts/ of its own,
these come before those that Bifolio ships.

examples:
  bifolio new programme                begin a publication from a small example
  bifolio build                        every edition for screens of every publication
  bifolio build --target press         every edition for print shops
  bifolio build programme --edition en one edition
"""


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line, from which docs/commands.md is written, too."""
    parser = argparse.ArgumentParser(
        "bifolio",
        description=DESCRIPTION,
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(begin=lambda options: None)
    parser.add_argument("--version", action="version", version=f"bifolio {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command in COMMANDS:
        command.enter(commands)
    return parser
