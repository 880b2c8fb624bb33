"""Imposes several pages on each side of a sheet (n-up), or one enlarged page (poster)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from bifolio.imposition.sheet import (
    NEAR,
    UNPRINTABLE,
    Mark,
    PagePlacement,
    PageSize,
    Sheet,
    SheetFormat,
    Side,
    backed,
    shrink,
)
from bifolio.paper.formats import FLIPS, LEAST_UP, PT_PER_MM, Flip
from bifolio.pdf.geometry import Rectangle

GAP = 2 * PT_PER_MM
"""The distance of a cut mark from what is cut."""
TICK = 5 * PT_PER_MM
"""The length of a cut mark, visible at arm's length from a guillotine."""
SHORTEST = 3 * PT_PER_MM
"""The least length of a cut mark where there is less room."""


def impose_grid(
    sizes: Sequence[PageSize],
    sheet: SheetFormat,
    *,
    up: int = LEAST_UP,
    repeat: bool = False,
    flip: Flip = FLIPS["n-up"],
    marks: bool = True,
) -> list[Sheet]:
    """Impose `up` pages on each side of sheets, in reading order.

    With `repeat` each side has one page `up` times and its back the next page: cutting along the
    marks gives `up` copies of a two-sided handout. The sheet is landscape or portrait, whichever
    allows larger pages; none is enlarged. Bleed is kept on all sides of a page; pages with bleed
    that are cut apart are scaled down if cut marks would not fit beside them.
    """
    if up < 1:
        raise ValueError("at least one page on each side")
    cut = marks and repeat
    best = max(
        (_Grid(sizes, way, columns, up // columns, cut=cut)
         for way in (sheet.portrait, sheet.landscape)
         for columns in range(1, up + 1)
         if up % columns == 0),
        key=lambda grid: (round(grid.scale, 6), -grid.waste),
    )  # fmt: skip
    step = 1 if repeat else up
    sides = []
    for first in range(1, len(sizes) + 1, step):
        pages = [first] * up if repeat else range(first, min(first + up, len(sizes) + 1))
        sides.append(best.side(pages, marks=cut))
    return [
        backed(front, back, best.sheet, flip)
        for front, back in zip(sides[::2], [*sides[1::2], Side()], strict=False)
    ]


def impose_poster(sizes: Sequence[PageSize], sheet: SheetFormat) -> list[Sheet]:
    """Impose one page on each sheet, centred and enlarged to fill it."""
    sheets = []
    for page, size in enumerate(sizes, 1):
        way = sheet.landscape if size.width > size.height else sheet.portrait
        scale = min(way.width / size.width, way.height / size.height)
        trim = size.centred(way.area, scale)
        clip = trim.grown(size.bleed * scale).within(way.area)
        side = Side((PagePlacement(page, trim, clip, scale=scale),))
        sheets.append(Sheet(way.width, way.height, side))
    return sheets


class _Grid:
    """Equal cells in the middle of a sheet, separated by twice the bleed."""

    def __init__(
        self, sizes: Sequence[PageSize], sheet: SheetFormat, columns: int, rows: int, *, cut: bool
    ) -> None:
        self.sizes, self.sheet, self.columns, self.rows = sizes, sheet, columns, rows
        width = max(size.width for size in sizes)
        height = max(size.height for size in sizes)
        bleed = max(size.bleed for size in sizes)
        # Cells are scaled with their bleed. A mark in the bleed would be visible on the page after
        # an inexact cut; without bleed it may be on the cut.
        whole = PageSize(columns * (width + 2 * bleed), rows * (height + 2 * bleed))
        beside = UNPRINTABLE + TICK if cut and bleed else 0.0
        self.scale = shrink([whole], sheet.width - 2 * beside, sheet.height - 2 * beside)
        self.width, self.height, self.bleed = (each * self.scale for each in (width, height, bleed))
        self.left = (sheet.width - whole.width * self.scale) / 2 + self.bleed
        self.top = (sheet.height + whole.height * self.scale) / 2 - self.bleed

    @property
    def waste(self) -> float:
        """The unused area of the sheet (pt²)."""
        used = self.columns * self.rows * self.width * self.height
        return self.sheet.width * self.sheet.height - used

    def side(self, pages: Sequence[int], *, marks: bool) -> Side:
        cells = list(product(range(self.rows), range(self.columns)))
        placed = [self._placed(page, *cell) for page, cell in zip(pages, cells, strict=False)]
        return Side(tuple(placed), tuple(self._marks()) if marks else ())

    def _placed(self, page: int, row: int, column: int) -> PagePlacement:
        size = self.sizes[page - 1]
        left = self.left + column * (self.width + 2 * self.bleed)
        top = self.top - row * (self.height + 2 * self.bleed)
        cell = Rectangle(left, top - self.height, left + self.width, top)
        trim = size.centred(cell, self.scale)
        clip = trim.grown(size.bleed * self.scale).within(self.sheet.area)
        return PagePlacement(page, trim, clip, scale=self.scale)

    def _marks(self) -> Iterator[Mark]:
        """Cut marks at both ends of every cell edge, except in the unprintable margin."""
        across = self._edges(self.left, self.width, self.columns)
        down = self._edges(self.top, -self.height, self.rows)
        for x in across:
            if _is_reached(x, self.sheet.width):
                for start, end in _ticks(self.sheet.height, min(down), self.bleed):
                    yield Mark(x, start, x, end)
        for y in down:
            if _is_reached(y, self.sheet.height):
                for start, end in _ticks(self.sheet.width, min(across), self.bleed):
                    yield Mark(start, y, end, y)

    def _edges(self, first: float, step: float, count: int) -> list[float]:
        gap = 2 * self.bleed if step > 0 else -2 * self.bleed
        edges = [first + at * (step + gap) + end for at in range(count) for end in (0, step)]
        return [each for at, each in enumerate(edges) if not at or abs(each - edges[at - 1]) > NEAR]


def _is_reached(at: float, length: float) -> bool:
    """Whether a cut at `at` of a sheet of `length` is in the printable area."""
    return UNPRINTABLE - NEAR < at < length - UNPRINTABLE + NEAR


def _ticks(length: float, first: float, bleed: float) -> Iterator[tuple[float, float]]:
    """The marks at both ends of a cut, across pages from `first` to `length - first`.

    They are beside the pages, outside the bleed and inside the printable area. If there is no room,
    which happens only without bleed, they are on the cut itself, at the printable edge.
    """
    inner = first - max(bleed, GAP)
    outer = max(inner - TICK, UNPRINTABLE)
    if inner - outer < SHORTEST - NEAR:
        outer, inner = UNPRINTABLE, UNPRINTABLE + TICK
    yield outer, inner
    yield length - inner, length - outer
