"""Paper to fold: where what is printed on both sides of a sheet stands in the sheet itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bifolio.imposition.sheet import PagePlacement, Sheet, Side
from bifolio.paper.formats import Flip


@dataclass(frozen=True)
class PrintedPage:
    """A page on the paper, seen through it from the front."""

    page: int
    left: float
    right: float
    bottom: float
    top: float
    upright: bool
    """Whether its head is where the head of the front is."""


def seen_from_front(sheet: Sheet, flip: Flip) -> tuple[list[PrintedPage], list[PrintedPage]]:
    """What is printed on the front and on the back, in the places that it has in the paper.

    The printer turns the sheet about the edge that `flip` names. About an upright edge, left and
    right are exchanged; about the other one, head and foot.
    """
    lies = sheet.width > sheet.height
    edge_is_upright = (flip is Flip.SHORT_EDGE) == lies
    return list(_printed(sheet.front)), [
        _turned(each, sheet, across=edge_is_upright) for each in _printed(sheet.back or Side())
    ]


def _printed(side: Side) -> Iterator[PrintedPage]:
    for each in side.placements:
        trim = each.trim
        yield PrintedPage(
            each.page, trim.left, trim.right, trim.bottom, trim.top, each.rotation == 0
        )


def _turned(each: PrintedPage, sheet: Sheet, *, across: bool) -> PrintedPage:
    if across:
        left, right = sheet.width - each.right, sheet.width - each.left
        return PrintedPage(each.page, left, right, each.bottom, each.top, each.upright)
    bottom, top = sheet.height - each.top, sheet.height - each.bottom
    return PrintedPage(each.page, each.left, each.right, bottom, top, not each.upright)


def read_booklet(sheets: Sequence[Sheet], flip: Flip) -> list[PrintedPage | None]:
    """The pages of nested, folded sheets, the outermost first, as one turns them.

    A leaf is half a sheet. Folded with the fronts outside, the right halves come first, from the
    outside to the middle, and then the left halves, from the middle to the outside.
    """
    rights: list[PrintedPage | None] = []
    lefts: list[PrintedPage | None] = []
    for sheet in sheets:
        front, back = seen_from_front(sheet, flip)
        rights += [_half(front, sheet, right=True), _half(back, sheet, right=True)]
        lefts += [_half(front, sheet, right=False), _half(back, sheet, right=False)]
    return rights + lefts[::-1]


def _half(prints: Sequence[PrintedPage], sheet: Sheet, *, right: bool) -> PrintedPage | None:
    found = [each for each in prints if (each.left + each.right > sheet.width) == right]
    assert len(found) <= 1
    return found[0] if found else None


def distinct(placements: Sequence[PagePlacement]) -> bool:
    """Whether no two pages show on the same part of a side."""
    return all(
        one.clip.right <= other.clip.left + 0.01
        or other.clip.right <= one.clip.left + 0.01
        or one.clip.top <= other.clip.bottom + 0.01
        or other.clip.top <= one.clip.bottom + 0.01
        for at, one in enumerate(placements)
        for other in placements[at + 1 :]
    )
