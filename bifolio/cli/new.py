"""`bifolio new`: begins a publication."""

from __future__ import annotations

import argparse
from pathlib import Path

from bifolio.project.starters import begin


def run(options: argparse.Namespace) -> int:
    """Begin it, and return the exit code."""
    folder = begin(options.name, Path.cwd(), options.like)
    name = options.name
    print(f"{folder.relative_to(Path.cwd())}/ created; now: bifolio build {name}")
    print(f"to mail it, fill in its mail.yaml: `bifolio mail lint {name}` reports what is missing")
    return 0
