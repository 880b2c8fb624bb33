"""A table, from rows in YAML or from a CSV file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr

from bifolio.document.blocks.block import Block, unit_of
from bifolio.document.cells import Grid, PlacedCell, Rows, grid_of, read_rows
from bifolio.document.csv_columns import CsvColumn, CsvUnit, DecimalSign
from bifolio.document.number import Number, TypedNumber, decimals_of
from bifolio.document.passage import (
    ANY_LANGUAGE,
    FilePaths,
    Passage,
    Translations,
    TranslationsOrSame,
)
from bifolio.document.unit import REFERENCE, Unit, unit_as
from bifolio.document.values import SharedValue, TypedValue
from bifolio.languages.quantities import amount_pattern
from bifolio.problems import Problem
from bifolio.source_yaml.nodes import Form, Node

MOST_CELLS = 12_000
"""Cells of a table; on paper, they are some forty pages."""

YEARS = range(1000, 2101)
"""Whole numbers that may be years."""

SIGN = 0.5
"""The width of a decimal sign, in widths of a figure."""

MOST_COLUMNS = 40
"""Columns of a table; no sheet of paper has room for more."""

LONGEST_LINE = 24
"""Letters of a cell that are rather on one line than on several."""

BETWEEN = 3
"""Letters that the space between two columns has room for."""

ACROSS = 84
"""Letters beside each other in a table that is as wide as a page."""

LONGEST_KEPT = 12
"""Rows that stay together because a cell spans them; more may not fit on a page."""

FEWEST_EVEN = 2
"""Columns of numbers that have the same width, if there are so many."""

Align = Literal["left", "centre", "right", "decimal"]


class Column(Node):
    """What the cells of a column have in common."""

    head: TranslationsOrSame | None = None
    """The head of the column, in place of the one in the file."""
    unit: TranslationsOrSame | None = None
    """The unit of its numbers, shown in its head: km², EUR."""
    align: Align | None = None
    """Where its cells are aligned; default: numbers on their decimal signs, amounts on the right,
    texts on the left."""
    width: (
        Annotated[str, Form(r"^[0-9]+(\.[0-9]+)?(mm|%)$", "width", "write 30mm or 25%")] | None
    ) = None
    """Its width, in mm or as a part of the table's (25%); default: by its content, and the same for
    several columns of numbers."""
    numbers: bool = True
    """Whether its figures are numbers, which each language writes by its own rules: 12,500 or
    12 500. false for postal codes and dates, which stay as they were typed. A column of whole
    numbers from 1000 to 2100 is one of years, without separators, unless it has a unit or
    true is written; default: true."""

    @property
    def may_be_years(self) -> bool:
        """Whether nothing says that its numbers are no years."""
        return self.unit is None and "numbers" not in self.model_fields_set


class Table(Block):
    """A table; its cells, heads and notes are units. Numbers are typed once for all languages."""

    _from_file: tuple[CsvColumn, ...] = PrivateAttr(default=())
    """Where the columns of its file come from."""
    _file_row: int = PrivateAttr(default=0)
    """The first row that is from the file."""
    _amounts: frozenset[str] = PrivateAttr(default=frozenset())
    """The names of the shared values that are amounts."""
    kind: Literal["table"]
    caption: TranslationsOrSame | None = None
    """What the table shows, above it."""
    file: FilePaths | None = None
    """The CSV file with the rows, or one for each language."""
    decimal_sign: DecimalSign | None = None
    """The decimal sign of the numbers in the file; default: the one that they show."""
    columns: Annotated[tuple[Column, ...], Field(strict=False)] = ()
    """What differs between columns, from the left."""
    header_rows: Annotated[int, Field(ge=0, le=10)] = 1
    """How many rows at the top are heads of columns; default: 1."""
    header_columns: Annotated[int, Field(ge=0, le=10)] = 1
    """How many columns at the left are heads of rows; default: 1."""
    total_rows: Annotated[int, Field(ge=0, le=10)] = 0
    """How many rows at the foot are totals; default: 0."""
    rows: Rows = ()
    """The rows, each a list of cells; with `file:`, the head in place of its first row."""
    width: Literal["text", "full"] | None = None
    """text: as wide as a column of text; full: as the page; default: what it needs."""
    notes: Annotated[tuple[TranslationsOrSame, ...], Field(strict=False)] = ()
    """Notes below the table."""
    source: TranslationsOrSame | None = None
    """The source of the data, below the table."""

    def loaded(self, folder: Path) -> tuple[Self, list[Problem]]:
        """Read the rows of its file."""
        if self.file is None:
            return self, []
        read, problems = read_rows(self.file, folder, self.decimal_sign)
        if read is None:
            return self, problems
        head = self.rows or (read.head,)
        rows = (*head, *read.rows)
        table = self.model_copy(update={"rows": rows, "header_rows": len(head)})
        table._from_file = read.columns
        table._file_row = len(self.rows)
        return table, []

    def with_values(self, shared: Mapping[str, SharedValue]) -> Self:
        """Put shared values into its file and cells, and know which of them are amounts."""
        table = super().with_values(shared)
        table = table.model_copy() if table is self else table
        table._amounts = frozenset(
            name for name, each in shared.items() if isinstance(each, TypedValue) and each.is_amount
        )
        return table

    def problems(self) -> Iterator[Problem]:
        """Report rows and spans that do not make a table, and one without heads."""
        cells = sum(len(row.cells) for row in self.rows)
        if cells > MOST_CELLS:
            message = f"the table has {cells} cells, at most {MOST_CELLS} are possible"
            hint = "choose the rows that readers need, and link to the rest"
            yield Problem("table/too-large", message, hint, self.place)
            return
        widest = max(self.rows, key=lambda row: len(row.cells), default=None)
        if widest and len(widest.cells) > MOST_COLUMNS:
            message = f"a row has {len(widest.cells)} cells, at most {MOST_COLUMNS} are possible"
            hint = "choose the columns that readers need, or exchange rows and columns"
            yield Problem("table/too-large", message, hint, widest.place)
            return
        if len(self.rows) <= self.header_rows + self.total_rows:
            message = f"the table has {len(self.rows)} rows, and no row that is no head or total"
            hint = "add rows, or write `header-rows: 0`"
            yield Problem("table/no-rows", message, hint, self.place)
        if not (self.header_rows or self.header_columns):
            hint = "write `header-rows: 1` or `header-columns: 1`"
            yield Problem("table/no-heads", "the table has no heads", hint, self.place)
        yield from self._grid.problems
        yield from self._unnamed_columns()
        yield from self._second_heads()
        if len(self.columns) > self._grid.width:
            message = f"`columns:` has {len(self.columns)} entries, the table {self._grid.width}"
            hint = "delete the entries that are too many"
            yield Problem("table/too-many-columns", message, hint, self.columns[-1].place)

    def _unnamed_columns(self) -> Iterator[Problem]:
        """Columns without a head, but for the first ones, whose cells are heads themselves."""
        heads = [each for row in self._grid.cells[: self.header_rows] for each in row]
        named = {
            column
            for each in heads
            for column in each.columns
            if each.cell.text or self._column(column).head
        }
        for column in range(self.header_columns, self._grid.width):
            if heads and column not in named:
                message = f"column {column + 1} has no head"
                hint = "write what the column has; screen readers announce it with each cell"
                yield Problem("table/no-head", message, hint, heads[0].cell.place)

    def _second_heads(self) -> Iterator[Problem]:
        """Columns with a head in `rows:` and another one under `columns:`."""
        typed = self.rows[: self._file_row] if self.file else self.rows
        heads = [
            each for row in self._grid.cells[: min(self.header_rows, len(typed))] for each in row
        ]
        for each in filter(self._ends_head, heads):
            column = self._column(each.column)
            if column.head and each.cell.text:
                message = f"column {each.column + 1} has a head in `rows:` and under `columns:`"
                hint = "delete one; if the first row is no head, add a row of heads above it"
                yield Problem("table/two-heads", message, hint, column.place)

    def _ends_head(self, placed: PlacedCell) -> bool:
        """Whether a cell is the lowest of the heads of one column."""
        return placed.row + placed.cell.rows == self.header_rows and placed.cell.columns == 1

    @cached_property
    def _grid(self) -> Grid:
        rows = self.rows if sum(len(row.cells) for row in self.rows) <= MOST_CELLS else ()
        return grid_of(rows, self.header_rows)

    def _column(self, number: int) -> Column:
        return self.columns[number] if number < len(self.columns) else _PLAIN

    def content(self) -> dict[str, object]:
        """Its parts in reading order, the cells of each row with what a template needs to know."""
        return self._content

    @cached_property
    def _content(self) -> dict[str, object]:
        columns = _evened([self._stated(number) for number in range(self._grid.width)])
        rows = [self._row_content(row, columns) for row in self._grid.cells]
        foot = len(rows) - self.total_rows
        return {
            "caption": self._unit("caption", self.caption),
            "columns": tuple({"width": each.width, "align": each.align} for each in columns),
            "head": tuple(rows[: self.header_rows]),
            "groups": tuple(_groups(rows[self.header_rows : foot])),
            "totals": tuple(rows[max(foot, self.header_rows) :]),
            "notes": tuple(
                self._unit(f"notes.{number}", note) for number, note in enumerate(self.notes, 1)
            ),
            "source": self._unit("source", self.source),
            "width": self.width,
            "letters": sum(each.letters + BETWEEN for each in columns),
            "lines": sum(map(_lines_wanted, self._grid.cells)) + self._lines_around(),
        }

    def _lines_around(self) -> int:
        """The lines of the caption, the notes and the source, and those between them."""
        return 2 * (self.caption is not None) + len(self.notes) + (self.source is not None)

    def _unit(self, path: str, words: Translations | None) -> Unit | None:
        return unit_of(f"{self.id}.{path}", words, self) if words else None

    def _is_body(self, cell: PlacedCell) -> bool:
        return (
            cell.row >= self.header_rows
            and cell.column >= self.header_columns
            and not cell.cell.header
        )

    def _stated(self, number: int) -> _Column:
        """What the cells of a column have in common."""
        own = self._column(number)
        cells = [
            each
            for row in self._grid.cells
            for each in row
            if each.column == number and each.cell.columns == 1
        ]
        filled = [each.cell for each in cells if self._is_body(each) and each.cell.text]
        numbers = [
            text.source
            for cell in filled
            for text in cell.text.values()
            if isinstance(text, TypedNumber)
        ]
        is_numeric = own.numbers and 2 * len(numbers) > len(filled)
        amounts = [cell for cell in filled if all(map(self._is_amount, cell.text.values()))]
        is_right = own.numbers and 2 * len(amounts) > len(filled)
        return _Column(
            own.align or ("decimal" if is_numeric else "right" if is_right else "left"),
            own.width,
            own.numbers,
            is_grouped=not (own.may_be_years and all(map(_may_be_year, numbers))),
            decimals=max(map(decimals_of, numbers), default=0),
            letters=max((_letters_wanted(each.cell.text.values()) for each in cells), default=0),
            unit_letters=_letters_wanted(own.unit.values() if own.unit else ()),
            longest=max((_longest_word(each.cell.text.values()) for each in cells), default=0),
        )

    def _is_amount(self, text: Passage) -> bool:
        """Whether a text is a number, with a currency or another unit."""
        if isinstance(text, TypedNumber):
            return True
        shared = re.fullmatch(REFERENCE, text.source)
        if shared and shared[1] not in self.shared:
            return shared[1] in self._amounts
        return amount_pattern().fullmatch(text.source) is not None

    def _row_content(
        self, row: Sequence[PlacedCell], columns: Sequence[_Column]
    ) -> dict[str, object]:
        return {
            "cells": tuple(self._cell_content(each, columns) for each in row),
            "is_group": len(row) == 1 and row[0].cell.header and row[0].cell.columns > 1,
            # Rows that a cell above spans stay with it.
            "is_kept": any(
                other.row < each.row < other.row + other.cell.rows
                for each in row[:1]
                for above in self._grid.cells[max(0, each.row - LONGEST_KEPT) : each.row]
                for other in above
            ),
        }

    def _cell_content(self, placed: PlacedCell, columns: Sequence[_Column]) -> dict[str, object]:
        cell = placed.cell
        column = columns[placed.column] if placed.column < len(columns) else columns[-1]
        is_head = placed.row < self.header_rows
        is_last = self._ends_head(placed)
        own = self._column(placed.column)
        texts: Mapping[str, Passage] = (own.head if is_last and own.head else None) or cell.text
        number = texts.get(ANY_LANGUAGE)
        is_number = isinstance(number, TypedNumber) and not is_head
        return {
            "text": self._cell_unit(placed, texts, column),
            "unit": self._unit(f"columns.{placed.column + 1}.unit", own.unit if is_last else None),
            "scope": self._scope(placed),
            "columns": cell.columns,
            "rows": cell.rows,
            "align": "centre" if cell.columns > 1 and is_head else column.align,
            "is_number": is_number,
            "ends_row": placed.columns.stop == self._grid.width,
            "shift": column.shift(number.source) if is_number and number else 0,
        }

    def _cell_unit(
        self, placed: PlacedCell, texts: Mapping[str, Passage], column: _Column
    ) -> Unit | None:
        path = f"{self.id}.rows.{placed.row + 1}.{placed.number}"
        if not texts:
            return None
        unit = unit_of(path, texts, self)
        is_head = placed.row < self.header_rows
        if isinstance(texts.get(ANY_LANGUAGE), TypedNumber) and column.numbers and not is_head:
            is_grouped = self._is_body(placed) and column.is_grouped
            return unit_as(Number, unit, grouped=is_grouped)
        if placed.row >= self._file_row and placed.column < len(self._from_file):
            return unit_as(CsvUnit, unit, column=self._from_file[placed.column])
        return unit

    def _scope(self, placed: PlacedCell) -> str:
        """The cells that a cell is the head of, as HTML names them; empty for none."""
        if placed.row < self.header_rows:
            if not placed.cell.text and placed.column < self.header_columns:
                return ""
            return "colgroup" if placed.cell.columns > 1 else "col"
        if placed.cell.header:
            return "colgroup"
        if placed.column < self.header_columns and placed.cell.text:
            return "rowgroup" if placed.cell.rows > 1 else "row"
        return ""


@dataclass(frozen=True)
class _Column:
    """What the cells of a column have in common."""

    align: Align
    width: str | None
    numbers: bool
    is_grouped: bool
    decimals: int
    letters: int
    """The letters of its widest cell, on as many lines as look good."""
    unit_letters: int
    """The same for the unit in its head."""
    longest: int
    """The letters of its longest word."""

    @property
    def is_of_numbers(self) -> bool:
        """Whether its cells are numbers or amounts."""
        return self.align in ("decimal", "right")

    def shift(self, number: str) -> float:
        """How far `number` is from the right edge, in widths of a figure."""
        if self.align != "decimal":
            return 0
        own = decimals_of(number)
        return self.decimals - own + (SIGN if self.decimals and not own else 0)


def _evened(columns: Sequence[_Column]) -> list[_Column]:
    """`columns`, with the same width for those of numbers if they follow one of texts.

    Where a page has no room for their heads in one line, they leave the texts the room they need.
    """
    first, *others = columns
    if (
        len(others) < FEWEST_EVEN
        or any(each.width for each in columns)
        or first.is_of_numbers
        or not all(each.is_of_numbers for each in others)
    ):
        return [*columns]
    widest = max(max(each.letters, each.unit_letters) for each in others) + BETWEEN
    longest = max(each.longest for each in others) + BETWEEN
    room = (ACROSS - first.letters - BETWEEN) / len(others)
    width = max(min(widest, room), longest)
    share = 100 * width / (first.letters + BETWEEN + len(others) * width)
    return [first, *(replace(each, width=f"{share:.4g}%") for each in others)]


def _groups(rows: Sequence[dict[str, object]]) -> Iterator[tuple[dict[str, object], ...]]:
    """The rows below each heading between rows, with it; those above the first one."""
    group: list[dict[str, object]] = []
    for row in rows:
        if row["is_group"] and group:
            yield tuple(group)
            group = []
        group.append(row)
    if group:
        yield tuple(group)


def _may_be_year(number: str) -> bool:
    """Whether a number may be a year."""
    return number.isdecimal() and int(number) in YEARS


def _letters_wanted(texts: Iterable[Passage]) -> int:
    """How wide a cell is, in Latin letters; a long text is on several lines."""
    widest = 0
    for text in texts:
        longest = max(map(_letters, text.source.split()), default=0)
        widest = max(widest, longest, min(_letters(text.source), LONGEST_LINE))
    return widest


def _longest_word(texts: Iterable[Passage]) -> int:
    """The letters of the longest word in `texts`."""
    return max((_letters(word) for text in texts for word in text.source.split()), default=0)


def _lines_wanted(row: Sequence[PlacedCell]) -> int:
    """About how many lines a row has in one language."""
    texts = (text.source for each in row for text in each.cell.text.values())
    return max((-(-_letters(text) // LONGEST_LINE) for text in texts), default=1)


def _letters(text: str) -> int:
    """How many Latin letters are as wide as `text` without markup; a wide character is as two."""
    text = re.sub(r"\]\([^()]*\)|[*\[\]]", "", text)
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    return len(text) + wide


_PLAIN = Column()
