"""The links of a PDF as a reader meets them: words, and the areas on which a click follows them."""

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
"""Of the size of its type an area has to be as high as, so that a pointer finds it."""

NARROWEST = 1.0
"""pt; an area has to be as wide and as high as this."""

MOST = 0.6
"""Of the ink of a letter has to be in an area, besides its middle, that a click on it hits."""

WITHIN = 0.5
"""pt; what is nearer to the edge of an area is not in it for certain."""


@dataclass(frozen=True)
class Area:
    """A link annotation on a page."""

    box: PageRectangle
    target: str
    """The address, or the name of the place in the document, that it leads to."""

    def covers(self, page: int, ink: GlyphBox) -> bool:
        """Whether a click on a letter hits it."""
        common = ink.box.within(self.box.rectangle)
        least = MOST * ink.box.width * ink.box.height
        return self.touches(page, ink, 0.0) and common.width * common.height >= least

    def touches(self, page: int, ink: GlyphBox, within: float = WITHIN) -> bool:
        """Whether the middle of a letter lies in it, further than `within` from its edges (pt)."""
        x, y = (ink.box.left + ink.box.right) / 2, (ink.box.bottom + ink.box.top) / 2
        inner = self.box.rectangle.grown(-within)
        return (
            page == self.box.page
            and inner.left <= x <= inner.right
            and inner.bottom <= y <= inner.top
        )  # fmt: skip


@dataclass(frozen=True)
class ShownLink:
    """A Link element of the structure tree, with its annotations."""

    contents: frozenset[MarkedContent]
    """Its marked contents."""
    letters: tuple[tuple[int, GlyphBox], ...]
    """What it says, each letter with its page, in the order of reading."""
    areas: tuple[Area, ...]

    @property
    def words(self) -> str:
        """What it says, without white space."""
        return "".join(ink.text for _, ink in self.letters)

    @property
    def size(self) -> float:
        """The size of its smallest type (pt); 0 if it has no words."""
        return min((ink.size for _, ink in self.letters), default=0.0)

    def is_flat(self, area: Area) -> bool:
        """Whether a pointer misses one of its areas."""
        box = area.box.rectangle
        return box.width < NARROWEST or box.height < max(NARROWEST, FLATTEST * self.size)


def link_annotations(pdf: pikepdf.Pdf) -> Iterator[tuple[int, PageRectangle, Any]]:
    """Each link annotation of a PDF: number of its object (0: none), rectangle, dictionary."""
    for number, page in enumerate(pdf.pages, 1):
        for note in page.get("/Annots", ()):
            if note.get("/Subtype") == Name.Link:
                yield note.objgen[0], PageRectangle(number, Rectangle.of(note.Rect)), note


def target_of(annotation: Any) -> str:
    """The address, or the name of the place in the document, that a link annotation leads to."""
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
    """Every Link element of a PDF, in the order of reading.

    `below` has the marked contents of each of `elements`, `glyph_boxes` what is seen of them.
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
    """The annotations in the elements within the one at `at`, which come after it."""
    depth = len(elements[at].parents)
    for element in elements[at + 1 :]:
        if len(element.parents) <= depth:
            return
        yield from element.annotations
