"""`bifolio translations`: lists which translations are drafts, reviewed or out of date."""

from __future__ import annotations

import argparse

from bifolio.document.load import load
from bifolio.document.review import table


def run(options: argparse.Namespace) -> int:
    """Print it, and return the exit code."""
    for folder in options.publication:
        print(table(load(folder)))
    return 0
