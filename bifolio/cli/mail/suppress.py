"""`bifolio mail suppress`: suppresses readers."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, datetime
from pathlib import Path

from bifolio.cli.mail.chosen import address_of, opened_ledger
from bifolio.mail.ledger import Ledger
from bifolio.mail.lists import lists_in
from bifolio.mail.recipients import addresses_in
from bifolio.problems import Problems

TOKEN = r"[0-9a-f]{32}"  # noqa: S105  a pattern, no secret


def run(options: argparse.Namespace) -> int:
    """Record it, and return the exit code."""
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
        hint = "copy the whole token from the link to unsubscribe, or use the address"
        raise Problems.of("usage/unknown-token", f"no reader has the token {name}", hint)
    if options.lift:
        return "can be sent to again" if ledger.suppressions.lift(reader) else "was not suppressed"
    known = not ledger.suppressions.add(reader, address, options.reason, datetime.now(UTC))
    return "was already suppressed" if known else "suppressed; nothing more is sent"


def _is_on_a_list(reader: str, ledger: Ledger) -> bool:
    """Whether a reader on a list of this project has the token; drafts are sent by hand, too."""
    return any(
        ledger.reader(address) == reader
        for publication in (Path.cwd() / "source").glob("*/")
        for path in lists_in(publication)
        for address, _ in addresses_in(path)
    )
