"""`bifolio mail export`: writes the ledger as CSV."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator, Sequence

from bifolio.cli.mail.chosen import opened_ledger
from bifolio.mail.ledger import Ledger
from bifolio.project.csv_tables import write_table
from bifolio.project.files import write

HEADER = (
    *("publication", "list", "edition", "sha256", "address", "reader", "state", "attempts"),
    *("changed", "answer", "message-id"),
)


def run(options: argparse.Namespace) -> int:
    """Write, and return the exit code."""
    buffer = io.StringIO(newline="")
    with opened_ledger() as ledger:
        rows = _suppressed(ledger) if options.suppressed else _sent(ledger, options.publication)
        write_table(buffer, rows)
    if options.file:
        # Excel needs the byte order mark to read it as UTF-8.
        write(options.file, buffer.getvalue().encode("utf-8-sig"))
    else:
        sys.stdout.write(buffer.getvalue().replace("\r\n", "\n"))
    return 0


def _sent(ledger: Ledger, publication: str) -> Iterator[Sequence[object]]:
    yield HEADER
    for campaign in ledger.campaigns(publication):
        for row in ledger.deliveries(campaign.id):
            yield (
                *(*campaign.key, campaign.sha256, row.address or "", row.reader, row.state),
                *(row.attempts, row.changed.isoformat(), row.answer, row.message_id or ""),
            )


def _suppressed(ledger: Ledger) -> Iterator[Sequence[object]]:
    yield "address", "reader", "reason", "since"
    for each in ledger.suppressions.all():
        yield each.address or "", each.reader, each.reason, each.since.isoformat()
