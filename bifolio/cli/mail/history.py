"""`bifolio mail history`: shows every step of each message to a reader."""

from __future__ import annotations

import argparse

from bifolio.cli.mail.chosen import address_of, opened_ledger


def run(options: argparse.Namespace) -> int:
    """Print it, and return the exit code."""
    with opened_ledger() as ledger:
        reader = ledger.reader(address_of(options.address))
        events = ledger.history(reader)
        for event in events:
            campaign = event.campaign
            what = f"{campaign.publication}, {campaign.list}, {campaign.edition}"
            step = f"{event.at:%Y-%m-%d %H:%M:%S} UTC  {what}  {event.state}  {event.answer}"
            print(step.rstrip())
        if not events:
            print(f"nothing was ever sent to {options.address}; the ledger is {ledger.path}")
        suppressed = ledger.suppressions.find(reader)
        if suppressed:
            print(f"nothing is sent there: {suppressed.reason} on {suppressed.since:%Y-%m-%d}")
        return 0
