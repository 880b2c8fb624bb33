"""How much more text an edition has than its layout has pages for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bifolio.text.placements import PageArea, Placements, TextPlacement


@dataclass(frozen=True)
class Overflow:
    """The text on pages beyond the last one of a layout, or of one of its sides."""

    pages: frozenset[int]
    """The pages that it is on, from 1."""
    lines: int
    """The number of its lines."""
    percent: int
    """Its part of the area of all text, by which the text has to become shorter, at least 1."""

    @property
    def without_margins(self) -> frozenset[int]:
        """These pages, and those that they continue, which are full to their edges."""
        return self.pages | {page - 1 for page in self.pages}


def overflow_of(placements: Placements, most: int) -> Overflow | None:
    """What `placements` have on more pages than `most`; None if there are no more."""
    beyond = pages_beyond(placements.areas, most)
    texts = [each for each in placements.texts if each.page in beyond]
    if not texts:
        return None
    part = _area(texts) / max(_area(placements.texts), 1.0)
    return Overflow(beyond, sum(each.lines for each in texts), max(round(100 * part), 1))


def pages_beyond(areas: tuple[PageArea, ...], most: int) -> frozenset[int]:
    """The pages, from 1, that are more than `most`.

    Where a layout has `most` parts of a page each, such as the sides of a flyer, they are those
    that a part continues on; otherwise the last ones.
    """
    if len(areas) <= most:
        return frozenset()
    further = frozenset(number for number, area in enumerate(areas, 1) if area.continues)
    if len(areas) - len(further) == most:
        return further
    return frozenset(range(most + 1, len(areas) + 1))


def _area(texts: Iterable[TextPlacement]) -> float:
    """The area of texts in square points."""
    return sum(each.box.width * each.box.height for each in texts)
