"""The links of a PDF as a reader meets them: words, and the areas on which a click follows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bifolio.pdf.glyphs import GlyphBox
from bifolio.pdf.structure import Content, Element
from bifolio.preflight.findings import Box

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

    box: Box
    target: str
    """The address, or the name of the place in the document, that it leads to."""

    def covers(self, page: int, ink: GlyphBox) -> bool:
        """Whether a click on a letter hits it."""
        across = min(self.box.right, ink.right) - max(self.box.left, ink.left)
        up = min(self.box.top, ink.top) - max(self.box.bottom, ink.bottom)
        of = (ink.right - ink.left) * (ink.top - ink.bottom)
        return self.touches(page, ink, 0.0) and across * up >= MOST * of

    def touches(self, page: int, ink: GlyphBox, within: float = WITHIN) -> bool:
        """Whether the middle of a letter lies in it, further than `within` from its edges (pt)."""
        x, y = (ink.left + ink.right) / 2, (ink.bottom + ink.top) / 2
        return (
            page == self.box.page
            and self.box.left + within <= x <= self.box.right - within
            and self.box.bottom + within <= y <= self.box.top - within
        )


@dataclass(frozen=True)
class ShownLink:
    """A Link element of the structure tree, with its annotations."""

    contents: frozenset[Content]
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
        width, height = area.box.right - area.box.left, area.box.top - area.box.bottom
        return width < NARROWEST or height < max(NARROWEST, FLATTEST * self.size)


def link_annotations(reader: Any) -> Iterator[tuple[int | None, Box, Any]]:
    """Each link annotation of a PDF: the number of its object, its rectangle, itself."""
    for number, page in enumerate(reader.pages, 1):
        notes = page.get("/Annots")
        for each in notes.get_object() if notes is not None else ():
            note = each.get_object()
            if note.get("/Subtype") == "/Link":
                yield getattr(each, "idnum", None), _box(number, note["/Rect"]), note


def target_of(annotation: Any) -> str:
    """The address, or the name of the place in the document, that a link annotation leads to."""
    action = annotation.get("/A")
    action = action.get_object() if action is not None else {}
    if action.get("/S") == "/URI":
        return str(action.get("/URI", ""))
    destination = annotation.get("/Dest") or action.get("/D")
    return destination if isinstance(destination, str) else ""


def shown_links(
    reader: Any,
    elements: Sequence[Element],
    below: Sequence[Sequence[Content]],
    glyph_boxes: Mapping[Content, Sequence[GlyphBox]],
) -> list[ShownLink]:
    """Every Link element of a PDF, in the order of reading.

    `below` has the marked contents of each of `elements`, `glyph_boxes` what is seen of them.
    """
    notes = {
        number: Area(box, target_of(note))
        for number, box, note in link_annotations(reader)
        if number
    }
    found = []
    for at, (element, contents) in enumerate(zip(elements, below, strict=True)):
        if element.tag == "Link":
            held = [*element.notes, *_within(elements, at)]
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
        yield from element.notes


def _box(page: int, rectangle: Any) -> Box:
    one, other, third, fourth = map(float, rectangle)
    return Box(page, min(one, third), min(other, fourth), max(one, third), max(other, fourth))
