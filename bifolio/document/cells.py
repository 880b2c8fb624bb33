"""The rows of a table in YAML, and where each of its cells is, with cells that span others."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from bifolio.document.csv_columns import CsvColumn, DecimalSign, read_columns
from bifolio.document.number import TypedNumber, number_in
from bifolio.document.passage import (
    ANY_LANGUAGE,
    TEXT_OR_BY_LANGUAGE,
    LanguageTag,
    Passage,
    Translations,
    read_passage,
)
from bifolio.problems import Place, Problem
from bifolio.source_yaml.nodes import (
    Node,
    PlacedList,
    PlacedMapping,
    PlacedString,
    TypedFloat,
    TypedInt,
)

MOST_COLUMNS = 60
"""Columns of a table; more than any page has room for."""


MOST_PROBLEMS = 20
"""After so many, the rest of a table is not checked: a first row that is wrong makes all wrong."""


class PlacedNumber(PlacedString):
    """A number of YAML, as it was typed."""


def _cell_words(value: object) -> Passage:
    passage = read_passage(value)
    return (
        TypedNumber(passage.source, passage.place) if isinstance(value, PlacedNumber) else passage
    )


CellTexts = Mapping[LanguageTag, Annotated[Passage, BeforeValidator(_cell_words)]]


NO_TEXT: CellTexts = MappingProxyType({})


class Cell(Node):
    """A cell of a table."""

    text: Annotated[CellTexts, Field(default_factory=lambda: NO_TEXT)]
    """Its text by language, or a text or a number that is the same in all."""
    columns: Annotated[int, Field(ge=1, le=MOST_COLUMNS)] = 1
    """How many columns it spans."""
    rows: Annotated[int, Field(ge=1, le=1000)] = 1
    """How many rows it spans."""
    header: bool = False
    """Whether it is the head of the cells below it, such as a heading between rows."""


class TableRow(Node):
    """A row of a table."""

    cells: Annotated[tuple[Cell, ...], Field(strict=False, min_length=1)]
    """Its cells, without the places that cells of rows above span."""


def _rows(value: object) -> object:
    """Read lists of cells as rows."""
    if not isinstance(value, PlacedList):
        return value
    rows = PlacedList()
    for row, place in zip(value, value.item_places, strict=True):
        mapping = PlacedMapping(place)
        mapping["cells"] = row
        if isinstance(row, PlacedList):
            mapping["cells"] = [
                _cell(cell, at) for cell, at in zip(row, row.item_places, strict=True)
            ]
        rows.append(mapping)
        rows.item_places.append(place)
    return rows


def _cell(value: object, place: Place) -> PlacedMapping:
    cell = PlacedMapping(place)
    if isinstance(value, PlacedMapping) and value.keys() & Cell.model_fields.keys():
        cell.update(value)
        place = value.key_places.get("text", place)
    else:
        cell["text"] = value
    cell["text"] = _texts(cell.get("text"), place)
    return cell


def _texts(value: object, place: Place) -> object:
    """A cell as texts by language."""
    if isinstance(value, Mapping):
        places = getattr(value, "key_places", {})
        return {tag: _typed(each, places.get(tag, place)) for tag, each in value.items()}
    typed = _typed(value, place)
    return {} if typed in (None, "") else {ANY_LANGUAGE: typed}


def _typed(value: object, place: Place) -> object:
    """A text, number or date as text with its place; anything else as it is, for the error."""
    if isinstance(value, TypedInt | TypedFloat):
        kind = PlacedNumber if number_in(value.typed) else PlacedString
        return kind.at(value.typed, place)
    return PlacedString.at(value.isoformat(), place) if isinstance(value, date) else value


_CELL_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": ["string", "number", "null"]},
        TEXT_OR_BY_LANGUAGE["anyOf"][1],
        {
            "type": "object",
            "properties": {
                "text": {
                    "description": "The text by language, or one text or number for all.",
                    "anyOf": [{"type": ["number", "null"]}, *TEXT_OR_BY_LANGUAGE["anyOf"]],
                },
                "columns": {
                    "description": "How many columns it spans.",
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MOST_COLUMNS,
                },
                "rows": {
                    "description": "How many rows it spans.",
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 1000,
                },
                "header": {
                    "description": "Whether it is the head of the cells below it.",
                    "type": "boolean",
                },
            },
            "additionalProperties": False,
        },
    ]
}

Rows = Annotated[
    tuple[TableRow, ...],
    Field(strict=False),
    BeforeValidator(_rows),
    WithJsonSchema(
        {"type": "array", "items": {"type": "array", "minItems": 1, "items": _CELL_SCHEMA}}
    ),
]
"""The rows of a table, each a list of cells."""


@dataclass(frozen=True)
class FileRows:
    """The rows of a CSV file, or of one for each language."""

    head: TableRow
    """The names of its columns."""
    rows: tuple[TableRow, ...]
    columns: tuple[CsvColumn, ...]
    """Where the texts of each column come from."""


def read_rows(
    named: Translations, folder: Path, decimal: DecimalSign | None
) -> tuple[FileRows | None, list[Problem]]:
    """Read the file or files `named` in the publication in `folder`, and report all problems.

    `decimal` is the decimal sign of the numbers; default: what the file shows. The rows are None
    if there is a problem.
    """
    read, problems = read_columns(named, folder, decimal)
    if read is None:
        return None, problems
    place = next(iter(named.values())).place
    head, *rows = (_row_of(each, place) for each in (read.heads, *read.rows))
    return FileRows(head, tuple(rows), tuple(read.columns())), []


def _row_of(texts: Sequence[CellTexts], place: Place) -> TableRow:
    """A row of a CSV file; `place` is that of what names it."""
    cells = []
    for each in texts:
        cell = Cell.model_construct(text=each)
        place = next((text.place for text in each.values()), place)
        cell._place = place
        cells.append(cell)
    row = TableRow.model_construct(cells=tuple(cells))
    row._place = place
    return row


@dataclass(frozen=True)
class PlacedCell:
    """A cell with its row and its first column, from 0."""

    row: int
    column: int
    number: int
    """Its number in its row, from 1."""
    cell: Cell

    @property
    def columns(self) -> range:
        """The columns that it spans."""
        return range(self.column, self.column + self.cell.columns)


@dataclass(frozen=True)
class Grid:
    """The cells of a table in their places."""

    cells: tuple[tuple[PlacedCell, ...], ...]
    """Those that begin in each row."""
    width: int
    """The number of columns."""
    problems: tuple[Problem, ...]


def grid_of(rows: Sequence[TableRow], header_rows: int) -> Grid:
    """Place the cells of `rows`; a cell takes the first columns that are free (HTML, 4.9.12.1).

    The first row says how many columns there are. No cell spans from the first `header_rows` into
    the others.
    """
    problems: list[Problem] = []
    placed: list[tuple[PlacedCell, ...]] = []
    taken: list[set[int]] = [set() for _ in rows]
    width = 0
    for at, row in enumerate(rows):
        last = header_rows if at < header_rows <= len(rows) else len(rows)
        own = tuple(_placed(row, at, taken[at]))
        width = width or sum(each.cell.columns for each in own)
        wrong = [problem for each in own for problem in _wrong_span(each, taken[at], width, last)]
        for each in own:
            for below in taken[at : at + each.cell.rows]:
                below.update(each.columns)
        problems += wrong or _ragged(row, len(taken[at]), width)
        placed.append(own)
        if len(problems) >= MOST_PROBLEMS:
            break
    return Grid(tuple(placed), width, tuple(problems))


def _placed(row: TableRow, at: int, taken: Container[int]) -> Iterator[PlacedCell]:
    column = 0
    for number, cell in enumerate(row.cells, 1):
        while column in taken:
            column += 1
        yield PlacedCell(at, column, number, cell)
        column += cell.columns


def _wrong_span(
    placed: PlacedCell, taken: Container[int], width: int, last: int
) -> Iterator[Problem]:
    cell = placed.cell
    first = placed.column + 1
    if any(column in taken for column in placed.columns):
        message = f"the cell spans {cell.columns} columns, over a cell that spans rows from above"
        hint = "write a smaller `columns:`, or a smaller `rows:` in the cell above"
        yield Problem("table/overlapping-spans", message, hint, cell.place)
    elif cell.columns > 1 and placed.columns.stop > width:
        message = f"the cell spans {cell.columns} columns, from column {first} of {width}"
        hint = f"write `columns: {max(width - placed.column, 1)}`"
        yield Problem("table/span-beyond", message, hint, cell.place)
    if placed.row + cell.rows > last:
        message = f"the cell spans {cell.rows} rows, from row {placed.row + 1} of {last}"
        hint = f"write `rows: {last - placed.row}`"
        yield Problem("table/span-beyond", message, hint, cell.place)


def _cut_decimals(row: TableRow) -> Iterator[str]:
    """The numbers with a decimal comma, without quotes, that became two cells of `row`."""
    texts = [cell.text.get(ANY_LANGUAGE) for cell in row.cells]
    for one, two in pairwise(texts):
        if (
            one
            and two
            and re.fullmatch(r"[-+]?\d+", one.source)
            and one.place.line == two.place.line
        ):
            after = one.place.column + len(one.source) + 1
            figures = re.match(r"\d+", two.source)
            if figures and two.place.column == after:
                yield f"{one.source},{two.source}"


def _ragged(row: TableRow, filled: int, width: int) -> Iterator[Problem]:
    if filled != width:
        filled_in = "1 column" if filled == 1 else f"{filled} columns"
        message = f"the row fills {filled_in}, the table has {width}"
        decimal = next(_cut_decimals(row), "")
        hint = (
            f'write "{decimal}" in quotes, or {decimal.replace(",", ".")}: a comma begins a cell'
            if decimal
            else 'write "" for an empty cell'
            if filled < width
            else "delete a cell, or add one to the first row"
        )
        yield Problem("table/ragged-row", message, hint, row.place)
