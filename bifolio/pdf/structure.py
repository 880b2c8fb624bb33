"""The structure tree of a PDF (ISO 32000-1, 14.7), as a list of elements in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

from bifolio.pdf.geometry import Rectangle

MarkedContent = tuple[int, int]
"""A marked content: page number, from 1, and identifier (MCID)."""


REPLACEMENTS = ("/ActualText", "/Alt", "/E")
"""Entries of an element or a marked content that replace its text (ISO 32000-1, 14.9.3 to 5)."""


MOST_SPANNED = 1000
"""Rows or columns that a cell is said to span at most."""


@dataclass(frozen=True)
class CellAttributes:
    """The attributes of a cell of a table (ISO 32000-1, table 349)."""

    scope: str = ""
    """Row, Column or Both: the cells that a header cell is the header of."""
    headers: frozenset[str] = frozenset()
    """The identifiers of its headers."""
    rows: int = 1
    """How many rows it spans."""
    columns: int = 1
    """How many columns it spans."""


@dataclass(frozen=True)
class Element:
    """One structure element."""

    tag: str
    """Its structure type."""
    language: str
    """BCP 47, its own or inherited."""
    alternate: str
    """Its alternate text (Alt)."""
    page: int | None
    """From 1; None if unknown."""
    parents: tuple[str, ...]
    """The structure types of its ancestors, outermost first."""
    box: Rectangle | None
    """The BBox of its layout attributes."""
    row: tuple[MarkedContent | None, ...] = ()
    """Its own contents in reading order: marked contents, and None for each child element."""
    replacements: tuple[str, ...] = ()
    """Its ActualText, Alt and E."""
    annotations: tuple[int, ...] = ()
    """The object numbers of its own annotations; 0 for one that is a direct object."""
    identifier: str = ""
    """Its ID, by which cells of a table name their headers."""
    cell: CellAttributes | None = None
    """Those of a cell of a table."""

    @property
    def marked(self) -> tuple[MarkedContent, ...]:
        """Its own marked contents, which may be on several pages."""
        return tuple(content for content in self.row if content is not None)


def elements_of(pdf: pikepdf.Pdf) -> list[Element]:
    """Return the elements of a PDF in reading order; none for an untagged PDF."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return []
    pages = {page.objgen[0]: number for number, page in enumerate(pdf.pages, 1)}
    language = str(pdf.Root.get("/Lang", ""))
    return list(_walk(root.get("/K"), language, None, (), pages))


def _walk(
    kid: Any, language: str, page: int | None, parents: tuple[str, ...], pages: dict[int, int]
) -> Iterator[Element]:
    if isinstance(kid, Array):
        for each in kid:
            yield from _walk(each, language, page, parents, pages)
    elif isinstance(kid, Dictionary) and "/S" in kid:
        language = str(kid.get("/Lang", language))
        if "/Pg" in kid:
            page = pages.get(kid.Pg.objgen[0], page)
        inner = kid.get("/K")
        own = list(inner) if isinstance(inner, Array) else [inner]
        yield Element(
            str(kid.S)[1:],
            language,
            str(kid.get("/Alt", "")),
            page,
            parents,
            _bbox(kid.get("/A")),
            tuple(_row(own, page, pages)),
            tuple(str(kid[key]) for key in REPLACEMENTS if key in kid),
            tuple(_annotations(own)),
            str(kid.get("/ID", "")),
            _cell_attributes(kid) if kid.S in ("/TH", "/TD") else None,
        )
        yield from _walk(inner, language, page, (*parents, str(kid.S)[1:]), pages)


def contents_below(elements: Sequence[Element]) -> list[list[MarkedContent]]:
    """Return the marked contents of each element and its descendants, in reading order.

    A content that is tagged twice is listed twice. `elements` are those of `elements_of`.
    """
    below: list[list[MarkedContent]] = []
    # Parents precede their children: those not yet read to the end wait here.
    waiting: list[tuple[list[MarkedContent], Iterator[MarkedContent | None]]] = []
    for element in elements:
        below.append([])
        waiting.append((below[-1], iter(element.row)))
        while waiting:
            contents, row = waiting[-1]
            if _read_to_child(row, contents):
                break
            waiting.pop()
            if waiting:
                waiting[-1][0].extend(contents)
    return below


def _read_to_child(row: Iterator[MarkedContent | None], contents: list[MarkedContent]) -> bool:
    """Add contents up to the next child element; whether there is one."""
    for each in row:
        if each is None:
            return True
        contents.append(each)
    return False


def _row(
    own: Sequence[Any], page: int | None, pages: dict[int, int]
) -> Iterator[MarkedContent | None]:
    for kid in own:
        if isinstance(kid, int):
            yield page or 1, kid
            continue
        if not isinstance(kid, Dictionary):
            continue
        if "/S" in kid:
            yield None
        elif "/MCID" in kid:
            on = pages.get(kid.Pg.objgen[0], page) if "/Pg" in kid else page
            yield on or 1, int(kid.MCID)


def _annotations(own: Sequence[Any]) -> Iterator[int]:
    """The object numbers of annotations (ISO 32000-1, 14.7.4.3)."""
    for kid in own:
        if isinstance(kid, Dictionary) and kid.get("/Type") == "/OBJR":
            yield kid.Obj.objgen[0] if "/Obj" in kid else 0


def _cell_attributes(cell: Dictionary) -> CellAttributes:
    given = cell.get("/A", Array())
    found = {
        key: value
        for each in (given if isinstance(given, Array) else [given])
        if isinstance(each, Dictionary)
        for key, value in each.items()
    }

    def number(key: str) -> int:
        value = found.get(key, 1)
        return min(max(value, 1), MOST_SPANNED) if isinstance(value, int) else 1

    headers = found.get("/Headers", Array())
    return CellAttributes(
        str(found.get("/Scope", "")).removeprefix("/"),
        frozenset(map(str, headers)) if isinstance(headers, Array) else frozenset(),
        number("/RowSpan"),
        number("/ColSpan"),
    )


def _bbox(attributes: Any) -> Rectangle | None:
    if not isinstance(attributes, Dictionary) or "/BBox" not in attributes:
        return None
    return Rectangle.of(attributes.BBox)
