"""The printer's marks around a page: crop marks, registration marks, fold marks and a colour bar.

All are outside the bleed. The colour bar is in the process inks, the rest in the registration
colour (the colorant All, ISO 32000-1, 8.6.6.4). The strip along the foot is for the slug line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bifolio.paper.formats import PT_PER_MM
from bifolio.pdf.colours import Ink
from bifolio.pdf.geometry import Rectangle
from bifolio.pdf.objects import number

GAP = 1 * PT_PER_MM
"""Between the bleed and any mark, so that an inexact cut leaves no mark on the page."""
LENGTH = 5 * PT_PER_MM
"""Of a crop mark; also the size of a registration mark."""
INNER = 3.5
"""`LENGTH` divided by the radius of the circle of a registration mark, whose bars are longer."""
ZONE = 9 * PT_PER_MM
"""Between the bleed and the edge of the medium."""
SLUG_FOOT = 0.2 * PT_PER_MM
"""Below the slug line."""

HAIRLINE = 0.25
"""pt: thin enough to cut along, thick enough to print."""

FOLD_DASHES = "[2.5 1.5] 0 d"
FOLD_LENGTH = 3.75 * PT_PER_MM
"""Of a fold mark: it is clear of the slug line, which may be longer than a panel is wide."""

PATCH = 4.5 * PT_PER_MM
"""The side of a patch of the colour bar."""

BAR_INSET = 8 * PT_PER_MM
"""Between the corner and the colour bar."""

PATCHES: tuple[Ink, ...] = (
    (1, 0, 0, 0),
    (0, 1, 0, 0),
    (0, 0, 1, 0),
    (0, 0, 0, 1),
    (0, 1, 1, 0),
    (1, 0, 1, 0),
    (1, 1, 0, 0),
    (0.5, 0, 0, 0),
    (0, 0.5, 0, 0),
    (0, 0, 0.5, 0),
    (0, 0, 0, 0.5),
    (0.5, 0.4, 0.4, 0),
)
"""Solids, overprints of two inks, mid-tones, and a grey of three inks beside one of black alone."""

CIRCLE = 0.5523
"""The length of the Bézier handles of a quarter circle, in radii."""


@dataclass(frozen=True)
class Boxes:
    """The boxes of a page for a print shop; pt from the lower left corner of the medium."""

    media: Rectangle
    bleed: Rectangle
    trim: Rectangle

    @property
    def offset(self) -> float:
        """The distance of the trim box from the corner of the medium, right and up."""
        return self.trim.left


def boxes(width: float, height: float, bleed: float, *, marks: bool) -> Boxes:
    """The boxes of a page with a trim size of `width` by `height` and `bleed` (pt).

    Without marks the media box equals the bleed box.
    """
    margin = bleed + ZONE if marks else bleed
    trim = Rectangle(margin, margin, margin + width, margin + height)
    media = Rectangle(0, 0, width + 2 * margin, height + 2 * margin)
    return Boxes(media, trim.grown(bleed), trim)


def draw_marks(page: Boxes, creases: Sequence[float] = ()) -> bytes:
    """Return operators that draw the marks, with `/All` as the registration colour.

    `creases` are the fold lines (pt from the left edge of the page).
    """
    lines = [f"/All CS 1 SCN {HAIRLINE:g} w", *_crop_marks(page), *_registration_marks(page)]
    return "\n".join([*lines, *_colour_bar(page), *_fold_marks(page, creases)]).encode()


def _crop_marks(page: Boxes) -> Iterator[str]:
    left, bottom, right, top = page.trim
    inner = page.bleed.grown(GAP)
    for y in (bottom, top):
        yield _line(inner.left - LENGTH, y, inner.left, y)
        yield _line(inner.right, y, inner.right + LENGTH, y)
    for x in (left, right):
        yield _line(x, inner.bottom - LENGTH, x, inner.bottom)
        yield _line(x, inner.top, x, inner.top + LENGTH)


def _fold_marks(page: Boxes, creases: Sequence[float]) -> Iterator[str]:
    """Dashed, so that nobody cuts along them."""
    if creases:
        yield FOLD_DASHES
    for crease in creases:
        x = page.trim.left + crease
        yield _line(x, page.bleed.bottom - GAP - FOLD_LENGTH, x, page.bleed.bottom - GAP)
        yield _line(x, page.bleed.top + GAP, x, page.bleed.top + GAP + FOLD_LENGTH)


def _registration_marks(page: Boxes) -> Iterator[str]:
    left, bottom, right, top = page.bleed
    away = GAP + LENGTH / 2
    centre, middle = (left + right) / 2, (bottom + top) / 2
    for x, y in (
        (centre, bottom - away),
        (centre, top + away),
        (left - away, middle),
        (right + away, middle),
    ):
        half, radius = LENGTH / 2, LENGTH / INNER
        yield _line(x - half, y, x + half, y)
        yield _line(x, y - half, x, y + half)
        yield _circle(x, y, radius)


def _colour_bar(page: Boxes) -> Iterator[str]:
    """As many patches along the head as fit before the registration mark."""
    left = page.trim.left + BAR_INSET
    room = (page.trim.left + page.trim.right) / 2 - LENGTH - left
    bottom = page.bleed.top + GAP
    for place, ink in enumerate(PATCHES[: max(0, int(room / PATCH))]):
        parts = " ".join(f"{part:g}" for part in ink)
        yield f"{parts} k {number(left + place * PATCH)} {number(bottom)} {number(PATCH)} "
        yield f"{number(PATCH)} re f"


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f"{number(x)} {number(y)} m {number(to_x)} {number(to_y)} l S"


def _circle(x: float, y: float, radius: float) -> str:
    """A circle of four Bézier curves, counterclockwise from the right."""
    quarters = (
        ((1, CIRCLE), (CIRCLE, 1), (0, 1)),
        ((-CIRCLE, 1), (-1, CIRCLE), (-1, 0)),
        ((-1, -CIRCLE), (-CIRCLE, -1), (0, -1)),
        ((CIRCLE, -1), (1, -CIRCLE), (1, 0)),
    )
    operators = [f"{number(x + radius)} {number(y)} m"]
    for curve in quarters:
        ends = " ".join(f"{number(x + a * radius)} {number(y + b * radius)}" for a, b in curve)
        operators.append(f"{ends} c")
    return " ".join([*operators, "s"])
