"""`bifolio new`: begins a publication."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bifolio.cli.arguments import Commands


def enter(commands: Commands) -> None:
    """Enter the command."""
    new = commands.add_parser(
        "new", help="begin a publication", description="Begins source/NAME from a small example."
    )
    new.add_argument("name", help="small letters, digits and hyphens")
    new.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Begin it, and return the exit code."""
    from bifolio.project.example import begin

    folder = begin(options.name, Path.cwd())
    name = options.name
    print(f"{folder.relative_to(Path.cwd())}/ is begun; now: bifolio build {name}")
    print(f"to mail it, fill in its mail.yaml: `bifolio mail lint {name}` tells what is missing")
    return 0
