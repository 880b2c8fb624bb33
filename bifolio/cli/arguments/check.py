"""The arguments of `bifolio check`."""

from __future__ import annotations

import argparse
from pathlib import Path

from bifolio.cli.arguments import Commands, add_command, begin_building, take_editions

HELP = """\
Builds each edition a second time, checks the finished PDF against its profile, and writes
preflight.html, preflight.json and preflight.txt beside it. Each finding is a line:
path:line:column: severity: message [code]. Exits with 1 if a PDF may not be delivered.

Instead of publications, you can name PDFs that Bifolio did not build (FILE.pdf): they are checked
with all checks that need no source, and no report is written.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    check = add_command(commands, "check", "check finished PDFs, or any PDF", HELP)
    take_editions(check)
    check.add_argument("-p", "--profile", default="", help="this profile, not the edition's own")
    check.add_argument("--json", action="store_true", help="write JSON")
    check.add_argument("--online", action="store_true", help="also open the web addresses")
    check.add_argument(
        "--release",
        action="store_true",
        help="exit with 1 if a check was skipped or a reviewed translation is outdated",
    )
    check.add_argument(
        "--password-file", type=Path, metavar="FILE", help="its first line opens a locked FILE.pdf"
    )
    check.set_defaults(module="bifolio.cli.check", begin=_begin, wrong_usage=check.error)


def _begin(options: argparse.Namespace) -> None:
    """Start to build the editions of publications a second time; other PDFs are only read."""
    if not any(map(names_file, options.publication)):
        begin_building(options)


def names_file(argument: str | Path) -> bool:
    """Whether an argument names a PDF, and no publication."""
    return str(argument).lower().endswith(".pdf") or Path(argument).is_file()
