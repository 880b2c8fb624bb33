"""Where the layout put each text: what the renderer knows and the PDF does not say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar


@dataclass(frozen=True)
class Placement:
    """A text, or the part of it that stands on one page or in one column."""

    source: str
    """FILE:LINE, as the page names it."""
    language: str
    tag: str
    """The HTML element."""
    page: int
    """From 1."""
    left: float
    """pt from the lower left corner of the page, as are the others."""
    bottom: float
    right: float
    top: float
    lines: int
    overset: float = 0.0
    """pt by which it reaches beyond the foot or the side of what should hold it: its box, one with
    a height or a width of its own around it, the page area."""
    around: tuple[str, ...] = ()
    """The HTML elements around it, outermost first."""

    def moved(self, by: float) -> Placement:
        """The same on a page that lies `by` pt further from the corner, right and up."""
        return _moved(self, by)


@dataclass(frozen=True)
class PageArea:
    """What a page leaves within its margins; pt from the lower left corner."""

    width: float
    height: float
    left: float
    bottom: float
    right: float
    top: float

    def moved(self, by: float) -> PageArea:
        """The same on a page that lies `by` pt further from the corner, right and up."""
        return _moved(self, by)


Placed = TypeVar("Placed", Placement, PageArea)


def _moved(placed: Placed, by: float) -> Placed:
    return replace(
        placed,
        left=placed.left + by,
        bottom=placed.bottom + by,
        right=placed.right + by,
        top=placed.top + by,
    )
