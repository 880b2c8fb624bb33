"""`bifolio new`: begins a publication."""

from __future__ import annotations

import argparse
from pathlib import Path

from bifolio.cli.styles import TextStyle, paint
from bifolio.cli.terminal import Terminal
from bifolio.project.starters import begin

FILES = ("publication.yaml", "text.yaml")
"""The files of a starter that its author edits first."""


def run(options: argparse.Namespace) -> int:
    """Begin it, and return the exit code."""
    folder = begin(options.name, Path.cwd(), options.like)
    name = options.name
    terminal = Terminal()
    terminal.result(f"{paint(f'{folder.relative_to(Path.cwd())}/', TextStyle.STRONG)}  created")
    terminal.said(f"next: `bifolio build {name}`; then replace the words in {' and '.join(FILES)}")
    terminal.said(f"to mail it: `bifolio mail lint {name}` says what its mail.yaml still needs")
    return 0
