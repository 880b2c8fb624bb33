"""Sheets read back as they are handled: cut apart, folded or hung up, page after page.

Which page a form is, is known by its content, and its position by the matrix that it is painted
with. Nothing here knows how `impose` lays pages out: the paper is taken in hand and read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import hypot

import pikepdf

from bifolio.document.publication import Sheets
from bifolio.paper.folds import FOLDS
from bifolio.paper.formats import FLIPS, PT_PER_MM, Flip
from bifolio.pdf.content import ContentWalk
from bifolio.pdf.geometry import Rectangle

SAME_ROW = 5.0
"""pt; the middles of pages that are beside each other differ by less."""

NO_PAGE = 0
"""The number of a form that is no page of the edition."""


@dataclass(frozen=True)
class Laid:
    """A page on a side of a sheet that is held so that the side is upright."""

    page: int
    """From 1; of pages that are the same, the first."""
    side: int
    """From 1."""
    x: float
    """Its middle, in pt from the lower left corner, as is `y`."""
    y: float
    upright: bool
    scale: float
    """How large the page is, of 1 for its own size."""


@dataclass(frozen=True)
class SheetSide:
    """One side of a sheet."""

    width: float
    """pt."""
    laid: tuple[Laid, ...]


def kinds_of(pages: pikepdf.Pdf) -> list[int]:
    """For each page, the number of the first one that is painted alike: its own, for most."""
    contents = [_content(page) for page in pages.pages]
    return [contents.index(content) + 1 for content in contents]


def sides_of(pdf: pikepdf.Pdf, pages: pikepdf.Pdf, sheets: Sheets) -> list[SheetSide]:
    """The sides of `pdf`, with the pages of `pages` that are painted on each."""
    numbers: dict[bytes, int] = {}
    for number, page in enumerate(pages.pages, 1):
        numbers.setdefault(_content(page), number)
    flip = sheets.flip or FLIPS[sheets.way]
    return [_side(number, page, numbers, flip) for number, page in enumerate(pdf.pages, 1)]


def read(sheets: Sheets, sides: Sequence[SheetSide]) -> list[Laid | None]:
    """The pages in the order in which a reader meets them; None for what was left blank.

    Of n-up every side is read by rows.
    """
    if sheets.way == "booklet":
        return list(_leaves(sides))
    if sheets.way == "leaflet":
        return list(_panels(sides, sheets.fold))
    return [laid for side in sides for laid in _by_rows(side)]


def to_be_read(sheets: Sheets, pages: Sequence[int], places: int) -> list[int | None]:
    """The numbers in `pages` as `read` has to give them for what has room for `places`."""
    if sheets.way == "n-up" and sheets.repeat:
        return [page for page in pages for _ in range(sheets.up)]
    if sheets.way != "booklet":
        return list(pages)
    blanks: list[int | None] = [None] * (places - len(pages))
    last = len(pages) - 1 if sheets.keep_back else len(pages)
    return [*pages[:last], *blanks, *pages[last:]]


def faults(
    sides: Sequence[SheetSide], pages: Sequence[int], sheets: Sheets
) -> Iterator[tuple[int, str]]:
    """What is wrong with `pages` on `sides`: the number of a side, and what to say of it.

    `pages` are those of `kinds_of`. A page that is missing is reported at the first side.
    """
    laid = [each for side in sides for each in side.laid]
    for each in laid:
        if each.page == NO_PAGE:
            yield each.side, f"side {each.side} has something that is no page"
        elif not each.upright:
            yield each.side, f"page {each.page} stands on its head"
    wanted, found = to_be_read(sheets, pages, 2 * len(sides)), read(sheets, sides)
    counted = list(_counted(wanted, laid))
    yield from counted
    # A page too many or too few pushes all others from their places.
    for page, is_there in () if counted else zip_longest(wanted, found):
        if is_there is not None and is_there.page != page:
            other = f"page {page}" if page else "nothing"
            yield is_there.side, f"page {is_there.page} stands where {other} has to stand"


def _counted(wanted: Sequence[int | None], laid: Sequence[Laid]) -> Iterator[tuple[int, str]]:
    """The pages that are there too often, or not often enough."""
    for page in sorted({page for page in wanted if page}):
        sides = [each.side for each in laid if each.page == page]
        often = wanted.count(page)
        if not sides:
            yield 1, f"page {page} is on no sheet"
        elif len(sides) != often:
            yield (
                sides[-1],
                f"page {page} is on the sheets {_times(len(sides))}, not {_times(often)}",
            )


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _leaves(sides: Sequence[SheetSide]) -> Iterator[Laid | None]:
    """Nested sheets, the outermost first, folded with their fronts outside.

    On the way in each leaf is the right half of a front with the left half of its back behind it;
    on the way out, the right half of a back with the left half of its front behind it.
    """
    pairs = list(zip(sides[::2], sides[1::2], strict=False))
    for front, back in pairs:
        yield _between(front, front.width / 2, front.width)
        yield _between(back, 0, back.width / 2)
    for front, back in reversed(pairs):
        yield _between(back, back.width / 2, back.width)
        yield _between(front, 0, front.width / 2)


def _panels(sides: Sequence[SheetSide], fold: str) -> Iterator[Laid | None]:
    for _, at, left, width in FOLDS[fold].panels(sides[0].width / PT_PER_MM):
        if at < len(sides):
            yield _between(sides[at], left * PT_PER_MM, (left + width) * PT_PER_MM)


def _between(side: SheetSide, left: float, right: float) -> Laid | None:
    return next((each for each in side.laid if left <= each.x < right), None)


def _by_rows(side: SheetSide) -> Iterator[Laid]:
    rows: list[list[Laid]] = []
    for each in sorted(side.laid, key=lambda each: -each.y):
        if rows and rows[-1][0].y - each.y < SAME_ROW:
            rows[-1].append(each)
        else:
            rows.append([each])
    for row in rows:
        yield from sorted(row, key=lambda each: each.x)


def _side(number: int, page: pikepdf.Page, numbers: dict[bytes, int], flip: str) -> SheetSide:
    media = Rectangle.of(page.mediabox)
    width, height = media.width, media.height
    upright = Flip.LONG_EDGE if height >= width else Flip.SHORT_EDGE
    turned = number % 2 == 0 and flip != upright
    laid = []
    for content, (x, y), is_upright, scale in _forms(page):
        x, y = (width - x, height - y) if turned else (x, y)
        found = numbers.get(content, NO_PAGE)
        laid.append(Laid(found, number, x, y, is_upright is not turned, scale))
    return SheetSide(width, tuple(laid))


def _forms(page: pikepdf.Page) -> Iterator[tuple[bytes, tuple[float, float], bool, float]]:
    """The forms that a side paints: content, centre, whether it is painted head up, and scale."""
    walk = ContentWalk(into_forms=False)
    for operator, operands in walk.operations(page):
        if operator == "Do":
            form, matrix = walk.resource("/XObject", operands[0]), walk.state.matrix
            box = Rectangle.of(form.BBox)
            centre = matrix.transform(((box.left + box.right) / 2, (box.bottom + box.top) / 2))
            yield form.read_bytes(), centre, matrix.a > 0, hypot(matrix.a, matrix.b)


def _content(page: pikepdf.Page) -> bytes:
    """What a page is painted by, its streams joined as `imposition` joins them."""
    contents = page.get("/Contents", ())
    if isinstance(contents, pikepdf.Stream):
        return bytes(contents.read_bytes())
    return b"".join(each.read_bytes().removesuffix(b"\n") + b"\n" for each in contents)
