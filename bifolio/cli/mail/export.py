"""`bifolio mail export`: writes what is known as CSV."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.cli.mail.arguments import opened_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bifolio.cli.arguments import Commands
    from bifolio.mail.ledger import Ledger

HELP = """\
Writes a line for each message as CSV (UTF-8) that spreadsheets open and do not compute. `reader` is
the token in the reader's address to leave, by which a web page tells us who has left.
"""

HEADER = (
    *("publication", "list", "edition", "sha256", "address", "reader", "state", "attempts"),
    *("changed", "answer", "message-id"),
)


def enter(commands: Commands) -> None:
    """Enter the command."""
    export = commands.add_parser(
        "export",
        help="write the ledger as CSV",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    export.add_argument("publication", nargs="?", default="", help="only this (default: all)")
    export.add_argument("-f", "--file", type=Path, help="into this file, not to the terminal")
    export.add_argument(
        "--suppressed", action="store_true", help="the addresses that get nothing any more"
    )
    export.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write, and return the exit code."""
    from bifolio.mail.csv_tables import write_table
    from bifolio.project.files import write

    buffer = io.StringIO(newline="")
    with opened_ledger() as ledger:
        rows = _suppressed(ledger) if options.suppressed else _sent(ledger, options.publication)
        write_table(buffer, rows)
    if options.file:
        # The mark tells Excel that it is UTF-8.
        write(options.file, buffer.getvalue().encode("utf-8-sig"))
    else:
        sys.stdout.write(buffer.getvalue().replace("\r\n", "\n"))
    return 0


def _sent(ledger: Ledger, publication: str) -> Iterator[Sequence[object]]:
    yield HEADER
    for campaign in ledger.campaigns(publication):
        for row in ledger.deliveries(campaign.id):
            yield (
                campaign.publication,
                campaign.list,
                campaign.edition,
                campaign.sha256,
                row.address or "",
                row.reader,
                row.state,
                row.attempts,
                row.changed.isoformat(),
                row.answer,
                row.message_id or "",
            )


def _suppressed(ledger: Ledger) -> Iterator[Sequence[object]]:
    yield "address", "reader", "reason", "since"
    for each in ledger.suppressions.all():
        yield each.address or "", each.reader, each.reason, each.since.isoformat()
