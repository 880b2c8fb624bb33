"""A chart of bars, lines or shares.

The library detroit, which is D3 in Python, draws it (`plots`): scales and their round numbers, bars
and their parts, lines with gaps, marks and rings, as numbers and paths. The layout has their
colours, which are inks in press editions.

Labels and numbers are ours: text in a table that is part of the drawing, so that they can be read,
heard, searched and copied, in each language, in the fonts of the edition. A library that draws
whole charts, such as Matplotlib or Vega, would have them as outlines or in fonts of its own, in one
language, without tags and line breaking of Chinese, and colours in RGB. An author may have an
alternative text in place of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import PrivateAttr

from bifolio.document.blocks.block import Block, unit_of
from bifolio.document.cells import Cell, Rows, TableRow, read_rows
from bifolio.document.csv_columns import CsvColumn, CsvUnit, DecimalSign
from bifolio.document.number import Number, TypedNumber
from bifolio.document.passage import (
    ANY_LANGUAGE,
    FilePaths,
    Passage,
    Pictures,
    Translations,
    TranslationsOrSame,
)
from bifolio.document.unit import Unit, unit_as
from bifolio.languages.written_numbers import write_number, write_percent
from bifolio.problems import Problem

ChartType = Literal["bar", "stacked", "line", "share", "pie"]

MOST_BARS = 40
MOST_POINTS = 40
MOST_POINTS_WITHOUT_TABLE = 400
MOST_SERIES = 4
MOST_PARTS = 6  # each has one of the fills of `plots`
"""More cannot be labelled, or distinguished in grey, in a column of text."""

MOST_COLUMNS = 14
"""Points of a line that have a column of the table each; more have a row each."""

MOST_PROBLEMS = 20
"""After so many, the other numbers are not checked."""

ROUNDED = 1
"""Percentage points by which the percentages of one whole may differ from 100 together."""

MISSING = frozenset({"", "-", "\u2013", "\u2014", "\u2212", ".", "..", "\u2026", ":", "/"})
"""What is typed where a number is not known (the signs of statistical offices)."""


class Chart(Block):
    """A chart. Numbers are typed once for all languages, labels by language."""

    _from_file: tuple[CsvColumn, ...] = PrivateAttr(default=())
    """Where the columns of its file come from."""
    kind: Literal["chart"]
    type: ChartType = "bar"
    """bar: compares numbers; stacked: sums and their parts; line: how numbers change; share: parts
    of a whole as bars; pie: as a ring. Default: bar."""
    caption: TranslationsOrSame | None = None
    """What the chart shows, above it."""
    unit: TranslationsOrSame | None = None
    """The unit of the numbers, below the caption."""
    rows: Rows = ()
    """Each a label and its numbers; the first row may name the series of the numbers."""
    file: FilePaths | None = None
    """The CSV file with the rows, or one for each language; its first row names the series."""
    decimal_sign: DecimalSign | None = None
    """The decimal sign of the numbers in the file; default: the one that they show."""
    table: bool = True
    """Whether its numbers are a table, too; false if `alt` says what it shows. Default: true."""
    alt: TranslationsOrSame | None = None
    """What the chart shows, for readers who cannot see it, in place of the table."""
    source: TranslationsOrSame | None = None
    """The source of the data, below the chart."""

    def loaded(self, folder: Path) -> tuple[Self, list[Problem]]:
        """Read the rows of its file."""
        if self.file is None:
            return self, []
        read, problems = read_rows(self.file, folder, self.decimal_sign)
        if read is None:
            return self, problems
        chart = self.model_copy(update={"rows": (read.head, *read.rows)})
        chart._from_file = read.columns
        return chart, []

    @cached_property
    def _parts(self) -> tuple[tuple[Cell, ...], tuple[TableRow, ...]]:
        """The cells that name the series, none for one series alone, and the rows of numbers."""
        first = self.rows[0].cells[1:] if self.rows else ()
        if any(not _is_missing(each) for each in first) and all(
            _number(each) is None for each in first
        ):
            return first, self.rows[1:]
        return (), self.rows

    @property
    def _is_whole(self) -> bool:
        """Whether its numbers are parts of a whole."""
        return self.type in ("share", "pie")

    def problems(self) -> Iterator[Problem]:
        """Report rows that cannot be drawn."""
        yield from self._problems_of_table()
        names, rows = self._parts
        if not rows:
            hint = "add rows, each a label and a number: `- [{en: Adults}, 120]`"
            yield Problem("chart/no-numbers", "the chart has no numbers", hint, self.place)
            return
        series = len(rows[0].cells) - 1
        if too_many := self._too_many(len(rows), series):
            yield too_many
            return
        if names and len(names) != series:
            yield _ragged(self.rows[0], len(names), series)
        if series > 1 and not names:
            hint = 'begin with a row that names them: `- ["", {en: Men}, {en: Women}]`'
            yield Problem("chart/no-names", "the series have no names", hint, rows[0].place)
        wrong = [each for row in rows for each in self._wrong(row, series)]
        yield from wrong[:MOST_PROBLEMS]
        if not wrong:
            yield from self._nothing_drawn(rows)
            yield from self._shares_of_series()

    def _problems_of_table(self) -> Iterator[Problem]:
        """Report a chart with a table and an alternative text, or with neither."""
        if self.alt is None and not self.table:
            hint = "say in `alt:` what the chart shows, or delete `table: false`"
            message = "the chart has neither a table nor an alternative text"
            yield Problem("chart/no-alternative-text", message, hint, self.place)
        if self.alt is not None and self.table:
            hint = "write `table: false`, or delete `alt:`"
            message = "the chart has an alternative text, which its table replaces"
            place = min(each.place for each in self.alt.values()) if self.alt else self.place
            yield Problem("chart/unused-key", message, hint, place)

    def _too_many(self, rows: int, series: int) -> Problem | None:
        """The problem that the chart has more than can be labelled and distinguished."""
        hint = "sum up small ones, choose every second or fifth, or use a table"
        if self.type == "line":
            most = MOST_POINTS if self.table else MOST_POINTS_WITHOUT_TABLE
            what, drawn = "points on each line", rows
            if self.table and rows <= MOST_POINTS_WITHOUT_TABLE:
                hint = "write `table: false` and say in `alt:` what the chart shows"
        elif self.type == "pie":
            what, drawn, most = "parts", rows, MOST_PARTS
            hint = "sum up small ones, or write `type: share`, which has a bar for each"
        else:
            what, drawn, most = "bars", rows * max(series, 1), MOST_BARS
        most_series = 1 if self.type == "pie" else MOST_SERIES
        if series > most_series:
            what, drawn, most = "series", series, most_series
            hint = "make a chart for each, or use a table"
        if drawn <= most:
            return None
        message = f"the chart has {drawn} {what}, at most {most} can be labelled and distinguished"
        return Problem("chart/too-many", message, hint, self.place)

    def _wrong(self, row: TableRow, series: int) -> Iterator[Problem]:
        label, *numbers = row.cells
        if not label.text:
            hint = "write what the number is about"
            yield Problem("chart/no-label", "the row has no label", hint, row.place)
        if len(numbers) != series or not numbers:
            yield _ragged(row, len(numbers), max(series, 1))
        for cell in numbers:
            number = _number(cell)
            if number is None and not _is_missing(cell):
                typed = next((each.source for each in cell.text.values()), "")
                typed = typed if len(typed) <= LONGEST_SHOWN else f"{typed[:LONGEST_SHOWN]}…"
                hint = "write 1234.5, or leave the cell empty if the number is not known"
                yield Problem("chart/no-numbers", f"'{typed}' is not a number", hint, cell.place)
            elif number is None and self._is_whole:
                message = "a part of the whole is missing"
                hint = "write its number, or use `type: bar`, where a number may be missing"
                yield Problem("chart/no-numbers", message, hint, cell.place)
            elif number is not None and number < 0 and self.type not in ("bar", "line"):
                hint = "use `type: bar`, which shows negative numbers"
                message = f"the part {number} is negative"
                yield Problem("chart/negative-share", message, hint, cell.place)

    def _nothing_drawn(self, rows: Sequence[TableRow]) -> Iterator[Problem]:
        """Report series without a number, and wholes that are 0."""
        if self._is_whole:
            for row, whole in zip(rows, self._wholes, strict=True):
                if not whole:
                    hint = "write a number that is not 0"
                    place = row.place if self._has_bars_of_parts else self.place
                    yield Problem("chart/no-numbers", "all shares are 0", hint, place)
                    if not self._has_bars_of_parts:
                        return
            return
        for series, values in enumerate(zip(*self._values, strict=True), 1):
            if all(each is None for each in values):
                message = f"series {series} has no numbers"
                hint = "write a number for each label that has one, or delete the series"
                yield Problem("chart/no-numbers", message, hint, rows[0].cells[series].place)

    def _shares_of_series(self) -> Iterator[Problem]:
        """Report percentages whose whole is a series, where the whole of a bar is its row."""
        if self.type != "share" or not self._has_bars_of_parts:
            return
        known = [[each or Decimal(0) for each in row] for row in self._values]
        in_series = all(abs(sum(each) - 100) <= ROUNDED for each in zip(*known, strict=True))
        if in_series and not all(abs(whole - 100) <= ROUNDED for whole in self._wholes):
            hint = (
                "make each series a row, which is a bar of 100%; or use `type: stacked`, which "
                "shows the numbers as they are"
            )
            message = "the numbers of each series are 100 together, those of each row are not"
            yield Problem("chart/shares-of-series", message, hint, self.place)

    @cached_property
    def _values(self) -> tuple[tuple[Decimal | None, ...], ...]:
        """The numbers of each row; None for what is none, which is missing or reported."""
        _, rows = self._parts
        return tuple(tuple(map(_number, row.cells[1:])) for row in rows)

    @cached_property
    def _known(self) -> tuple[Decimal, ...]:
        """All numbers."""
        return tuple(each for row in self._values for each in row if each is not None)

    @property
    def _has_bars_of_parts(self) -> bool:
        """Whether the bar of each row has the parts that are its numbers."""
        is_several = any(len(each) > 1 for each in self._values)
        return self.type == "stacked" or (self.type == "share" and is_several)

    @cached_property
    def _wholes(self) -> tuple[Decimal, ...]:
        """The whole of which the numbers of each row are parts."""
        if self._has_bars_of_parts:
            return tuple(
                sum((each or Decimal(0) for each in row), Decimal(0)) for row in self._values
            )
        return (sum(self._known, Decimal(0)),) * len(self._values)

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
            "table": self.table,
            "alt": self._alternative,
        }
        most = MOST_SERIES if self.type != "line" or len(rows) <= MOST_POINTS_WITHOUT_TABLE else 0
        if (
            not rows
            or any(not 0 < len(each) <= most for each in self._values)
            or (self.type != "line" and len(rows) > MOST_BARS)
        ):
            return {**texts, "source": self._unit("source", self.source)}  # which is reported
        drawn = self._lines() if self.type == "line" else self._bars()
        return {**texts, **drawn, "source": self._unit("source", self.source)}

    @property
    def _alternative(self) -> Unit | None:
        unit = self._unit("alt", self.alt)
        return unit_as(ChartAlternative, unit) if unit else None

    def _bars(self) -> dict[str, object]:
        """A row for each label, with its numbers and with bars or parts of one."""
        from bifolio.document import plots  # loads detroit, and few publications have charts

        rows = [[float(each or 0) for each in row] for row in self._values]
        longest = self._wholes[:1] if self._is_whole else self._known
        scale = plots.scale_of_bars([float(each) for each in longest])
        parts = plots.stack(rows, to_whole=self._is_whole) if self._has_bars_of_parts else []
        return {
            "corner": self._corner,
            "series": self._names,
            "points": tuple(
                {
                    "label": self._label(at),
                    "values": tuple(
                        {"text": self._value(at, series), **_bar(scale(0), scale(value))}
                        for series, value in enumerate(row)
                    ),
                    "parts": tuple(_bar(*part) for part in parts[at]) if parts else (),
                }
                for at, row in enumerate(rows)
            ),
            "letters": self._letters,
            "zero": round(scale(0), 3) if min(self._known, default=0) < 0 else None,
            "ring": tuple(plots.draw_ring([row[0] for row in rows])) if self.type == "pie" else (),
            "strips": tuple(map(plots.draw_strip, range(MOST_PARTS))),
            "strip": plots.STRIP,
        }

    def _lines(self) -> dict[str, object]:
        """The labels, and a row for each series with its line and its numbers."""
        from bifolio.document import plots  # as in `_bars`

        count = len(self._values)
        is_row_each = count > MOST_COLUMNS
        has_columns = self.table and not is_row_each
        scale, ticks = plots.scale_of_lines([float(each) for each in self._known or (0,)])
        step = 1 if has_columns else plots.label_step(count)
        series = tuple(zip(*self._values, strict=False))
        numbers = range(len(series))
        lines = tuple(
            {
                "name": self._names[at] if at < len(self._names) else None,
                "values": tuple(self._value(row, at) for row in range(count))
                if has_columns
                else (),
                "mark": mark,
                "drawn": plots.draw_line(
                    [None if each is None else float(each) for each in values], scale
                ),
            }
            for at, (values, mark) in enumerate(zip(series, plots.draw_marks(), strict=False))
        )
        drawn: dict[str, object] = {
            "step": step,
            "ticks": tuple(
                {"text": self._tick(number, tick), "y": round(scale(float(tick)), 2)}
                for number, tick in reversed([*enumerate(ticks, 1)])
            ),
            "zero": round(scale(0), 2) if ticks[0] < 0 < ticks[-1] else None,
            "letters": max(len(_written(each)) for each in ticks),
            "points_count": count,
            "widths": plots.WIDTHS,
            "height": plots.HEIGHT,
        }
        # In the order in which they are read.
        labels = tuple(map(self._label, range(count)))
        shown = tuple(at for at in range(0, count, step) if at + step / 2 <= count)
        drawn["shown"] = shown
        if not self.table:
            labels = tuple(labels[at] for at in shown)
            return {"lines": lines, **drawn, "labels": labels, "points": ()}
        if is_row_each:
            points = tuple(
                {"label": label, "values": tuple(self._value(at, each) for each in numbers)}
                for at, label in enumerate(labels)
            )
            return {**drawn, "corner": self._corner, "lines": lines, "points": points}
        return {**drawn, "corner": self._corner, "labels": labels, "lines": lines, "points": ()}

    def _tick(self, number: int, tick: Decimal) -> Unit:
        """A number of the scale."""
        passage = TypedNumber(f"{tick:f}", self.place)
        unit = unit_of(f"{self.id}.scale.{number}", {ANY_LANGUAGE: passage}, self)
        return unit_as(ScaleNumber, unit, grouped=True, has_table=self.table)

    @property
    def _corner(self) -> Unit | None:
        """What the labels are: years, museums."""
        names, _ = self._parts
        return self._cell(1, 1, self.rows[0].cells[0]) if names else None

    @cached_property
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
        if self._is_whole:
            fraction = number / (self._wholes[at] or Decimal(1))
            return unit_as(Share, unit, fraction=str(fraction.quantize(Decimal("0.01"))))
        return unit_as(Number, unit, grouped=True)

    @cached_property
    def _letters(self) -> int:
        """The letters of its longest number."""
        _, rows = self._parts
        if self._is_whole:
            return len("100 %")
        typed = [_typed(cell) for row in rows for cell in row.cells[1:]]
        return max((len(_written(each)) for each in typed if each), default=1)


LONGEST_SHOWN = 60
"""Characters of what is no number that a message shows."""


class ChartAlternative(Unit):
    """The alternative text of a chart."""

    @property
    def pictures(self) -> Pictures | None:
        """No file: the chart is drawn."""
        return {}


class ScaleNumber(Number):
    """A number of the scale of a chart."""

    has_table: bool = False
    """Whether a table of the chart has its numbers."""

    @property
    def is_said_elsewhere(self) -> bool:
        """With a table, the scale is for the eye only."""
        return self.has_table


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


def _is_missing(cell: Cell) -> bool:
    """Whether a cell is empty, or has a sign that a number is not known."""
    return all(each.source.strip() in MISSING for each in cell.text.values())


def _written(number: str | Decimal) -> str:
    return write_number(
        f"{number:f}" if isinstance(number, Decimal) else number, "en", grouped=True
    )


def _bar(start: float, end: float) -> dict[str, object]:
    """Where a bar begins and how long it is, in hundredths of the room that bars have."""
    left, right = sorted((start, end))
    return {"start": round(left, 3), "length": round(right - left, 3)}


def _ragged(row: TableRow, found: int, wanted: int) -> Problem:
    message = f"the row has {found} numbers or names, the chart {wanted} series"
    hint = "give each row a label and a number for each series"
    return Problem("chart/ragged-row", message, hint, row.place)
