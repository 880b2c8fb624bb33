"""`bifolio schema`: writes the JSON Schemas for editors."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bifolio.cli.arguments import Commands


def enter(commands: Commands) -> None:
    """Enter the command."""
    schema = commands.add_parser(
        "schema",
        help="write the JSON Schemas for editors",
        description="Writes source/*.schema.json, from which editors complete the YAML files.",
    )
    schema.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where one is out of date"
    )
    schema.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write them, and return the exit code."""
    from bifolio.project.folders import Project
    from bifolio.workflow.schema import write_schemas

    stale = write_schemas(Project(Path.cwd()).source, check=options.check)
    for path in stale:
        print(f"{path} {'is out of date: run `bifolio schema`' if options.check else 'written'}")
    return 1 if options.check and stale else 0
