"""`bifolio mail settle`: says what became of a message that was in doubt."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bifolio.cli.mail.arguments import address_of, opened_ledger
from bifolio.problems import Problem, Problems

if TYPE_CHECKING:
    from bifolio.cli.arguments import Commands
    from bifolio.mail.ledger import Delivery, Ledger

HELP = """\
A message is in doubt where the mail server had all of it and its answer was not seen. Look for its
Message-ID in the log of the server, or ask the reader; then say here what you found. One that did
not arrive is sent by the next `bifolio mail send --resume`; with --retry so is one that was refused
or came back, and a reader who was suppressed for it may be sent to again.
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
    found.add_argument(
        "--retry", action="store_true", help="send again what was refused, or came back"
    )
    settle.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write it down, and return the exit code."""
    from bifolio.mail.ledger import State

    with opened_ledger() as ledger:
        reader = ledger.reader(address_of(options.address))
        rows = [ledger.delivery(campaign.id, reader) for campaign in ledger.campaigns()]
        if options.retry:
            return _retry(options.address, [row for row in rows if row], ledger)
        doubts = [row for row in rows if row and row.state is State.DOUBT]
        if not doubts:
            message = f"nothing to {options.address} is in doubt"
            raise Problems(
                [Problem("mail/nothing-in-doubt", message, "`bifolio mail status` lists what is")]
            )
        for doubt in doubts:
            ledger.settle(doubt, datetime.now(UTC), arrived=options.arrived)
        print(f"{options.address}: {'sent' if options.arrived else 'waiting'}")
        return 0


def _retry(address: str, rows: list[Delivery], ledger: Ledger) -> int:
    """Open the last message again that did not reach a reader."""
    from bifolio.mail.ledger import NOT_DELIVERED

    failed = [row for row in rows if row.state in NOT_DELIVERED]
    if not failed or not ledger.retry(failed[-1], datetime.now(UTC)):
        message = f"nothing to {address} was refused or came back"
        raise Problems(
            [Problem("mail/nothing-to-retry", message, "`bifolio mail status` lists what was")]
        )
    print(f"{address}: waiting; `bifolio mail send --resume` sends it")
    return 0
