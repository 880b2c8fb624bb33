"""`bifolio mail draft`: writes the messages as drafts, and sends nothing."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from bifolio.cli.mail.chosen import lists_of, mailed_of, opened_ledger
from bifolio.cli.options import source_date
from bifolio.mail.drafts import FOLDER, INDEX, Draft, write_drafts
from bifolio.mail.mailing import Mailing, prepare
from bifolio.project.folders import Project


def run(options: argparse.Namespace) -> int:
    """Write the drafts, and return the exit code."""
    mailed = mailed_of(options, Project(Path.cwd()))
    lists = lists_of(options, mailed.source)
    with opened_ledger() as ledger:
        now = source_date() or datetime.now(UTC)
        mailings = [prepare(mailed, path, ledger, now, options.group) for path in lists]
        target = mailed.built / FOLDER
        drafts = (
            draft
            for mailing in mailings
            for draft in _drafts(mailing, now, options.limit, again=options.again)
        )
        written, size = write_drafts(target, mailed.name, drafts)
        drafted = f"{written} draft{'s' if written != 1 else ''}, {size / 1e6:.1f} MB"
        print(f"{target / INDEX}  {drafted}; nothing was sent")
        return 0


def _drafts(mailing: Mailing, now: datetime, limit: int | None, *, again: bool) -> Iterator[Draft]:

    some = islice(mailing.recipients(), limit)
    for recipient, reason in mailing.reasons_to_withhold(some, again=again):
        made = mailing.draft(recipient, now)
        yield Draft(
            mailing.list_name,
            recipient,
            made.letter,
            mailing.enclosures[recipient.edition],
            made.data,
            reason,
        )
