"""`bifolio mail status`: shows the progress of mailings, and what needs attention."""

from __future__ import annotations

import argparse

from bifolio.cli.mail.chosen import how_to_settle, opened_ledger
from bifolio.cli.mail.states import STYLES
from bifolio.cli.styles import TextStyle, paint
from bifolio.cli.terminal import Terminal
from bifolio.mail.ledger import Campaign, DeliveryState, Ledger
from bifolio.problems import Problems


def run(options: argparse.Namespace) -> int:
    """Print it, and return the exit code."""
    terminal = Terminal()
    with opened_ledger() as ledger:
        try:
            with ledger.sending():  # messages that a dead process left become in doubt
                pass
        except Problems as found:
            terminal.result("; ".join(problem.message for problem in found.problems))
        campaigns = ledger.campaigns(options.publication)
        if not campaigns:
            what = f"of '{options.publication}' " if options.publication else ""
            terminal.result(f"nothing {what}was ever sent; the ledger is {ledger.path}")
        for campaign in campaigns:
            _print_campaign(campaign, ledger, terminal)
        if suppressed := len(ledger.suppressions.all()):
            terminal.result(
                f"{suppressed} {'address' if suppressed == 1 else 'addresses'} suppressed"
            )
        doubts = any(ledger.counts(campaign.id).get(DeliveryState.DOUBT) for campaign in campaigns)
        return 1 if doubts else 0


def _print_campaign(campaign: Campaign, ledger: Ledger, terminal: Terminal) -> None:
    about = f"{campaign.publication}, list {campaign.list}, edition {campaign.edition}"
    about = paint(about, TextStyle.STRONG)
    terminal.result(f"{about} ({campaign.sha256[:12]}), begun {campaign.begun:%Y-%m-%d %H:%M} UTC")
    counts, over = ledger.counts(campaign.id), ledger.superseded(campaign)
    elsewhere = {} if over else ledger.through_other_lists(campaign)
    left = {
        state: number - over.get(state, 0) - elsewhere.get(state, 0)
        for state, number in counts.items()
    }
    parts = [
        paint(f"{left[state]} {state}", STYLES.get(state, TextStyle.DOUBTFUL))
        for state in DeliveryState
        if left.get(state)
    ]
    if elsewhere:
        parts.append(f"{sum(elsewhere.values())} done through another list")
    if over:
        parts.append(f"{sum(over.values())} replaced by another version of the PDF")
    terminal.result(f"  {', '.join(parts) or 'nobody'}")
    for row in ledger.deliveries(
        campaign.id, DeliveryState.DOUBT, DeliveryState.REFUSED, DeliveryState.BOUNCED
    ):
        state = paint(str(row.state), STYLES.get(row.state, TextStyle.DOUBTFUL))
        terminal.result(f"  {state}: {row.address or 'forgotten'}: {row.answer}")
        if row.state is DeliveryState.DOUBT:
            terminal.result(f"    Message-ID <{row.message_id}>, {row.changed:%Y-%m-%d %H:%M} UTC")
            terminal.result(f"    hint: look for it in the server's log; {how_to_settle(row)}")
