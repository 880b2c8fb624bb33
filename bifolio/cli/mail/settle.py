"""`bifolio mail settle`: records what became of a message in doubt."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from bifolio.cli.mail.chosen import address_of, opened_ledger
from bifolio.mail.ledger import NOT_DELIVERED, DeliveryRecord, DeliveryState, Ledger
from bifolio.problems import Problems


def run(options: argparse.Namespace) -> int:
    """Record it, and return the exit code."""
    with opened_ledger() as ledger:
        reader = ledger.reader(address_of(options.address))
        rows = [row for each in ledger.campaigns() if (row := ledger.delivery(each.id, reader))]
        if options.retry:
            return _retry(options.address, rows, ledger)
        doubts = [row for row in rows if row.state is DeliveryState.DOUBT]
        if not doubts:
            message = f"no message to {options.address} is in doubt"
            hint = "`bifolio mail status` lists messages in doubt"
            raise Problems.of("mail/nothing-in-doubt", message, hint)
        for doubt in doubts:
            ledger.settle(doubt, datetime.now(UTC), arrived=options.arrived)
        print(f"{options.address}: {'sent' if options.arrived else 'waiting'}")
        return 0


def _retry(address: str, rows: list[DeliveryRecord], ledger: Ledger) -> int:
    """Let the last message that did not reach a reader wait again."""
    failed = [row for row in rows if row.state in NOT_DELIVERED]
    if not failed or not ledger.retry(failed[-1], datetime.now(UTC)):
        message = f"no message to {address} was refused or came back"
        hint = "`bifolio mail status` lists those messages"
        raise Problems.of("mail/nothing-to-retry", message, hint)
    print(f"{address}: waiting; `bifolio mail send --resume` sends it")
    return 0
