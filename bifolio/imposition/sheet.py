"""The model of imposition: sheets, their sides, and the position of each page on them.

Lengths are pt, from the lower left corner of the upright side; angles are degrees clockwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bifolio.paper.formats import EDGE, PAPERS, PT_PER_MM, Flip, PaperName
from bifolio.pdf.geometry import Rectangle

NEAR = 0.5
"""pt; lengths that differ by less are equal."""

UNPRINTABLE = EDGE * PT_PER_MM
"""The margin that office printers leave blank, where no mark is drawn."""

FOLD_TICK = 3 * PT_PER_MM
"""The length of a fold mark from the unprintable margin inwards: enough to lay a ruler on."""


class NotImposable(ValueError):
    """The pages do not fit the imposition plan; the message is the reason."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        """Keep the code and the hint of the problem."""
        self.code = code
        self.hint = hint
        super().__init__(message)


@dataclass(frozen=True)
class PageSize:
    """The trim size of a page, rotated for viewing."""

    width: float
    height: float
    bleed: float = 0.0
    """The smallest bleed of any side."""

    def centred(self, area: Rectangle, scale: float) -> Rectangle:
        """Return the trimmed page at `scale` in the middle of `area`."""
        width, height = self.width * scale, self.height * scale
        left = area.left + (area.width - width) / 2
        return Rectangle.sized(left, area.bottom + (area.height - height) / 2, width, height)


@dataclass(frozen=True)
class PagePlacement:
    """A page on a side of a sheet."""

    page: int
    """From 1."""
    trim: Rectangle
    """Its trimmed area on the side."""
    clip: Rectangle
    """The visible area: the trimmed area, and as much bleed as there is room for."""
    rotation: int = 0
    """0, 90, 180 or 270."""
    scale: float = 1.0


@dataclass(frozen=True)
class Mark:
    """A hairline that shows where to cut, to fold or to staple."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False
    """A fold; a cut is a whole line."""


@dataclass(frozen=True)
class Side:
    """One side of a sheet."""

    placements: tuple[PagePlacement, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper as printed."""

    width: float
    height: float
    front: Side
    back: Side | None = None
    """None for a sheet printed on one side."""


@dataclass(frozen=True)
class SheetFormat:
    """The size of a sheet in its orientation."""

    width: float
    height: float

    @property
    def landscape(self) -> SheetFormat:
        """The same paper in landscape."""
        return SheetFormat(max(self.width, self.height), min(self.width, self.height))

    @property
    def portrait(self) -> SheetFormat:
        """The same paper in portrait."""
        return SheetFormat(min(self.width, self.height), max(self.width, self.height))

    @property
    def area(self) -> Rectangle:
        """The area of one side."""
        return Rectangle(0, 0, self.width, self.height)


def paper(name: PaperName) -> SheetFormat:
    """Return the paper format `name` (A4, Letter, …) in portrait."""
    width, height = PAPERS[name]
    return SheetFormat(width * PT_PER_MM, height * PT_PER_MM)


def turn(side: Side, sheet: SheetFormat) -> Side:
    """Rotate `side` by 180 degrees."""

    def box(old: Rectangle) -> Rectangle:
        left, bottom = sheet.width - old.right, sheet.height - old.top
        return Rectangle.sized(left, bottom, old.width, old.height)

    def page(old: PagePlacement) -> PagePlacement:
        rotation = (old.rotation + 180) % 360
        return replace(old, trim=box(old.trim), clip=box(old.clip), rotation=rotation)

    def mark(old: Mark) -> Mark:
        start = sheet.width - old.x1, sheet.height - old.y1
        end = sheet.width - old.x2, sheet.height - old.y2
        return Mark(*start, *end, dashed=old.dashed)

    return Side(tuple(map(page, side.placements)), tuple(map(mark, side.marks)))


def backed(front: Side, back: Side, sheet: SheetFormat, flip: Flip) -> Sheet:
    """Return a sheet whose `back` is upright when the printer flips it on the edge `flip`.

    Flipped on its vertical edge (the long one of a portrait sheet), the back is upright. Flipped on
    the other, it would be upside down, so it is rotated here.
    """
    upright = Flip.LONG_EDGE if sheet.height >= sheet.width else Flip.SHORT_EDGE
    return Sheet(sheet.width, sheet.height, front, back if flip is upright else turn(back, sheet))


def shrink(sizes: Iterable[PageSize], width: float, height: float) -> float:
    """The largest scale, at most 1, at which all of `sizes` fit into `width` by `height`.

    One scale keeps type the same size on all pages. An excess below `NEAR`, from sizes rounded to
    millimetres, is ignored.
    """
    large = [size for size in sizes if size.width > width + NEAR or size.height > height + NEAR]
    return min((min(width / size.width, height / size.height) for size in large), default=1.0)


def scales(sheets: Iterable[Sheet]) -> tuple[float, float]:
    """The smallest and the largest scale of the pages on `sheets`; 1 and 1 without pages."""
    found = {
        placement.scale
        for sheet in sheets
        for side in (sheet.front, sheet.back)
        if side is not None
        for placement in side.placements
    } or {1.0}
    return min(found), max(found)
