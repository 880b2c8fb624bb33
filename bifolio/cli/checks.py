"""`bifolio checks`: lists the checks of preflight."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from bifolio.preflight.registry import Check
from bifolio.preflight.unchecked import NOTE, UNCHECKED
from bifolio.workflow.registry import explained

TITLE = """\
# The checks of preflight

Written by `make checks` from the checks themselves. `fail`: the PDF is not delivered; `warn`:
review the finding; `info`: for information."""


def run(options: argparse.Namespace) -> int:
    """List them, and return the exit code."""
    if options.markdown:
        print(TITLE)
    for house, checks in explained():
        if house:
            print(f"\n{'# ' * options.markdown}Checks of the house {house}\n")
            print(f"Only publications with `house: {house}` are checked for these.")
        _list(checks, markdown=options.markdown)
    print(f"\n{'## ' * options.markdown}What is not checked\n")
    for each in UNCHECKED:
        print(f"- {each}")
    print(f"\n{NOTE}")
    return 0


def _list(checks: Iterable[Check], *, markdown: bool) -> None:
    for check in checks:
        if markdown:
            print(f"\n## {check.id}\n\n**{check.severity}**: {check.what}\n")
            print(f"{check.rationale}\n\nWhat to do: {check.hint}.")
            if not check.needs_source:
                print("\nNeeds no source: it checks any PDF.")
            if check.release:
                print("\nA finding fails `bifolio check --release`.")
        else:
            print(f"{check.id}  ({check.severity})\n    {check.what}\n    {check.rationale}")
            print(f"    hint: {check.hint}")
