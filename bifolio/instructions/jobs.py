"""What is printed: a file, what it is, and what whoever stands at the copier has to do."""

from __future__ import annotations

from dataclasses import dataclass

from bifolio.document.publication import Edition, Sheets
from bifolio.paper.folds import FOLDS
from bifolio.paper.formats import FLIPS, PAPERS, PaperName


def papers(sides: int, sheets: Sheets | None) -> int:
    """How many sheets of paper take `sides`; those of a poster have nothing on their backs."""
    return sides if sheets is not None and sheets.way == "poster" else -(-sides // 2)


@dataclass(frozen=True)
class Picture:
    """A side of a sheet, small."""

    png: bytes
    width: int
    """Pixels, as is the height."""
    height: int


@dataclass(frozen=True)
class Print:
    """A file that is to be printed."""

    file: str
    """Its name, beside the page."""
    edition: Edition
    sheets: Sheets | None
    """None for an edition that is printed as it is."""
    sides: int
    """How many it has, for one copy."""
    in_booklets: bool
    """Whether there are booklets of the edition, which are printed instead of it."""
    toner: float
    """Per cent of a page that toner covers, of the page that takes the most."""
    pictures: tuple[Picture, ...]

    @property
    def papers(self) -> int:
        """Sheets of paper for one copy."""
        return papers(self.sides, self.sheets)

    @property
    def kind(self) -> str:
        """What it is; the name of its phrases."""
        if self.sheets is not None:
            copies = self.sheets.way == "n-up" and self.sheets.repeat
            return "copies" if copies else self.sheets.way
        if self.edition.target == "press":
            return "press"
        if self.edition.fold:
            return "leaflet-sheet"
        if self.in_booklets:
            return "pages"
        return "handout" if self.papers == 1 else "document"

    @property
    def paper(self) -> PaperName:
        """The paper that goes into the printer."""
        return (self.sheets or self.edition).paper

    @property
    def turned(self) -> str:
        """How the printer has to turn the sheet: a phrase of its own."""
        if self.kind in ("press", "pages"):
            return "not-here"
        if self.kind == "poster" or self.sides == 1:
            return "one-sided"
        if self.sheets is not None:
            return self.sheets.flip or FLIPS[self.sheets.way]
        return "short-edge" if self.edition.orientation == "landscape" else "long-edge"

    @property
    def fold(self) -> str | None:
        """How it is folded at the copier (`bifolio.paper.folds.FOLDS`); none for other things."""
        if self.kind == "leaflet-sheet":
            return self.edition.fold
        return self.sheets.fold if self.sheets is not None and self.kind == "leaflet" else None

    @property
    def panels(self) -> tuple[float, ...]:
        """The widths of the panels in mm, as the sheet lies to be folded, its inside up."""
        return FOLDS[self.fold].widths(max(PAPERS[self.paper]), 1) if self.fold else ()

    @property
    def after(self) -> str:
        """What is done with the paper then: a phrase of its own."""
        return f"fold-{self.fold}" if self.fold else self.kind
