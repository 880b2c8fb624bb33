"""`bifolio mail draft`: writes the messages as drafts, and sends nothing."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path

from bifolio.cli.mail.chosen import lists_of, mailed_of, opened_ledger
from bifolio.cli.mail.watching import watching
from bifolio.cli.options import source_date
from bifolio.cli.styles import TextStyle, counted, paint
from bifolio.cli.terminal import Terminal
from bifolio.mail.drafts import FOLDER, INDEX, Draft, write_drafts
from bifolio.mail.mailing import Mailing, prepare
from bifolio.project.folders import Project


def run(options: argparse.Namespace) -> int:
    """Write the drafts, and return the exit code."""
    mailed = mailed_of(options, Project(Path.cwd()))
    lists = lists_of(options, mailed.source)
    with opened_ledger() as ledger:
        now = source_date() or datetime.now(UTC)
        mailings = [
            prepare(mailed, path, ledger, now, options.group, watching("reading the list"))
            for path in lists
        ]
        drafts = (_drafts(each, now, options.limit, again=options.again) for each in mailings)
        target = mailed.built / FOLDER
        written, size = write_drafts(
            target, mailed.name, watching("writing drafts")(chain.from_iterable(drafts))
        )
        drafted = f"{counted(written, 'draft')}, {size / 1e6:.1f} MB"
        terminal = Terminal()
        terminal.result(
            f"{paint(str(target / INDEX), TextStyle.STRONG)}  {drafted}; nothing was sent"
        )
        terminal.said("next: open it in a browser; each draft opens in a mail program")
        return 0


def _drafts(mailing: Mailing, now: datetime, limit: int | None, *, again: bool) -> Iterator[Draft]:
    some = islice(mailing.recipients(), limit)
    for recipient, reason in mailing.reasons_to_withhold(some, again=again):
        made = mailing.draft(recipient, now)
        enclosure = mailing.enclosures[recipient.edition]
        yield Draft(mailing.list_name, recipient, made.letter, enclosure, made.data, reason)
