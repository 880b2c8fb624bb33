"""`bifolio mail bounces`: reads what came back."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.cli.mail.arguments import opened_ledger

if TYPE_CHECKING:
    from bifolio.cli.arguments import Commands

HELP = """\
Reads the notifications of messages that came back (RFC 3464) from a Maildir or an mbox, and changes
nothing there. Whoever cannot be reached for good gets nothing any more. Notifications of messages
that are not in the ledger are passed over.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    bounces = commands.add_parser(
        "bounces",
        help="read what came back",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    bounces.add_argument("mailbox", nargs="+", type=Path, help="a Maildir or an mbox")
    bounces.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, write it down, and return the exit code."""
    from bifolio.mail.bounces import read_bounces

    with opened_ledger() as ledger:
        others = 0
        for path in options.mailbox:
            for bounce in read_bounces(path):
                delivery = ledger.by_message_id(bounce.message_id)
                if delivery is None:
                    others += 1
                    continue
                said = f"{bounce.status} {bounce.diagnostic}".strip()
                if not bounce.for_good:
                    print(f"{delivery.address}: {bounce.action}: {said}")
                elif ledger.bounce(delivery, said, datetime.now(UTC)):
                    print(f"{delivery.address}: gets nothing any more: {said}")
        if others:
            print(f"{others} of messages that are not in the ledger")
        return 0
