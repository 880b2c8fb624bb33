"""`bifolio mail bounces`: reads what came back."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.cli.mail.arguments import opened_ledger
from bifolio.mail.sanitize import shown

if TYPE_CHECKING:
    from bifolio.cli.arguments import Commands
    from bifolio.mail.bounces import Bounce
    from bifolio.mail.ledger import Ledger

HELP = """\
Reads the notifications of messages that came back (RFC 3464, and those of qmail) from a Maildir, an
mbox, an .eml file or a folder of these, and changes nothing there. A reader whose mailbox does not
exist is suppressed: nothing more is sent there. Readers whose mailbox is full, or whose server
refused the sender or the message, are kept and listed; `bifolio mail settle ADDRESS --retry` sends
again. Messages that are no notification, or not of a message in the ledger, are counted.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    bounces = commands.add_parser(
        "bounces",
        help="read what came back",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    bounces.add_argument(
        "mailbox", nargs="+", type=Path, help="a Maildir, an mbox, an .eml file or a folder"
    )
    bounces.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, record, and return the exit code."""
    from bifolio.mail.bounces import NoBounce, read_bounces

    counts: Counter[str] = Counter()
    with opened_ledger() as ledger:
        for path in options.mailbox:
            for found in read_bounces(path):
                if isinstance(found, NoBounce):
                    counts["no notification"] += 1
                    print(f"{shown(found.name)}: passed over: {found.reason}")
                else:
                    counts[_record(found, ledger)] += 1
    print(
        ", ".join(f"{number} {what}" for what, number in sorted(counts.items())) or "nothing read"
    )
    return 0


def _record(bounce: Bounce, ledger: Ledger) -> str:
    """Write down what came back; return what it is counted as."""
    from bifolio.mail.verdicts import Verdict

    delivery = ledger.by_message_id(bounce.message_id)
    if delivery is None:
        return "of messages that are not in the ledger"
    said = f"{bounce.status} {bounce.diagnostic}".strip()
    if not bounce.returned:
        print(f"{delivery.address}: {bounce.action}: {said}")
        return bounce.action or "without an action"
    dead = bounce.verdict is Verdict.DEAD
    if not ledger.bounce(delivery, said, datetime.now(UTC), dead=dead):
        return "known already"
    if dead:
        print(f"{delivery.address}: mailbox is dead, nothing more is sent: {said}")
        return "suppressed"
    print(f"{delivery.address}: not delivered ({bounce.verdict.value}), reader kept: {said}")
    return f"not delivered ({bounce.verdict.value}), reader kept"
