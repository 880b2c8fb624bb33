"""`bifolio mail forget`: erases a person."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.cli.mail.arguments import address_of, below_here, opened_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bifolio.cli.arguments import Commands
    from bifolio.mail.addresses import Address

HELP = """\
Erases a person (GDPR, Art. 17): from the ledger, where only a keyed hash is kept so that nothing is
sent to them again, and from the drafts. The lists are yours: it tells where they still stand in
one, and exits with 1 then.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    forget = commands.add_parser(
        "forget",
        help="erase a person",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    forget.add_argument("address", help="the person's address")
    forget.add_argument(
        "-o", "--output", type=Path, default=Path("build"), help="folder of the PDFs (build)"
    )
    forget.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Erase, and return the exit code."""
    from bifolio.mail.drafts import delete_drafts

    address = address_of(options.address)
    with opened_ledger() as ledger:
        messages = ledger.suppressions.forget(ledger.reader(address), datetime.now(UTC))
        print(f"the ledger has forgotten {messages} message{'s' if messages != 1 else ''}")
        for drafts in delete_drafts(options.output):
            print(f"{below_here(drafts)} is deleted; `bifolio mail draft` writes the others again")
        left = list(_left_in_lists(address, Path.cwd() / "source"))
        for place in left:
            print(f"{place}: they still stand here; delete the line")
        return 1 if left else 0


def _left_in_lists(address: Address, source: Path) -> Iterator[str]:
    """Where the address stands in the project's lists."""
    from bifolio.mail.lists import lists_in
    from bifolio.mail.recipients import addresses_in

    for publication in sorted(source.glob("*/")):
        for path in lists_in(publication):
            for found, place in addresses_in(path):
                if found.folded == address.folded:
                    yield str(place)
