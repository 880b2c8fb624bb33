"""A chart of bars, lines or shares, drawn over a table of its numbers.

The numbers are text in the table, so that they can be read, heard, searched and copied; what is
drawn are boxes and paths in the colours of the layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import PrivateAttr

from bifolio.document.blocks.block import Block, unit_of
from bifolio.document.cells import Cell, Rows, TableRow, row_of
from bifolio.document.csv_columns import CsvColumn, CsvUnit, DecimalSign, read_columns
from bifolio.document.number import Number, TypedNumber
from bifolio.document.passage import ANY_LANGUAGE, Passage, Translations, TranslationsOrSame
from bifolio.document.unit import Unit, unit_as
from bifolio.languages.written_numbers import write_number, write_percent
from bifolio.problems import Problem

ChartType = Literal["bar", "line", "share"]

MOST_BARS = 40
MOST_POINTS = 14
MOST_SERIES = 4
"""More cannot be labelled, or told apart in grey, in a column of text."""

MOST_PROBLEMS = 20
"""After so many, the other numbers are not checked."""

PLOT = (300, 120)
"""The width and height of the drawing of lines, in units of its own."""

HEADROOM = 6
"""Units above and below the lines."""

FROM_ZERO = Decimal("0.75")
"""Lines are drawn from zero if the least number is below this part of the greatest."""


class Chart(Block):
    """A chart. Numbers are typed once for all languages, labels by language."""

    _from_file: tuple[CsvColumn, ...] = PrivateAttr(default=())
    """Where the columns of its file come from."""
    kind: Literal["chart"]
    type: ChartType = "bar"
    """bar: compares numbers; line: how they change; share: parts of a whole. Default: bar."""
    caption: TranslationsOrSame | None = None
    """What the chart shows, above it."""
    unit: TranslationsOrSame | None = None
    """The unit of the numbers, below the caption."""
    rows: Rows = ()
    """Each a label and its numbers; the first row may name the series of the numbers."""
    file: TranslationsOrSame | None = None
    """The CSV file with the rows, or one for each language; its first row names the series."""
    decimal_sign: DecimalSign | None = None
    """The decimal sign of the numbers in the file; default: the one that they show."""
    source: TranslationsOrSame | None = None
    """The source of the data, below the chart."""

    def loaded(self, folder: Path) -> tuple[Self, list[Problem]]:
        """Read the rows of its file."""
        if self.file is None:
            return self, []
        read, problems = read_columns(self.file, folder, self.decimal_sign)
        if read is None:
            return self, problems
        place = next(iter(self.file.values())).place
        rows = tuple(row_of(each, place) for each in (read.heads, *read.rows))
        chart = self.model_copy(update={"rows": rows})
        chart._from_file = tuple(read.columns())
        return chart, []

    @cached_property
    def _parts(self) -> tuple[tuple[Cell, ...], tuple[TableRow, ...]]:
        """The cells that name the series, none for one series alone, and the rows of numbers."""
        first = self.rows[0].cells[1:] if self.rows else ()
        if any(each.text for each in first) and all(_number(each) is None for each in first):
            return first, self.rows[1:]
        return (), self.rows

    def problems(self) -> Iterator[Problem]:
        """Report rows that cannot be drawn."""
        names, rows = self._parts
        if not rows:
            hint = "add rows, each a label and a number: `- [{en: Adults}, 120]`"
            yield Problem("chart/no-numbers", "the chart has no numbers", hint, self.place)
            return
        series = len(rows[0].cells) - 1
        drawn = len(rows) if self.type == "line" else len(rows) * max(series, 1)
        most = MOST_POINTS if self.type == "line" else MOST_BARS
        if drawn > most:
            what = "points on each line" if self.type == "line" else "bars"
            message = f"the chart has {drawn} {what}, at most {most} can be labelled"
            hint = "sum up small ones, choose every second or fifth, or use a table"
            yield Problem("chart/too-many", message, hint, self.place)
            return
        most_series = 1 if self.type == "share" else MOST_SERIES
        if series > most_series:
            message = f"the chart has {series} series, at most {most_series} can be told apart"
            hint = "make a chart for each, or use a table"
            yield Problem("chart/too-many", message, hint, self.place)
            return
        if names and len(names) != series:
            yield _ragged(self.rows[0], len(names), series)
        if series > 1 and not names:
            hint = 'begin with a row that names them: `- ["", {en: Men}, {en: Women}]`'
            yield Problem("chart/no-names", "the series have no names", hint, rows[0].place)
        wrong = [each for row in rows for each in self._wrong(row, series)]
        yield from wrong[:MOST_PROBLEMS]
        if self.type == "share" and not wrong and not sum(map(sum, self._values)):
            hint = "write a number that is not 0"
            yield Problem("chart/no-numbers", "all shares are 0", hint, self.place)

    def _wrong(self, row: TableRow, series: int) -> Iterator[Problem]:
        label, *numbers = row.cells
        if not label.text:
            hint = "write what the number is about"
            yield Problem("chart/no-label", "the row has no label", hint, row.place)
        if len(numbers) != series or not numbers:
            yield _ragged(row, len(numbers), max(series, 1))
        for cell in numbers:
            number = _number(cell)
            if number is None:
                typed = next((each.source for each in cell.text.values()), "")
                message = f"'{typed}' is not a number" if typed else "a number is missing"
                hint = "write 1234.5; what is not known belongs into a table, not into a chart"
                yield Problem("chart/no-numbers", message, hint, cell.place)
            elif self.type == "share" and number < 0:
                hint = "use `type: bar`, which shows negative numbers"
                yield Problem(
                    "chart/negative-share", f"the share {number} is negative", hint, cell.place
                )

    @cached_property
    def _values(self) -> tuple[tuple[Decimal, ...], ...]:
        """The numbers of each row; 0 for what is none, which is reported."""
        _, rows = self._parts
        return tuple(tuple(_number(each) or Decimal(0) for each in row.cells[1:]) for row in rows)

    def content(self) -> dict[str, object]:
        """Its texts in reading order, and where each bar and line is."""
        return self._content

    @cached_property
    def _content(self) -> dict[str, object]:
        _, rows = self._parts
        texts: dict[str, object] = {
            "type": self.type,
            "caption": self._unit("caption", self.caption),
            "unit": self._unit("unit", self.unit),
        }
        if (
            not rows
            or len(rows) > MOST_BARS
            or any(not 0 < len(each) <= MOST_SERIES for each in self._values)
        ):
            return texts  # which is reported
        drawn = self._lines() if self.type == "line" else self._bars()
        return {**texts, **drawn, "source": self._unit("source", self.source)}

    def _bars(self) -> dict[str, object]:
        """A row for each label, with a number and a bar of each series."""
        _, rows = self._parts
        return {
            "corner": self._corner,
            "series": self._names,
            "points": tuple(
                {
                    "label": self._label(at),
                    "values": tuple(
                        {"text": self._value(at, series), **self._bar(value)}
                        for series, value in enumerate(values[: len(row.cells) - 1])
                    ),
                }
                for at, (row, values) in enumerate(zip(rows, self._values, strict=True))
            ),
            "letters": self._letters,
        }

    def _lines(self) -> dict[str, object]:
        """The labels, and a row for each series with its line and its numbers."""
        _, rows = self._parts
        series = min(map(len, self._values))
        return {
            "corner": self._corner,
            "labels": tuple(map(self._label, range(len(rows)))),
            "plot": PLOT,
            "lines": tuple(
                {
                    "name": self._names[at] if at < len(self._names) else None,
                    "values": tuple(self._value(row, at) for row in range(len(rows))),
                    "points": self._points(at),
                }
                for at in range(series)
            ),
        }

    @property
    def _corner(self) -> Unit | None:
        """What the labels are: years, museums."""
        names, _ = self._parts
        return self._cell(1, 1, self.rows[0].cells[0]) if names else None

    @property
    def _names(self) -> tuple[Unit | None, ...]:
        names, _ = self._parts
        return tuple(self._cell(1, at, each) for at, each in enumerate(names, 2))

    def _label(self, at: int) -> Unit | None:
        _, rows = self._parts
        row = at + 1 + len(self.rows) - len(rows)
        return self._cell(row, 1, rows[at].cells[0])

    def _unit(self, path: str, words: Translations | None) -> Unit | None:
        return unit_of(f"{self.id}.{path}", words, self) if words else None

    def _cell(self, row: int, column: int, cell: Cell) -> Unit | None:
        """The text of a cell as a unit; rows and columns are counted from 1."""
        unit = self._unit(f"rows.{row}.{column}", cell.text)
        if unit is None or column > len(self._from_file):
            return unit
        return unit_as(CsvUnit, unit, column=self._from_file[column - 1])

    def _value(self, at: int, series: int) -> Unit | None:
        """A number as a unit: as typed, or the share that it is."""
        _, rows = self._parts
        cell = rows[at].cells[series + 1]
        row = at + 1 + len(self.rows) - len(rows)
        unit = self._cell(row, series + 2, cell)
        number = _number(cell)
        if unit is None or number is None:
            return unit
        if self.type == "share":
            return unit_as(Share, unit, fraction=self._fraction(number))
        return unit_as(Number, unit, grouped=True)

    def _fraction(self, number: Decimal) -> str:
        total = sum(map(sum, self._values)) or Decimal(1)
        return str((Decimal(number) / total).quantize(Decimal("0.01")))

    @cached_property
    def _letters(self) -> int:
        """The letters of its longest number."""
        _, rows = self._parts
        if self.type == "share":
            return len("100 %")
        typed = [_typed(cell) for row in rows for cell in row.cells[1:]]
        return max(
            (len(write_number(each, "en", grouped=True)) for each in typed if each), default=1
        )

    def _bar(self, value: Decimal) -> dict[str, object]:
        """Where a bar begins and how long it is, in hundredths of the room that bars have."""
        values = [each for row in self._values for each in row]
        least, greatest = min(Decimal(0), *values), max(Decimal(0), *values)
        if self.type == "share":
            greatest = sum(values, Decimal(0))
        span = (greatest - least) or Decimal(1)
        return {
            "start": round(float((min(Decimal(0), value) - least) / span * 100), 3),
            "length": round(float(abs(value) / span * 100), 3),
            "is_negative": value < 0,
        }

    def _points(self, series: int) -> tuple[tuple[float, float], ...]:
        """Where the points of a line are in the drawing, from its upper left corner."""
        values = [each for row in self._values for each in row]
        least: Decimal = min(values)
        greatest: Decimal = max(values)
        if 0 <= least < greatest * FROM_ZERO:
            least = Decimal(0)
        elif greatest <= 0:
            greatest = Decimal(0)
        span = (greatest - least) or Decimal(1)
        width, height = PLOT
        room = height - 2 * HEADROOM
        step = width / len(self._values)
        return tuple(
            (
                round((at + 0.5) * step, 2),
                round(height - HEADROOM - float((row[series] - least) / span) * room, 2),
            )
            for at, row in enumerate(self._values)
        )


class Share(Unit):
    """A part of a whole."""

    fraction: str
    """With a full stop, in hundredths or less: 0.12."""

    def passage(self, language: str) -> Passage | None:
        """The percentage as `language` writes it."""
        passage = super().passage(language)
        written = write_percent(self.fraction, language)
        return replace(passage, source=written, typed="") if passage else None


def _typed(cell: Cell) -> str:
    passage = cell.text.get(ANY_LANGUAGE)
    return passage.source if isinstance(passage, TypedNumber) else ""


def _number(cell: Cell) -> Decimal | None:
    typed = _typed(cell)
    return Decimal(typed) if typed else None


def _ragged(row: TableRow, found: int, wanted: int) -> Problem:
    message = f"the row has {found} numbers or names, the chart {wanted} series"
    hint = "give each row a label and a number for each series"
    return Problem("chart/ragged-row", message, hint, row.place)
