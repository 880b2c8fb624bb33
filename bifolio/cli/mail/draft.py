"""`bifolio mail draft`: writes the messages as drafts, and sends nothing."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.cli.arguments import at_least_one, source_date
from bifolio.cli.mail.arguments import lists_of, mailed_of, opened_ledger, take_publication

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bifolio.cli.arguments import Commands
    from bifolio.mail.drafts import Draft
    from bifolio.mail.mailing import Mailing

HELP = """\
Writes a message for each reader into OUTPUT/PUBLICATION/mail/, as a file that mail programs open
as a draft, and index.html to look through them. Nothing is sent, and nothing is remembered as sent.
Without --list, all lists in recipients/ are drafted, or the example where there is none.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    draft = commands.add_parser(
        "draft",
        help="write the messages, and send nothing",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    take_publication(draft)
    draft.add_argument("-l", "--list", action="append", default=[], help="only this list, or file")
    draft.add_argument("-g", "--group", default="", help="only readers of this group")
    draft.add_argument("--limit", type=at_least_one, help="at most so many of each list")
    draft.add_argument(
        "--again", action="store_true", help="also for those who got an earlier state of the PDF"
    )
    draft.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the drafts, and return the exit code."""
    from bifolio.mail.drafts import FOLDER, INDEX, write_drafts
    from bifolio.mail.mailing import prepare
    from bifolio.project.folders import Project

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
    from itertools import islice

    from bifolio.mail.drafts import Draft

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
