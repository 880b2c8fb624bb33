"""Where the layout put each text: what the renderer knows and the PDF does not say."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bifolio.pdf.geometry import Rectangle
from bifolio.text.runs import TextId


@dataclass(frozen=True)
class TextPlacement:
    """A text, or the part of it that is on one page or in one column."""

    text: TextId
    element: int
    """The number of the HTML element that it is in; parts of one element share it."""
    tag: str
    """The name of that element."""
    page: int
    """From 1."""
    box: Rectangle
    lines: int
    overset: float = 0.0
    """pt by which it reaches beyond the foot or the side of what should hold it: its box, one with
    a height or a width of its own around it, the page area."""
    around: tuple[str, ...] = ()
    """The HTML elements around it, outermost first."""
    contents: frozenset[int] = frozenset()
    """Its marked contents on that page (MCID; ISO 32000-1, 14.7.4.2)."""

    def moved(self, by: float) -> TextPlacement:
        """The same on a page that lies `by` pt further from the corner, right and up."""
        return replace(self, box=self.box.moved(by, by))


@dataclass(frozen=True)
class PageArea:
    """What a page leaves within its margins."""

    width: float
    """Of the whole page (pt), as is the height."""
    height: float
    box: Rectangle

    def moved(self, by: float) -> PageArea:
        """The same on a page that lies `by` pt further from the corner, right and up."""
        return replace(self, box=self.box.moved(by, by))


@dataclass(frozen=True)
class Placements:
    """Where the layout put the texts of an edition; a record beside its PDF."""

    texts: tuple[TextPlacement, ...] = ()
    """In the order of the page tree."""
    areas: tuple[PageArea, ...] = ()
    """What each page leaves within its margins."""
    running: frozenset[TextId] = frozenset()
    """The texts in elements with `data-running`: titles that run above the pages, of which a first
    page has none."""
    has_facing_pages: bool = False
    """Whether the layout promises the same texts in two languages on left and right pages."""

    def moved(self, by: float) -> Placements:
        """The same on pages that lie `by` pt further from the corner, right and up."""
        return replace(
            self,
            texts=tuple(each.moved(by) for each in self.texts),
            areas=tuple(each.moved(by) for each in self.areas),
        )

    def without_contents(self) -> Placements:
        """The same for a PDF whose marked contents may be others."""
        texts = tuple(replace(each, contents=frozenset()) for each in self.texts)
        return replace(self, texts=texts)
