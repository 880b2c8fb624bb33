"""The places of texts in the layout, which the renderer knows and the PDF does not have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from bifolio.pdf.geometry import Rectangle
from bifolio.text.runs import TextId


@dataclass(frozen=True)
class TextPlacement:
    """A text, or the part of it that is on one page or in one column."""

    text: TextId
    element: int
    """The number of its HTML element; parts of one element share it."""
    tag: str
    """The name of that element."""
    page: int
    """From 1."""
    box: Rectangle
    lines: int
    overset: float = 0.0
    """The overflow (pt) at the foot or the side: of its box, of a box of fixed height or width
    around it, or of the page area."""
    around: tuple[str, ...] = ()
    """The HTML elements around it, outermost first."""
    contents: frozenset[int] = frozenset()
    """Its marked-content identifiers on that page (MCID; ISO 32000-1, 14.7.4.2)."""
    is_ragged: bool = False
    """Whether its lines end where their last words end (CSS Text 3, 6.1: not `justify`)."""

    def moved(self, by: float) -> TextPlacement:
        """The same on a page whose origin is moved by `by` pt, right and up."""
        return replace(self, box=self.box.moved(by, by))


@dataclass(frozen=True)
class ShortLine:
    """A line with a float at its right, which is shorter than the lines below the float."""

    box: Rectangle
    missing: float
    """The width (pt) of its block that the float takes."""


@dataclass(frozen=True)
class PageArea:
    """The area of a page within its margins."""

    width: float
    """Of the whole page (pt), as is the height."""
    height: float
    box: Rectangle
    short_lines: tuple[ShortLine, ...] = ()
    broken_lines: tuple[Rectangle, ...] = ()
    """The lines that end at a forced break (CSS Text 3, 5.1), not at the end of their measure."""
    is_blank: bool = False
    """Whether a break to a left or right page left it blank (CSS Paged Media 3, 4.2)."""
    continues: bool = False
    """Whether it begins with the rest of what is on the page before, such as a side of a flyer."""

    def moved(self, by: float) -> PageArea:
        """The same on a page whose origin is moved by `by` pt, right and up."""
        lines = (replace(each, box=each.box.moved(by, by)) for each in self.short_lines)
        broken = tuple(each.moved(by, by) for each in self.broken_lines)
        box = self.box.moved(by, by)
        return replace(self, box=box, short_lines=tuple(lines), broken_lines=broken)


@dataclass(frozen=True)
class CutTexts:
    """What is cut, or missing, since a place of a fixed height has no room for it."""

    texts: tuple[TextId, ...]
    """The texts, and the alternative texts of pictures, in the order of the page."""
    page: int
    """The page of that place, from 1."""
    lines: int
    """How many of their lines are missing; a picture is as high as so many."""
    percent: int
    """Their part of all lines of that place, by which its texts have to become shorter."""
    pictures: int = 0
    """How many of `texts` are those of pictures."""
    of: Literal["place", "head", "running head"] = "place"
    """What they are too long for: a place of a fixed height, the page of a head, which then goes on
    to further pages, or the margin of a running head."""


@dataclass(frozen=True)
class Placements:
    """The places of the texts of an edition; they are kept beside its PDF."""

    texts: tuple[TextPlacement, ...] = ()
    """In the order of the page tree."""
    areas: tuple[PageArea, ...] = ()
    """The area of each page within its margins."""
    running: frozenset[TextId] = frozenset()
    """The texts in elements with `data-running`: running heads, which a first page lacks."""
    repeated: frozenset[TextId] = frozenset()
    """The texts that elements with `data-repeats` repeat, such as entries of contents."""
    cut: tuple[CutTexts, ...] = ()
    """What the places of the layout have no room for."""
    has_facing_pages: bool = False
    """Whether the layout promises the same texts in two languages on left and right pages."""

    @property
    def too_long(self) -> frozenset[TextId]:
        """The texts, and those of pictures, that places have no room for."""
        return frozenset(text for each in self.cut for text in each.texts)

    def moved(self, by: float) -> Placements:
        """The same on pages whose origin is moved by `by` pt, right and up."""
        return replace(
            self,
            texts=tuple(each.moved(by) for each in self.texts),
            areas=tuple(each.moved(by) for each in self.areas),
        )

    def without_contents(self) -> Placements:
        """The same for a PDF whose marked contents may differ."""
        texts = tuple(replace(each, contents=frozenset()) for each in self.texts)
        return replace(self, texts=texts)
