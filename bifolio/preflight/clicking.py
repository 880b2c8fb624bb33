"""The links of a PDF as readers use them: words, and the areas that can be clicked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, String

from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.pdf.glyphs import GlyphBox
from bifolio.pdf.structure import Element, MarkedContent

FLATTEST = 0.5
"""The least height of an area, as a share of the type size."""

NARROWEST = 1.0
"""The least width and height of an area (pt)."""

MOST = 0.6
"""The share of the box of a letter that an area must cover, in addition to its centre."""

WITHIN = 0.5
"""The tolerance at the edge of an area (pt)."""


@dataclass(frozen=True)
class Area:
    """A link annotation on a page."""

    box: PageRectangle
    target: str
    """The address or the named destination."""

    def covers(self, page: int, ink: GlyphBox) -> bool:
        """Whether a click on a letter hits the area."""
        common = ink.box.within(self.box.rectangle)
        least = MOST * ink.box.width * ink.box.height
        return self.touches(page, ink, 0.0) and common.width * common.height >= least

    def touches(self, page: int, ink: GlyphBox, within: float = WITHIN) -> bool:
        """Whether it contains the centre of a letter, more than `within` (pt) from its edges."""
        if page != self.box.page:
            return False
        x, y = (ink.box.left + ink.box.right) / 2, (ink.box.bottom + ink.box.top) / 2
        area = self.box.rectangle
        return (
            area.left + within <= x <= area.right - within
            and area.bottom + within <= y <= area.top - within
        )


@dataclass(frozen=True)
class ShownLink:
    """A Link element of the structure tree, with its annotations."""

    contents: frozenset[MarkedContent]
    """Its marked contents."""
    letters: tuple[tuple[int, GlyphBox], ...]
    """Its visible letters with their pages, in reading order."""
    areas: tuple[Area, ...]

    @property
    def words(self) -> str:
        """Its text, without white space."""
        return "".join(ink.text for _, ink in self.letters)

    @property
    def size(self) -> float:
        """Its smallest type size (pt); 0 without text."""
        return min((ink.size for _, ink in self.letters), default=0.0)

    def is_flat(self, area: Area) -> bool:
        """Whether one of its areas is too small to click."""
        box = area.box.rectangle
        return box.width < NARROWEST or box.height < max(NARROWEST, FLATTEST * self.size)


def link_annotations(pdf: pikepdf.Pdf) -> Iterator[tuple[int, PageRectangle, Any]]:
    """Each link annotation of a PDF: object number (0 for a direct object), box, dictionary."""
    for number, page in enumerate(pdf.pages, 1):
        for note in page.get("/Annots", ()):
            if note.get("/Subtype") == Name.Link:
                yield note.objgen[0], PageRectangle(number, Rectangle.of(note.Rect)), note


def target_of(annotation: Any) -> str:
    """The address or the named destination of a link annotation."""
    action = annotation.get("/A", Dictionary())
    if action.get("/S") == Name.URI:
        return str(action.get("/URI", ""))
    destination = annotation.get("/Dest", action.get("/D"))
    return str(destination) if isinstance(destination, String | Name) else ""


def shown_links(
    pdf: pikepdf.Pdf,
    elements: Sequence[Element],
    below: Sequence[Sequence[MarkedContent]],
    glyph_boxes: Mapping[MarkedContent, Sequence[GlyphBox]],
) -> list[ShownLink]:
    """Every Link element of a PDF, in reading order.

    `below` has the marked contents of each of `elements`, `glyph_boxes` their visible glyphs.
    """
    notes = {
        number: Area(box, target_of(note)) for number, box, note in link_annotations(pdf) if number
    }
    found = []
    for at, (element, contents) in enumerate(zip(elements, below, strict=True)):
        if element.tag == "Link":
            held = [*element.annotations, *_within(elements, at)]
            visible = (
                (page, ink)
                for page, content in contents
                for ink in glyph_boxes.get((page, content), ())
            )
            areas = tuple(notes[number] for number in held if number in notes)
            found.append(ShownLink(frozenset(contents), tuple(visible), areas))
    return found


def _within(elements: Sequence[Element], at: int) -> Iterator[int]:
    """The annotations of the descendants of the element at `at`."""
    depth = len(elements[at].parents)
    for element in elements[at + 1 :]:
        if len(element.parents) <= depth:
            return
        yield from element.annotations
