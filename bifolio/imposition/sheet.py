"""The model of imposition: sheets, their sides, and the place of each page on them.

Lengths are pt, from the lower left corner of the side as it is read; angles are degrees clockwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bifolio.paper.formats import EDGE, PAPERS, PT_PER_MM, Flip, PaperName
from bifolio.pdf.geometry import Rectangle

NEAR = 0.5
"""pt; lengths that differ by less are the same."""

UNPRINTABLE = EDGE * PT_PER_MM
"""What office printers leave blank along the edges: marks keep clear of it."""

FOLD_TICK = 3 * PT_PER_MM
"""Of a fold mark, from where printers reach into the page: enough to lay a ruler on."""


class NotImposable(ValueError):
    """Pages that cannot be imposed as asked; the message is the reason."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        """Keep the lasting `code`, and the `hint`, which says what to do."""
        self.code = code
        self.hint = hint
        super().__init__(message)


@dataclass(frozen=True)
class PageSize:
    """A page as it is seen: its trimmed size, and what it has beyond it."""

    width: float
    height: float
    bleed: float = 0.0
    """On all sides; the least that any side has."""


@dataclass(frozen=True)
class PagePlacement:
    """A page on a side of a sheet."""

    page: int
    """From 1."""
    trim: Rectangle
    """Its trimmed area on the side."""
    clip: Rectangle
    """What of it is shown: the trimmed area, and bleed where there is room for it."""
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
    """A sheet of paper as it comes out of the printer."""

    width: float
    height: float
    front: Side
    back: Side | None = None
    """None where the sheet is printed on one side only."""


@dataclass(frozen=True)
class Format:
    """The paper of a sheet, the way it lies."""

    width: float
    height: float

    @property
    def landscape(self) -> Format:
        """Lying on its long edge."""
        return Format(max(self.width, self.height), min(self.width, self.height))

    @property
    def portrait(self) -> Format:
        """Standing on its short edge."""
        return Format(min(self.width, self.height), max(self.width, self.height))


def paper(name: PaperName) -> Format:
    """The format called `name` (A4, Letter, …), upright."""
    width, height = PAPERS[name]
    return Format(width * PT_PER_MM, height * PT_PER_MM)


def turn(side: Side, sheet: Format) -> Side:
    """`side` upside down."""

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


def backed(front: Side, back: Side, sheet: Format, flip: Flip) -> Sheet:
    """A sheet whose `back`, made to be seen upright, comes out so where the printer does `flip`.

    A sheet that is turned about its upright edge shows its back the right way up: about the long
    edge if it is portrait, about the short edge if it is landscape. About the other it comes out
    upside down, and so has to be printed upside down.
    """
    upright = Flip.LONG_EDGE if sheet.height >= sheet.width else Flip.SHORT_EDGE
    return Sheet(sheet.width, sheet.height, front, back if flip is upright else turn(back, sheet))


def shrink(sizes: Iterable[PageSize], width: float, height: float) -> float:
    """The scale at which the largest of `sizes` fits into `width` by `height`, at most 1.

    All pages get the same, so that type stays the same size from page to page. What is too large by
    less than `NEAR` is not made smaller: it is the rounding of a size in millimetres.
    """
    large = [size for size in sizes if size.width > width + NEAR or size.height > height + NEAR]
    return min(
        (min(width / size.width, height / size.height) for size in large),
        default=1.0,
    )


def scales(sheets: Iterable[Sheet]) -> tuple[float, float]:
    """The smallest and the largest scale of the pages on `sheets`; 1 and 1 where there are none."""
    found = {
        placement.scale
        for sheet in sheets
        for side in (sheet.front, sheet.back)
        if side is not None
        for placement in side.placements
    } or {1.0}
    return min(found), max(found)
