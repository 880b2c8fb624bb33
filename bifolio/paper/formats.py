"""Paper and office printers: formats, weight, unprintable margins, duplex flip.

These are the defaults of the command line, of `sheets:` in publications and of preflight. The
module imports nothing slow.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

PT_PER_MM = 72 / 25.4
"""Points per mm: PDF user space has 72 units to the inch of 25.4 mm (ISO 32000-1, 8.3.2.3)."""

PaperName = Literal["A1", "A2", "A3", "A4", "A5", "A6", "Letter", "16K"]
"""A paper format of `PAPERS`."""

PAPERS: Mapping[PaperName, tuple[float, float]] = {
    "A1": (594.0, 841.0),
    "A2": (420.0, 594.0),
    "A3": (297.0, 420.0),
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "A6": (105.0, 148.0),
    "Letter": (215.9, 279.4),
    "16K": (210.0, 285.0),
}
"""Paper formats by name: width and height in mm, portrait (ISO 216; ANSI A; 大16开)."""

OFFICE_WEIGHT = 80.0
"""g/m² (grammage, ISO 536) of copy paper."""

OFFICE_BULK = 1.3
"""cm³/g (bulk, ISO 534) of uncoated copy paper: 80 g/m² is about 0.104 mm thick.

Coated paper has 0.8 to 0.9.
"""

EDGE = 5.0
"""mm along the edges of a sheet on which office printers cannot print."""

Way = Literal["booklet", "n-up", "leaflet", "poster"]
"""The kinds of imposition."""

LEAST_UP, MOST_UP = 2, 16
"""The least and greatest number of pages on each side, for n-up: any number between is valid, such
as three DL cards or ten business cards on A4."""


class Flip(StrEnum):
    """The edge on which a printer flips the sheet to print its back."""

    LONG_EDGE = "long-edge"
    SHORT_EDGE = "short-edge"


FLIPS: Mapping[Way, Flip] = {
    "booklet": Flip.SHORT_EDGE,
    "n-up": Flip.LONG_EDGE,
    "leaflet": Flip.SHORT_EDGE,
    "poster": Flip.LONG_EDGE,
}
"""The default flip of each kind of imposition; a poster has one side."""
