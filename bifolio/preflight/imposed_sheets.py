"""Reads imposed sheets back as readers do after cutting or folding, and compares the page order.

Forms are identified with pages by their content, and located by their matrix; this is independent
of how `imposition` lays pages out.
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
"""pt; the centres of adjacent pages in a row differ by less."""

NO_PAGE = 0
"""The number of a form that is not a page of the edition."""


@dataclass(frozen=True)
class ImposedPage:
    """A page on an upright side of a sheet."""

    page: int
    """From 1; the first of identical pages."""
    side: int
    """From 1."""
    x: float
    """Its centre (pt from the lower left corner), like `y`."""
    y: float
    upright: bool
    scale: float


@dataclass(frozen=True)
class SheetSide:
    """One side of a sheet."""

    width: float
    """pt."""
    laid: tuple[ImposedPage, ...]


def kinds_of(pages: pikepdf.Pdf) -> list[int]:
    """For each page, the number of the first page with the same content, usually itself."""
    contents = [_content(page) for page in pages.pages]
    return [contents.index(content) + 1 for content in contents]


def sides_of(pdf: pikepdf.Pdf, pages: pikepdf.Pdf, sheets: Sheets) -> list[SheetSide]:
    """The sides of `pdf`, and where they have the pages of `pages`."""
    numbers: dict[bytes, int] = {}
    for number, page in enumerate(pages.pages, 1):
        numbers.setdefault(_content(page), number)
    flip = sheets.flip or FLIPS[sheets.way]
    return [_side(number, page, numbers, flip) for number, page in enumerate(pdf.pages, 1)]


def read(sheets: Sheets, sides: Sequence[SheetSide]) -> list[ImposedPage | None]:
    """The pages in reading order, with None for blank pages; n-up is read by rows."""
    if sheets.way == "booklet":
        return list(_leaves(sides))
    if sheets.way == "leaflet":
        return list(_panels(sides, sheets.fold))
    return [laid for side in sides for laid in _by_rows(side)]


def to_be_read(sheets: Sheets, pages: Sequence[int], places: int) -> list[int | None]:
    """The numbers that `read` should return for `pages`, with blanks up to `places`."""
    if sheets.way == "n-up" and sheets.repeat:
        return [page for page in pages for _ in range(sheets.up)]
    if sheets.way != "booklet":
        return list(pages)
    blanks: list[int | None] = [None] * (places - len(pages))
    last = len(pages) - 1 if sheets.keep_back else len(pages)
    return [*pages[:last], *blanks, *pages[last:]]


def errors_of(
    sides: Sequence[SheetSide], pages: Sequence[int], sheets: Sheets
) -> Iterator[tuple[int, str]]:
    """Yield the errors in the imposition of `pages`: the number of a side, and a message.

    `pages` are those of `kinds_of`. A missing page is reported at the first side.
    """
    laid = [each for side in sides for each in side.laid]
    for each in laid:
        if each.page == NO_PAGE:
            yield each.side, f"side {each.side} has something that is not a page"
        elif not each.upright:
            yield each.side, f"page {each.page} is upside down"
    expected, found = to_be_read(sheets, pages, 2 * len(sides)), read(sheets, sides)
    counted = list(_counted(expected, laid))
    yield from counted
    # A missing or extra page shifts all others.
    for page, is_there in () if counted else zip_longest(expected, found):
        if is_there is not None and is_there.page != page:
            other = f"page {page}" if page else "nothing"
            yield is_there.side, f"page {is_there.page} is in the place of {other}"


def _counted(
    expected: Sequence[int | None], laid: Sequence[ImposedPage]
) -> Iterator[tuple[int, str]]:
    """Errors about pages that are missing, or on the sheets too often or too rarely."""
    for page in sorted({page for page in expected if page}):
        sides = [each.side for each in laid if each.page == page]
        often = expected.count(page)
        if not sides:
            yield 1, f"page {page} is on no sheet"
        elif len(sides) != often:
            counts = f"{_times(len(sides))}, not {_times(often)}"
            yield sides[-1], f"page {page} is on the sheets {counts}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _leaves(sides: Sequence[SheetSide]) -> Iterator[ImposedPage | None]:
    """The pages of a booklet: nested sheets, outermost first, folded with the front outside.

    Up to the middle, a leaf is the right half of a front and the left half of its back; after it,
    the right half of a back and the left half of its front.
    """
    pairs = list(zip(sides[::2], sides[1::2], strict=False))
    for front, back in pairs:
        yield _between(front, front.width / 2, front.width)
        yield _between(back, 0, back.width / 2)
    for front, back in reversed(pairs):
        yield _between(back, back.width / 2, back.width)
        yield _between(front, 0, front.width / 2)


def _panels(sides: Sequence[SheetSide], fold: str) -> Iterator[ImposedPage | None]:
    for _, at, left, width in FOLDS[fold].panels(sides[0].width / PT_PER_MM):
        if at < len(sides):
            yield _between(sides[at], left * PT_PER_MM, (left + width) * PT_PER_MM)


def _between(side: SheetSide, left: float, right: float) -> ImposedPage | None:
    return next((each for each in side.laid if left <= each.x < right), None)


def _by_rows(side: SheetSide) -> Iterator[ImposedPage]:
    rows: list[list[ImposedPage]] = []
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
        laid.append(ImposedPage(found, number, x, y, is_upright is not turned, scale))
    return SheetSide(width, tuple(laid))


def _forms(page: pikepdf.Page) -> Iterator[tuple[bytes, tuple[float, float], bool, float]]:
    """The forms that a side paints: content, centre, whether it is upright, and scale."""
    walk = ContentWalk(into_forms=False)
    for operator, operands in walk.operations(page):
        if operator == "Do":
            form, matrix = walk.resource("/XObject", operands[0]), walk.state.matrix
            box = Rectangle.of(form.BBox)
            centre = matrix.transform(((box.left + box.right) / 2, (box.bottom + box.top) / 2))
            yield form.read_bytes(), centre, matrix.a > 0, hypot(matrix.a, matrix.b)


def _content(page: pikepdf.Page) -> bytes:
    """The content of a page, with streams joined as `imposition` joins them."""
    contents = page.get("/Contents", ())
    if isinstance(contents, pikepdf.Stream):
        return bytes(contents.read_bytes())
    return b"".join(each.read_bytes().removesuffix(b"\n") + b"\n" for each in contents)
