"""`bifolio mail settle`: says what became of a message that was in doubt."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bifolio.cli.mail.arguments import address_of, opened_ledger
from bifolio.problems import Problem, Problems

if TYPE_CHECKING:
    from bifolio.cli.arguments import Commands

HELP = """\
A message is in doubt where the mail server had all of it and its answer was not seen. Look for its
Message-ID in the log of the server, or ask the reader; then say here what you found. One that did
not arrive is sent by the next `bifolio mail send --resume`.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    settle = commands.add_parser(
        "settle",
        help="say what became of what was in doubt",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    settle.add_argument("address", help="the reader's address")
    found = settle.add_mutually_exclusive_group(required=True)
    found.add_argument("--arrived", action="store_true", help="it arrived")
    found.add_argument("--lost", action="store_true", help="it did not, and is to be sent again")
    settle.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write it down, and return the exit code."""
    from bifolio.mail.ledger import State

    with opened_ledger() as ledger:
        reader = ledger.reader(address_of(options.address))
        rows = [ledger.delivery(campaign.id, reader) for campaign in ledger.campaigns()]
        doubts = [row for row in rows if row and row.state is State.DOUBT]
        if not doubts:
            message = f"nothing to {options.address} is in doubt"
            raise Problems([Problem(message, "`bifolio mail status` lists what is")])
        for doubt in doubts:
            ledger.settle(doubt, datetime.now(UTC), arrived=options.arrived)
        print(f"{options.address}: {'sent' if options.arrived else 'waiting'}")
        return 0
