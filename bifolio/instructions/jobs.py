"""Print jobs: files, and how to print and finish them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bifolio.document.publication import Edition, Sheets
from bifolio.paper.folds import FOLDS
from bifolio.paper.formats import FLIPS, PAPERS, PaperName

PURPOSES = {
    "handout": "hand-out",
    "document": "hand-out",
    "copies": "hand-out",
    "n-up": "hand-out",
    "leaflet-sheet": "fold",
    "leaflet": "fold",
    "booklet": "staple",
    "poster": "hang-up",
    "wall-poster": "hang-up",
    "press": "print-shop",
    "pages": "read",
}
"""The purpose of each kind of file, in the order of the page."""

READ = "read"
"""The purpose of files for screens, which need no instructions."""

SMALL_HANDOUTS: Mapping[str, str] = {"A5": "flyer", "A6": "postcard"}
"""What handouts on small papers are called; keys of the phrases."""

POSTER_PAPERS = ("A1", "A2", "A3")
"""The papers of posters: a single side of one is hung up."""

PAGES_PER_FOLDED_SHEET = 4
"""Pages on a sheet that is folded once, both sides of each half."""

FLIP_EDGES = ("long-edge", "short-edge")


def sheet_count(sides: int, sheets: Sheets | None) -> int:
    """Return how many sheets of paper `sides` need; posters have blank backs."""
    return sides if sheets is not None and sheets.way == "poster" else -(-sides // 2)


@dataclass(frozen=True)
class Thumbnail:
    """A small picture of one side of a sheet."""

    png: bytes
    width: int
    """Pixels, as for the height."""
    height: int


@dataclass(frozen=True)
class PrintJob:
    """A file to print."""

    file: str
    """Its name, in the folder of the instructions."""
    edition: Edition
    sheets: Sheets | None
    """None for an edition that is not imposed."""
    sides: int
    """The number of sides of one copy."""
    in_booklets: bool
    """Whether the edition is imposed as booklets, which are printed instead."""
    toner: float
    """The highest toner coverage of any page (per cent)."""
    thumbnails: tuple[Thumbnail, ...]
    scale: float = 1.0
    """The smallest scale of its pages."""
    smallest_type: float = 0.0
    """The size of its smallest type on paper (pt); 0 without text."""
    languages: tuple[str, ...] = ()
    """Those of the publication: names say how those of the file differ from all others."""

    @property
    def purpose(self) -> str:
        """What people want to do with it; a key of the phrases."""
        return PURPOSES[self.kind]

    @property
    def sheet_count(self) -> int:
        """Sheets of paper for one copy."""
        return sheet_count(self.sides, self.sheets)

    @property
    def kind(self) -> str:
        """The kind of file; the key of its phrases."""
        if self.sheets is not None:
            copies = self.sheets.way == "n-up" and self.sheets.repeat
            return "copies" if copies else self.sheets.way
        if self.edition.target == "press":
            return "press"
        if self.edition.fold:
            return "leaflet-sheet"
        if self.in_booklets:
            return "pages"
        if self.sides == 1 and self.edition.paper in POSTER_PAPERS:
            return "wall-poster"
        return "handout" if self.sheet_count == 1 else "document"

    @property
    def description(self) -> str:
        """What it is; a key of the phrases."""
        small = SMALL_HANDOUTS.get(self.paper) if self.kind == "handout" else None
        return small or self.kind

    @property
    def name(self) -> str:
        """The file name without its suffix."""
        return self.file.removesuffix(".pdf")

    @property
    def is_for_office(self) -> bool:
        """Whether an office printer prints it."""
        return self.kind not in ("press", "pages")

    @property
    def paper(self) -> PaperName:
        """The paper in the printer."""
        return (self.sheets or self.edition).paper

    @property
    def duplex(self) -> str:
        """The duplex setting of the printer; the key of its phrase."""
        if not self.is_for_office:
            return "not-here"
        if self.kind == "poster" or self.sides == 1:
            return "one-sided"
        if self.sheets is not None:
            return self.sheets.flip or FLIPS[self.sheets.way]
        return "short-edge" if self.edition.orientation == "landscape" else "long-edge"

    @property
    def fold(self) -> str | None:
        """The fold (a key of `bifolio.paper.folds.FOLDS`); None for files that are not folded."""
        if self.kind == "leaflet-sheet":
            return self.edition.fold
        return self.sheets.fold if self.sheets is not None and self.kind == "leaflet" else None

    @property
    def blanks_if_stapled(self) -> int:
        """The blank pages that a file for a print shop needs if its sheets are folded and stapled.

        Files of one sheet, and those that are folded into panels, need none.
        """
        is_stapled = self.kind == "press" and not self.edition.fold and self.sheet_count > 1
        return -self.sides % PAGES_PER_FOLDED_SHEET if is_stapled else 0

    @property
    def panels(self) -> tuple[float, ...]:
        """The widths of the panels in mm, with the inside of the sheet facing up."""
        return FOLDS[self.fold].widths(max(PAPERS[self.paper]), 1) if self.fold else ()

    @property
    def finishing(self) -> str:
        """What to do after printing; the key of its phrase."""
        return f"fold-{self.fold}" if self.fold else self.kind

    @property
    def drawings(self) -> tuple[str, ...]:
        """The drawings of how its sheets are turned and finished."""
        if not self.is_for_office:
            return (self.finishing,)
        turned = self.duplex
        if turned in FLIP_EDGES:
            turned = f"{'landscape' if self._is_wide else 'portrait'}-{turned}"
        if self.kind in ("handout", "n-up"):
            return (turned,)
        return turned, self.finishing

    @property
    def _is_wide(self) -> bool:
        return any(side.width > side.height for side in self.thumbnails)
