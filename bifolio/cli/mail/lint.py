"""`bifolio mail lint`: looks through lists of recipients."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.cli.mail.arguments import below_here, lists_of, mailed_of, take_publication

if TYPE_CHECKING:
    from bifolio.cli.arguments import Commands

HELP = """\
Reads lists of recipients (CSV in UTF-8 or GB 18030 with commas, semicolons or tabs; or YAML) and
tells every bad line: path:line: what is wrong, and what to do; before that, what mail.yaml lacks.
Exits with 1 where there is something.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    lint = commands.add_parser(
        "lint",
        help="look through lists of recipients",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    take_publication(lint)
    lint.add_argument("-l", "--list", action="append", default=[], help="only this list, or file")
    lint.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Look, and return the exit code."""
    from bifolio.mail.recipients import read_recipients
    from bifolio.problems import Problem
    from bifolio.project.folders import Project

    mailed = mailed_of(options, Project(Path.cwd()))
    bad = 0
    for path in lists_of(options, mailed.source):
        good = 0
        for found in read_recipients(path, mailed.rules):
            if isinstance(found, Problem):
                bad += 1
                print(found, file=sys.stderr)
            else:
                good += 1
        print(f"{below_here(path)}  {good} recipient{'s' if good != 1 else ''}")
    if bad:
        print(f"{bad} problem{'s' if bad != 1 else ''}", file=sys.stderr)
    return 1 if bad else 0
