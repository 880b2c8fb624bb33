"""Tags of tables: one head, the scope of each header cell, and the headers of each cell.

WeasyPrint 70.0 writes a table for each page that a table is on, and its head in each of them; no
header cell has a scope, and headers are wrong below cells that span columns and rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pydyf

SCOPES = {"row": "/Row", "rowgroup": "/Row", "col": "/Column", "colgroup": "/Column"}
"""The scope of a header cell (ISO 32000-1, table 349) by the one in HTML (HTML, 4.9.10)."""

ROW_GROUPS = ("/THead", "/TBody", "/TFoot")

HEAD = 0
"""The number of the group of rows that is the head of a table."""


def mark_scope(element: Any, html: Any) -> None:
    """Give a header cell the scope of its HTML element, if it has one."""
    if element["S"] == "/TH" and (scope := SCOPES.get(html.get("scope", ""))):
        element["A"]["Scope"] = scope


def repeated_heads(table: Any, objects: dict[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """Yield each head and foot of a table that is repeated on another page, after its first one."""
    first: dict[str, Any] = {}
    for kid in table["K"]:
        group: Any = objects.get(kid)
        if isinstance(group, dict) and group.get("S") in ("/THead", "/TFoot"):
            if group["S"] in first:
                yield first[group["S"]], group
            first.setdefault(group["S"], group)


def links_below(element: Any, objects: dict[Any, Any]) -> Iterator[Any]:
    """Yield the links in an element."""
    for kid in element["K"]:
        inner: Any = None if isinstance(kid, int) else objects.get(kid)
        if isinstance(inner, dict) and inner.get("Type") == "/StructElem":
            if inner["S"] == "/Link":
                yield inner
            yield from links_below(inner, objects)


@dataclass(frozen=True)
class _Cell:
    element: Any
    group: int
    """The number of its group of rows."""
    rows: range
    columns: range

    @property
    def is_header(self) -> bool:
        """Whether it is a header cell."""
        return bool(self.element["S"] == "/TH")

    @property
    def is_between(self) -> bool:
        """Whether it is a heading between rows."""
        return self.group != HEAD and self.scope == "/Column"

    @property
    def scope(self) -> str:
        """The cells that it is the header of: /Row or /Column; empty for none."""
        return str(self.element["A"].get("Scope", ""))


def set_headers(table: Any, objects: dict[Any, Any]) -> dict[str, Any]:
    """Set the headers of each cell of a table; return its header cells by their identifiers.

    A header of a column counts for the cells below it, within its group of rows if that is no head
    of the table; a header of a row for those beside it (ISO 32000-1, 14.8.5.7; HTML, 4.9.12.2). One
    without a scope is that of its row if the row has data, and of its column otherwise.
    """
    cells = list(_cells(table, objects))
    with_data = {row for cell in cells if not cell.is_header for row in cell.rows}
    for cell in cells:
        if cell.is_header and not cell.scope:
            cell.element["A"]["Scope"] = "/Column" if with_data.isdisjoint(cell.rows) else "/Row"
    headers = [cell for cell in cells if cell.is_header]
    named = {}
    for number, cell in enumerate(headers, 1):
        identifier = f"{table.number}-{number}"
        cell.element["ID"] = pydyf.String(identifier)
        named[identifier] = cell.element.reference
    in_rows: dict[int, list[_Cell]] = {}
    in_columns: dict[int, list[_Cell]] = {}
    for header in headers:
        numbers, found = (
            (header.rows, in_rows) if header.scope == "/Row" else (header.columns, in_columns)
        )
        for number in numbers:
            found.setdefault(number, []).append(header)
    for cell in cells:
        own = [
            *(each for row in cell.rows for each in in_rows.get(row, ()) if _is_beside(each, cell)),
            *(
                each
                for column in cell.columns
                for each in in_columns.get(column, ())
                if each.rows.stop <= cell.rows.start and each.group in (HEAD, cell.group)
            ),
        ]
        cell.element["A"].pop("Headers", None)
        if own and not cell.is_between:
            identifiers = dict.fromkeys(each.element["ID"].string for each in own)
            cell.element["A"]["Headers"] = pydyf.Array(map(pydyf.String, identifiers))
    return named


def _is_beside(header: _Cell, cell: _Cell) -> bool:
    return header.columns.stop <= cell.columns.start


def _cells(table: Any, objects: dict[Any, Any]) -> Iterator[_Cell]:
    """The cells of a table in their places; group 0 is the head of the table."""
    taken: dict[int, set[int]] = {}
    row = 0
    for group, rows in enumerate(_row_groups(table, objects)):
        for each in rows:
            column = 0
            for kid in each["K"]:
                element = objects.get(kid)
                if not isinstance(element, dict) or element.get("S") not in ("/TH", "/TD"):
                    continue
                while column in taken.get(row, ()):
                    column += 1
                spans = [element["A"].get(key, 1) for key in ("RowSpan", "ColSpan")]
                cell = _Cell(
                    element, group, range(row, row + spans[0]), range(column, column + spans[1])
                )
                for below in cell.rows:
                    taken.setdefault(below, set()).update(cell.columns)
                yield cell
            row += 1


def _row_groups(table: Any, objects: dict[Any, Any]) -> Iterator[list[Any]]:
    """The rows of each group; the first are those of the head, even if there is none."""
    kids: list[Any] = [objects.get(kid) for kid in table["K"]]
    groups = [each for each in kids if isinstance(each, dict) and each.get("S") in ROW_GROUPS]
    if not groups or groups[0]["S"] != "/THead":
        yield []
    for group in groups:
        yield [
            each
            for each in map(objects.get, group["K"])
            if isinstance(each, dict) and each.get("S") == "/TR"
        ]
