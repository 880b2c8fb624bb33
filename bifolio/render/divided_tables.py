"""Divides tables that are higher than a page, so that facing pages have the same rows of them.

Elsewhere, the renderer breaks tables over pages. On facing pages, the page after one is in another
language; so a table is made several there, each with the head of the first. Their columns are as
wide as those of the whole, and the last one has what is below the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import deepcopy
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element

from bifolio.render.anchors import UNIT

REPEATS = "data-repeats"
"""The attribute of an element that says a text again, with the id of its unit."""

TABLE = "table"
"""The tag of a table, and the class of the element around it."""

KEPT = frozenset({"kept", "total"})
"""Classes of rows that are on the page of the row before them."""

GROUP = "group"
"""The class of a row that is a heading of those after it."""

LEAST_ROWS = 3
"""So many rows are on a page with something before them at least; fewer begin the next page."""


class TableSize(NamedTuple):
    """The measures of a table in px."""

    head: float
    """From the top of the element around it to its first row that is no head."""
    rows: tuple[float, ...]
    """The heights of its rows."""
    foot: float
    """What is below its last row."""
    columns: tuple[float, ...]
    """The widths of its columns."""

    def height(self, begin: int, end: int) -> float:
        """The height of a piece with its rows from `begin` to `end`, with the head of the first."""
        below = self.foot if end == len(self.rows) else 0.0
        return self.head + sum(self.rows[begin:end]) + below


def is_table(element: Element) -> bool:
    """Whether `element` is the one around a table."""
    return TABLE in element.get("class", "").split() and element.find(TABLE) is not None


def rows_of(element: Element) -> list[Element]:
    """The rows of the table in `element`, without those of its head."""
    return [row for group in element.iterfind(f"{TABLE}/tbody") for row in group]


def may_begin(element: Element) -> list[bool]:
    """Whether each of the rows of the table in `element` may be the first of a piece of it.

    As in the style of tables: a heading and the first row of a group are not alone, nor the last.
    """
    found = []
    for group in element.iterfind(f"{TABLE}/tbody"):
        classes = [frozenset(row.get("class", "").split()) for row in group]
        last = len(classes) - 1
        for at, own in enumerate(classes):
            alone = bool(at) and (at in (1, last) or GROUP in classes[at - 1])
            found.append(not alone and not own & KEPT)
    return found


def begins_of_pieces(
    sizes: Sequence[TableSize], begins: Sequence[bool], first: float, room: float
) -> list[int]:
    """Return the numbers of the rows that begin the pieces of a table in two languages.

    `sizes` has its measures in both, `begins` whether a row may begin a piece. The first piece is
    at most `first` px high, others `room`; a row that is higher has a piece of its own.
    """
    found = [0]
    limit = first
    count = len(sizes[0].rows)
    at = 1
    while at <= count:
        if max(size.height(found[-1], at) for size in sizes) > limit:
            earlier, later = range(at - 1, found[-1], -1), range(at, count)
            at = next((each for each in (*earlier, *later) if begins[each]), count)
            if at == count:
                break
            found.append(at)
            limit = room
        at += 1
    return found


def pieces(element: Element, begins: Sequence[int], columns: Sequence[float]) -> list[Element]:
    """Return the pieces of the table in `element` that begin with the rows numbered `begins`.

    `columns` are the widths of its columns (px).
    """
    (table,) = element.iterfind(TABLE)
    below = [each for each in element if each is not table]
    rows = rows_of(element)
    made = []
    for number, (begin, end) in enumerate(pairwise((*begins, len(rows)))):
        piece = Element(element.tag, element.attrib)
        own = Element(table.tag, table.attrib)
        own.extend(_heads(table, is_first=not number, columns=columns))
        own.extend(_groups(table, rows[begin:end]))
        piece.append(own)
        made.append(piece)
    made[-1].extend(below)
    return made


def _heads(table: Element, *, is_first: bool, columns: Sequence[float]) -> list[Element]:
    """What is before the rows of a piece: the caption in the first only."""
    found = []
    for each in table:
        if each.tag == "colgroup":
            widths = Element(each.tag, each.attrib)
            for width in columns:
                widths.append(Element("col", {"style": f"width: {width:.3f}px"}))
            found.append(widths)
        elif each.tag == "thead":
            found.append(each if is_first else _repeated(each))
        elif each.tag == "caption" and is_first:
            found.append(each)
    return found


def _groups(table: Element, rows: Collection[Element]) -> list[Element]:
    """The groups of the rows of a piece."""
    found = []
    for group in table.iterfind("tbody"):
        if own := [row for row in group if row in rows]:
            found.append(Element(group.tag, group.attrib))
            found[-1].extend(own)
    return found


def _repeated(head: Element) -> Element:
    """A copy of the head of a table whose texts are those of the first."""
    copy = deepcopy(head)
    for each in copy.iter():
        each.attrib.pop("id", None)
        if unit := each.attrib.pop(UNIT, ""):
            each.set(REPEATS, unit)
    return copy
