"""`bifolio translations`: tells which translations are drafts, reviewed or out of date."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bifolio.cli.arguments import Commands


def enter(commands: Commands) -> None:
    """Enter the command."""
    translations = commands.add_parser(
        "translations",
        help="tell which translations are drafts, reviewed or out of date",
        description="Tells, unit by unit, whether a translation is a draft, was reviewed, or was "
        "reviewed before the words changed; and what to write below `reviewed:`.",
    )
    translations.add_argument("publication", nargs="*", help="a folder in source/ (default: all)")
    translations.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Tell it, and return the exit code."""
    from bifolio.document.load import load
    from bifolio.document.review import table
    from bifolio.project.folders import Project

    for folder in Project(Path.cwd()).publications(tuple(dict.fromkeys(options.publication))):
        print(table(load(folder)))
    return 0
