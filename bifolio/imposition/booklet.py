"""Imposes saddle-stitched booklets: nested sheets, folded and stapled through the fold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bifolio.imposition.sheet import (
    FOLD_TICK,
    UNPRINTABLE,
    Mark,
    NotImposable,
    PagePlacement,
    PageSize,
    Sheet,
    SheetFormat,
    Side,
    backed,
    shrink,
)
from bifolio.paper.formats import FLIPS, OFFICE_BULK, OFFICE_WEIGHT, PT_PER_MM, Flip
from bifolio.pdf.geometry import Rectangle

PAGES_PER_SHEET = 4

MOST_CREEP = 10 * PT_PER_MM
"""The most that the innermost pages move: no stapler goes through a stack of a centimetre, and
inner margins are rarely wider."""

STAPLE = 3 * PT_PER_MM
"""The length of a staple mark, at the middle of the staple, whose back of 12 mm covers it."""


@dataclass(frozen=True)
class Stock:
    """The paper of a booklet."""

    weight: float = OFFICE_WEIGHT
    """g/m² (grammage, ISO 536)."""
    bulk: float = OFFICE_BULK
    """cm³/g (ISO 534)."""
    caliper: float | None = None
    """mm (ISO 534), if known; takes precedence over weight and bulk."""

    @property
    def thickness(self) -> float:
        """Of one sheet, in pt."""
        millimetres = self.weight * self.bulk / 1000 if self.caliper is None else self.caliper
        return millimetres * PT_PER_MM


def padded_pages(count: int, *, keep_back: bool = False) -> list[int | None]:
    """The pages 1 to `count`, padded to a multiple of four with blanks (None).

    Blanks come last, or with `keep_back` before the last page, which stays the back cover.
    """
    blanks: list[int | None] = [None] * (-count % PAGES_PER_SHEET)
    pages: list[int | None] = list(range(1, count + 1))
    return [*pages[:-1], *blanks, *pages[-1:]] if keep_back else [*pages, *blanks]


def impose_booklet(
    sizes: Sequence[PageSize],
    sheet: SheetFormat,
    *,
    flip: Flip = FLIPS["booklet"],
    stock: Stock | None = None,
    keep_back: bool = False,
    marks: bool = True,
) -> list[Sheet]:
    """Impose pages as a booklet, two on each side of a landscape `sheet`, outermost sheet first.

    Creep: the fold of outer sheets pushes inner sheets out at the fore edge, so inner pages move
    towards the fold by as much; after trimming, all outer margins are equal. Pages larger than half
    a sheet are scaled down. Raises `NotImposable` if the sheets are too thick to fold.
    """
    sheet = sheet.landscape
    order = padded_pages(len(sizes), keep_back=keep_back)
    thickness = (stock or Stock()).thickness
    scale = shrink(sizes, sheet.width / 2, sheet.height)
    count = len(order) // PAGES_PER_SHEET
    if (count - 1) * thickness > MOST_CREEP:
        stack = f"{count} sheets of {thickness / PT_PER_MM:.3g} mm"
        hint = "use thinner paper, or make several booklets with fewer pages"
        raise NotImposable("imposition/too-thick", f"{stack} are too thick for a booklet", hint)
    sheets = []
    for number in range(count):
        spread = _Spread(sizes, sheet, scale, creep=number * thickness)
        first, last = 2 * number, len(order) - 1 - 2 * number
        outside = spread.side(order[last], order[first])
        inside = spread.side(order[first + 1], order[last - 1])
        if marks and number == 0:
            outside = Side(outside.placements, tuple(_marks(sheet)))
        sheets.append(backed(outside, inside, sheet, flip))
    return sheets


@dataclass(frozen=True)
class _Spread:
    """Two pages beside a fold."""

    sizes: Sequence[PageSize]
    sheet: SheetFormat
    scale: float
    creep: float

    def side(self, left: int | None, right: int | None) -> Side:
        placed = (self._page(left, on_left=True), self._page(right, on_left=False))
        return Side(tuple(each for each in placed if each))

    def _page(self, page: int | None, *, on_left: bool) -> PagePlacement | None:
        if page is None:
            return None
        size, fold = self.sizes[page - 1], self.sheet.width / 2
        width, height = size.width * self.scale, size.height * self.scale
        left = fold - width + self.creep if on_left else fold - self.creep
        bottom = (self.sheet.height - height) / 2
        trim = Rectangle.sized(left, bottom, width, height)
        # No page bleeds across the fold.
        edges = (0, fold) if on_left else (fold, self.sheet.width)
        half = Rectangle(edges[0], 0, edges[1], self.sheet.height)
        clip = trim.grown(size.bleed * self.scale).within(half)
        return PagePlacement(page, trim, clip, scale=self.scale)


def _marks(sheet: SheetFormat) -> Iterator[Mark]:
    """Fold marks at head and foot, and staple marks, on the outside of the outer sheet."""
    fold, head = sheet.width / 2, sheet.height - UNPRINTABLE
    yield Mark(fold, UNPRINTABLE, fold, UNPRINTABLE + FOLD_TICK, dashed=True)
    yield Mark(fold, head - FOLD_TICK, fold, head, dashed=True)
    for middle in (sheet.height / 4, 3 * sheet.height / 4):
        yield Mark(fold, middle - STAPLE / 2, fold, middle + STAPLE / 2)
