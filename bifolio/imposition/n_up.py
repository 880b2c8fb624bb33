"""Several pages side by side on a sheet, to be read so or cut apart; and one page made larger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from bifolio.imposition.sheet import (
    NEAR,
    UNPRINTABLE,
    Format,
    Mark,
    PagePlacement,
    PageSize,
    Sheet,
    Side,
    backed,
    shrink,
)
from bifolio.paper.formats import FLIPS, LEAST_UP, PT_PER_MM, Flip
from bifolio.pdf.geometry import Rectangle

GAP = 2 * PT_PER_MM
"""Between what is cut and the mark beside it."""
TICK = 5 * PT_PER_MM
"""Of a cut mark: what a guillotine operator sees at arm's length."""
SHORTEST = 3 * PT_PER_MM
"""Of a mark where there is less room for it."""


def impose_grid(
    sizes: Sequence[PageSize],
    sheet: Format,
    *,
    up: int = LEAST_UP,
    repeat: bool = False,
    flip: Flip = FLIPS["n-up"],
    marks: bool = True,
) -> list[Sheet]:
    """Lay `up` pages out on each side of sheets.

    In the order of reading: 1 and 2 on the front, 3 and 4 on the back. With `repeat` each side has
    the same page `up` times, the next page behind it, so that cutting along the marks gives `up`
    copies of a handout of two sides. The sheet is landscape or portrait, whichever lets the pages
    be larger; none is enlarged. Bleed has its room on all sides of a page, and what has bleed and
    is cut apart is made smaller where the marks would not have theirs beside it.
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


def impose_poster(sizes: Sequence[PageSize], sheet: Format) -> list[Sheet]:
    """Make each page as large as its sheet lets it be, one on each sheet, in the middle."""
    sheets = []
    for page, size in enumerate(sizes, 1):
        way = sheet.landscape if size.width > size.height else sheet.portrait
        scale = min(way.width / size.width, way.height / size.height)
        width, height = size.width * scale, size.height * scale
        left, bottom = (way.width - width) / 2, (way.height - height) / 2
        trim = Rectangle.sized(left, bottom, width, height)
        clip = trim.grown(size.bleed * scale).within(Rectangle(0, 0, way.width, way.height))
        side = Side((PagePlacement(page, trim, clip, scale=scale),))
        sheets.append(Sheet(way.width, way.height, side))
    return sheets


class _Grid:
    """Cells of one size in the middle of a sheet; pages with bleed are twice the bleed apart."""

    def __init__(
        self, sizes: Sequence[PageSize], sheet: Format, columns: int, rows: int, *, cut: bool
    ) -> None:
        self.sizes, self.sheet, self.columns, self.rows = sizes, sheet, columns, rows
        width = max(size.width for size in sizes)
        height = max(size.height for size in sizes)
        bleed = max(size.bleed for size in sizes)
        # All cells and the bleed around them are scaled together. A mark in the bleed would be seen
        # on the page after an inexact cut; without bleed it may be on the cut.
        whole = PageSize(columns * (width + 2 * bleed), rows * (height + 2 * bleed))
        beside = UNPRINTABLE + TICK if cut and bleed else 0.0
        self.scale = shrink([whole], sheet.width - 2 * beside, sheet.height - 2 * beside)
        self.width, self.height, self.bleed = (each * self.scale for each in (width, height, bleed))
        self.left = (sheet.width - whole.width * self.scale) / 2 + self.bleed
        self.top = (sheet.height + whole.height * self.scale) / 2 - self.bleed

    @property
    def waste(self) -> float:
        """How much of the sheet is left over (pt²)."""
        used = self.columns * self.rows * self.width * self.height
        return self.sheet.width * self.sheet.height - used

    def side(self, pages: Sequence[int], *, marks: bool) -> Side:
        cells = list(product(range(self.rows), range(self.columns)))
        placed = [self._placed(page, *cell) for page, cell in zip(pages, cells, strict=False)]
        return Side(tuple(placed), tuple(self._marks()) if marks else ())

    def _placed(self, page: int, row: int, column: int) -> PagePlacement:
        size = self.sizes[page - 1]
        width, height = size.width * self.scale, size.height * self.scale
        left = self.left + column * (self.width + 2 * self.bleed) + (self.width - width) / 2
        top = self.top - row * (self.height + 2 * self.bleed) - (self.height - height) / 2
        trim = Rectangle(left, top - height, left + width, top)
        whole = Rectangle(0, 0, self.sheet.width, self.sheet.height)
        clip = trim.grown(size.bleed * self.scale).within(whole)
        return PagePlacement(page, trim, clip, scale=self.scale)

    def _marks(self) -> Iterator[Mark]:
        """Where to cut: at the head and foot of every edge of the cells, and at their sides.

        Edges that printers do not reach have none, because it would not be printed.
        """
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
    """Whether a cut at `at` of a sheet of `length` lies where printers print."""
    return UNPRINTABLE - NEAR < at < length - UNPRINTABLE + NEAR


def _ticks(length: float, first: float, bleed: float) -> Iterator[tuple[float, float]]:
    """Both ends of a cut across what extends from `first` to the same distance from `length`.

    The marks are beside it, clear of its bleed and of what printers leave blank. Where there is
    no room for that, which is so without bleed only, they are on the line of the cut itself, as
    far out as printers reach.
    """
    inner = first - max(bleed, GAP)
    outer = max(inner - TICK, UNPRINTABLE)
    if inner - outer < SHORTEST - NEAR:
        outer, inner = UNPRINTABLE, UNPRINTABLE + TICK
    yield outer, inner
    yield length - inner, length - outer
