"""Paper and the printers of offices: formats, weight, blank edges, and how a sheet is turned.

What sheets are unless somebody says otherwise stands here, once for the command line, for
`sheets:` of publications and for preflight. It imports nothing that takes time.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

PT_PER_MM = 72 / 25.4
"""A PDF measures in points, of which an inch of 25.4 mm has 72 (ISO 32000-1, 8.3.2.3)."""

PaperName = Literal["A3", "A4", "A5", "Letter", "16K"]
"""A paper format of `PAPERS`."""

PAPERS: Mapping[PaperName, tuple[float, float]] = {
    "A3": (297.0, 420.0),
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "Letter": (215.9, 279.4),
    "16K": (210.0, 285.0),
}
"""Paper formats by name: width and height in mm, portrait (ISO 216; ANSI A; 大16开)."""

OFFICE_WEIGHT = 80.0
"""g/m² (grammage, ISO 536): copying paper."""

OFFICE_BULK = 1.3
"""cm³/g (ISO 534): uncoated copying paper, of which 80 g/m² are about 0.104 mm thick.

Coated paper has 0.8 to 0.9.
"""

EDGE = 5.0
"""mm that office printers leave blank along the edges of a sheet."""

Way = Literal["booklet", "n-up", "leaflet", "poster"]
"""What is made of pages on sheets."""

LEAST_UP, MOST_UP = 2, 16
"""Pages on each side, for n-up. Every number from one to the other will do: an A4 takes three DL
cards, or ten visiting cards."""


class Flip(StrEnum):
    """The edge about which a printer turns the sheet for its back."""

    LONG_EDGE = "long-edge"
    SHORT_EDGE = "short-edge"


FLIPS: Mapping[Way, Flip] = {
    "booklet": Flip.SHORT_EDGE,
    "n-up": Flip.LONG_EDGE,
    "leaflet": Flip.SHORT_EDGE,
    "poster": Flip.LONG_EDGE,
}
"""How the printer turns the sheet, where nobody says; a poster has one side."""
