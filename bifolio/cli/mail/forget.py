"""`bifolio mail forget`: erases a person."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bifolio.cli.mail.chosen import address_of, below_here, opened_ledger
from bifolio.cli.styles import counted
from bifolio.mail.addresses import Address
from bifolio.mail.drafts import delete_drafts
from bifolio.mail.lists import lists_in
from bifolio.mail.recipients import addresses_in


def run(options: argparse.Namespace) -> int:
    """Erase them, and return the exit code."""
    address = address_of(options.address)
    with opened_ledger() as ledger:
        messages = ledger.suppressions.forget(ledger.reader(address), datetime.now(UTC))
        print(f"erased from {counted(messages, 'message')} in the ledger")
        for drafts in delete_drafts(options.output):
            print(
                f"{below_here(drafts)} deleted; `bifolio mail draft` writes the other drafts again"
            )
        left = list(_left_in_lists(address, Path.cwd() / "source"))
        for place in left:
            print(f"{place}: still in this list; delete the line")
        return 1 if left else 0


def _left_in_lists(address: Address, source: Path) -> Iterator[str]:
    """The places of the address in the lists of the project."""
    for publication in sorted(source.glob("*/")):
        for path in lists_in(publication):
            for found, place in addresses_in(path):
                if found.folded == address.folded:
                    yield str(place)
