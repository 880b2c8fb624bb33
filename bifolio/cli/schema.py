"""`bifolio schema`: writes the JSON Schemas for editors."""

from __future__ import annotations

import argparse
from pathlib import Path

from bifolio.project.folders import Project
from bifolio.workflow.schema import write_schemas


def run(options: argparse.Namespace) -> int:
    """Write them, and return the exit code."""
    stale = write_schemas(Project(Path.cwd()).source, check=options.check)
    for path in stale:
        print(f"{path} {'is out of date: run `bifolio schema`' if options.check else 'written'}")
    return 1 if options.check and stale else 0
