"""`bifolio mail bounces`: reads bounces."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import UTC, datetime

from bifolio.cli.mail.chosen import opened_ledger
from bifolio.mail.bounces import Bounce, NoBounce, read_bounces
from bifolio.mail.ledger import Ledger
from bifolio.mail.sanitize import shown
from bifolio.mail.verdicts import Verdict


def run(options: argparse.Namespace) -> int:
    """Read, record, and return the exit code."""
    counts: Counter[str] = Counter()
    with opened_ledger() as ledger:
        for path in options.mailbox:
            for each in read_bounces(path):
                if isinstance(each, NoBounce):
                    counts["no notification"] += 1
                    print(f"{shown(each.name)}: skipped: {each.reason}")
                else:
                    counts[_record(each, ledger)] += 1
    found = [f"{number} {what}" for what, number in sorted(counts.items())]
    print(", ".join(found) or "nothing read")
    return 0


def _record(bounce: Bounce, ledger: Ledger) -> str:
    """Record a bounce; return what it is counted as."""
    delivery = ledger.by_message_id(bounce.message_id)
    if delivery is None:
        return "of messages that are not in the ledger"
    said = f"{bounce.status} {bounce.diagnostic}".strip()
    if not bounce.returned:
        print(f"{delivery.address}: {bounce.action}: {said}")
        return bounce.action or "without an action"
    dead = bounce.verdict is Verdict.DEAD
    if not ledger.bounce(delivery, said, datetime.now(UTC), dead=dead):
        return "already recorded"
    if dead:
        print(f"{delivery.address}: mailbox is dead, nothing more is sent: {said}")
        return "suppressed"
    print(f"{delivery.address}: not delivered ({bounce.verdict.value}), reader kept: {said}")
    return f"not delivered ({bounce.verdict.value}), reader kept"
