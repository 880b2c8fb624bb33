"""The tables of a tagged PDF: where each cell is, and which cells have headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bifolio.pdf.structure import CellAttributes, Element


@dataclass(frozen=True)
class TableCell:
    """A cell, with the rows and columns that it is in, from 0."""

    number: int
    """That of its element among the elements of the document."""
    element: Element
    rows: range
    columns: range

    @property
    def is_header(self) -> bool:
        """Whether it is a header cell."""
        return self.element.tag == "TH"

    @property
    def attributes(self) -> CellAttributes:
        """Its scope, its spans and its headers."""
        return self.element.cell or CellAttributes()


@dataclass
class TaggedTable:
    """A table and its cells, in reading order."""

    element: Element
    cells: list[TableCell] = field(default_factory=list)

    def unscoped(self) -> list[TableCell]:
        """The header cells without a scope that no cell names (ISO 14289-1, 7.5)."""
        named = {name for cell in self.cells for name in cell.attributes.headers}
        return [
            cell
            for cell in self.cells
            if cell.is_header and not cell.attributes.scope and cell.element.identifier not in named
        ]

    def without_headers(self) -> list[TableCell]:
        """The data cells for which no header cell counts, by their names or their scopes."""
        headers = [cell for cell in self.cells if cell.is_header]
        names = {cell.element.identifier for cell in headers} - {""}
        rows, columns = (
            {
                number
                for cell in headers
                if cell.attributes.scope in (scope, "Both")
                for number in (cell.rows if scope == "Row" else cell.columns)
            }
            for scope in ("Row", "Column")
        )
        return [
            cell
            for cell in self.cells
            if not cell.is_header
            and names.isdisjoint(cell.attributes.headers)
            and rows.isdisjoint(cell.rows)
            and columns.isdisjoint(cell.columns)
        ]


def tables_of(elements: Sequence[Element]) -> Iterator[TaggedTable]:
    """Yield the tables among `elements`, those of `elements_of`, without the cells of inner tables.

    Each row follows the one before, whatever group it is in.
    """
    for at, element in enumerate(elements):
        if element.tag != "Table":
            continue
        table = TaggedTable(element)
        taken: dict[int, set[int]] = {}
        row, column = -1, 0
        for number, inner in enumerate(elements[at + 1 :], at + 1):
            within = inner.parents[len(element.parents) :]
            if not within:
                break
            if "Table" in within[1:]:
                continue
            if inner.tag == "TR":
                row, column = row + 1, 0
            elif inner.cell and "TD" not in within and "TH" not in within:
                while column in taken.get(row, ()):
                    column += 1
                spans = inner.cell
                columns = range(column, column + spans.columns)
                table.cells.append(TableCell(number, inner, range(row, row + spans.rows), columns))
                for below in table.cells[-1].rows:
                    taken.setdefault(below, set()).update(columns)
        yield table
