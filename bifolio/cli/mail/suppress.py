"""`bifolio mail suppress`: sends nothing to somebody any more."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.cli.mail.arguments import address_of, opened_ledger
from bifolio.problems import Problem, Problems

if TYPE_CHECKING:
    from bifolio.cli.arguments import Commands
    from bifolio.mail.ledger import Ledger

HELP = """\
Sends nothing to these readers any more, whatever lists they are on. Each is an address, or the
token of the link by which they left. Without any, tells who gets nothing.
"""

TOKEN = r"[0-9a-f]{32}"  # noqa: S105  the form of one, no secret


def enter(commands: Commands) -> None:
    """Enter the command."""
    suppress = commands.add_parser(
        "suppress",
        help="send nothing to somebody any more",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    suppress.add_argument("reader", nargs="*", help="an address, or a token")
    suppress.add_argument("--reason", default="unsubscribed", help="why (unsubscribed)")
    suppress.add_argument("--lift", action="store_true", help="let them be sent to again")
    suppress.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write it down, and return the exit code."""
    with opened_ledger() as ledger:
        for name in options.reader:
            print(f"{name}: {_suppress(name, options, ledger)}")
        if not options.reader:
            for each in ledger.suppressions.all():
                print(f"{each.address or each.reader}: {each.reason} on {each.since:%Y-%m-%d}")
        return 0


def _suppress(name: str, options: argparse.Namespace, ledger: Ledger) -> str:
    address = None if re.fullmatch(TOKEN, name) else address_of(name)
    reader = ledger.reader(address) if address else name
    if address is None and not ledger.knows(reader) and not _is_on_a_list(reader, ledger):
        hint = "copy all of it from the link that the reader followed, or give their address"
        raise Problems([Problem("usage/unknown-token", f"no reader has the token {name}", hint)])
    if options.lift:
        return "can be sent to again" if ledger.suppressions.lift(reader) else "was not suppressed"
    known = not ledger.suppressions.add(reader, address, options.reason, datetime.now(UTC))
    return "got nothing already" if known else "gets nothing any more"


def _is_on_a_list(reader: str, ledger: Ledger) -> bool:
    """Whether somebody on a list of this project has the token: drafts are sent by hand, too."""
    from bifolio.mail.lists import lists_in
    from bifolio.mail.recipients import addresses_in

    return any(
        ledger.reader(address) == reader
        for publication in (Path.cwd() / "source").glob("*/")
        for path in lists_in(publication)
        for address, _ in addresses_in(path)
    )
