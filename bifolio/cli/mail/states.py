"""The colours of the states of messages."""

from __future__ import annotations

from bifolio.cli.styles import TextStyle
from bifolio.mail.ledger import DeliveryState

STYLES = {
    DeliveryState.SENT: TextStyle.GOOD,
    DeliveryState.REFUSED: TextStyle.BAD,
    DeliveryState.BOUNCED: TextStyle.BAD,
}
"""All others wait for something, and are `TextStyle.DOUBTFUL`."""
