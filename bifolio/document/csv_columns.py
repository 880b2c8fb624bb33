"""Reads the columns of a CSV file, whose texts are in several languages and whose numbers are not.

The first row has the names of the columns. A name may end with a language: `Year.en` and
`年份.zh-Hans`, side by side, are one column in two languages. There may also be a file for each
language: all of them have the same rows and columns, and the same numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bifolio.document.files import find_file
from bifolio.document.number import TypedNumber, number_in
from bifolio.document.passage import ANY_LANGUAGE, LANGUAGE_TAG, Passage
from bifolio.document.unit import Unit
from bifolio.problems import Place, Problem
from bifolio.project.csv_tables import Row, encoding_of, read_table
from bifolio.source_yaml.reader import MAX_BYTES, forbidden_characters

MOST_ROWS = 2000
"""Rows of a file; printed, they are some forty pages."""

DecimalSign = Literal[".", ","]

CsvText = Mapping[str, Passage]
"""A cell: its text by language; empty if it has none. A number is a `TypedNumber`."""

GROUPS = " \u00a0\u2009\u202f'\u2019"
"""Signs between groups of digits that are in use, beside the comma and the full stop."""


def _grouped(groups: str) -> str:
    """The pattern of a number with its digits in groups of three, with one of these signs."""
    return rf"[-+\u2212]?[0-9]{{1,3}}(?P<sign>[{groups}])[0-9]{{3}}(?:(?P=sign)[0-9]{{3}})*"


GROUPED = {".": _grouped(f"{GROUPS},"), ",": _grouped(f"{GROUPS}.")}
"""The pattern of a number in groups, by the decimal sign."""

DECIMAL = {
    sign: rf"(?:[-+\u2212]?[0-9]+|{grouped}){re.escape(sign)}[0-9]+"
    for sign, grouped in GROUPED.items()
}
"""The pattern of a number with decimals, by the decimal sign."""

AMBIGUOUS = r"[-+\u2212]?[1-9][0-9]{0,2}[.,][0-9]{3}"
"""1.234 and 1,234: with decimals, or with its digits in groups."""


@dataclass(frozen=True)
class CsvColumn:
    """Where the texts of a column come from."""

    name: str
    """Its name, in the first language that it has."""
    languages: frozenset[str]
    """Those that its name is in."""
    place: Place


class CsvUnit(Unit):
    """A text from a CSV file."""

    column: CsvColumn

    def missing(self, language: str) -> Problem:
        """Report that there is no text in `language`: once for a column that has none."""
        if language in self.column.languages:
            message = f"the cell of '{self.column.name}' is empty in {language}"
            hint = "write the text, or delete it in the other languages"
            return Problem("source/missing-translation", message, hint, self.place)
        message = f"the column '{self.column.name}' has no {language} texts"
        hint = (
            f"add a column beside it whose name ends with `.{language}`, or a file for {language}"
        )
        return Problem("source/missing-translation", message, hint, self.column.place)

    def unused(self, language: str, only: str) -> Problem:
        """Report that the text in `language` is in a table for another one: once for a column."""
        message = f"the table is for {only} only, but its column '{self.column.name}' has "
        message += f"{language} texts"
        hint = f"delete them, or delete `only: {only}`"
        return Problem("source/unused-translation", message, hint, self.column.place)


@dataclass(frozen=True)
class CsvColumns:
    """The columns of a CSV file, or of one for each language."""

    heads: tuple[CsvText, ...]
    rows: tuple[tuple[CsvText, ...], ...]

    def columns(self) -> Iterator[CsvColumn]:
        """Where the texts of each column come from."""
        (place, *_) = sorted(text.place for head in self.heads for text in head.values())
        for head in self.heads:
            first = next(iter(head.values()), None)
            yield CsvColumn(
                first.source if first else "",
                frozenset(head),
                first.place if first else place,
            )


def read_columns(
    named: Mapping[str, Passage], folder: Path, decimal: DecimalSign | None
) -> tuple[CsvColumns | None, list[Problem]]:
    """Read the file or files `named` in the publication in `folder`, and report all problems.

    `decimal` is the decimal sign of the numbers; default: what the file shows. The columns are None
    if there is a problem.
    """
    read = {tag: _read(each, folder, decimal) for tag, each in named.items()}
    problems = [problem for _, found in read.values() for problem in found]
    tables = {tag: table for tag, (table, _) in read.items() if table is not None}
    if problems or not tables:
        return None, problems
    if ANY_LANGUAGE in tables:
        return tables[ANY_LANGUAGE], []
    problems += _unlike(tables, named)
    return (None, problems) if problems else (_together(tables), [])


def _read(
    named: Passage, folder: Path, decimal: DecimalSign | None
) -> tuple[CsvColumns | None, list[Problem]]:
    path = find_file(named, "the table", folder)
    if isinstance(path, Problem):
        return None, [path]
    if path.stat().st_size > MAX_BYTES:
        message = f"'{named.source}' is larger than {MAX_BYTES // 1_000_000} MB"
        return None, [Problem("table/too-large", message, FEWER_ROWS, named.place)]
    rows: list[Row] = []
    problems: list[Problem] = []
    read = read_table(
        path, unknown_encoding="table/unknown-encoding", invalid_row="table/invalid-row"
    )
    for row in read:
        if isinstance(row, Problem):
            problems.append(row)
        elif len(rows) > MOST_ROWS:
            message = f"'{named.source}' has more than {MOST_ROWS} rows"
            return None, [Problem("table/too-large", message, FEWER_ROWS, named.place)]
        else:
            rows.append(row)
    if problems:
        return None, problems
    text = path.read_bytes().decode(encoding_of(path) or "utf-8").removeprefix("\ufeff")
    problems += forbidden_characters(text.replace("\r\n", "\n"), path)
    if len(rows) < 2:
        hint = "the first row has the names of the columns, each row below it a cell for each"
        problems.append(Problem("table/no-rows", "the file has no rows", hint, Place(path)))
        return None, problems
    cells, more = _even(rows)
    problems += more
    sign = decimal or _decimal_sign(cells, rows[0].separator)
    if not problems and sign is None:
        problems += _ambiguous(rows[1:])
    if problems:
        return None, problems
    return _columns(cells, rows, sign or "."), []


FEWER_ROWS = "choose the rows that readers need, and link to the rest"


def _even(rows: Sequence[Row]) -> tuple[list[list[str]], list[Problem]]:
    """The cells of `rows` without empty columns at the right, and the rows of another length."""
    width = max((at for at, cell in enumerate(rows[0].cells, 1) if cell), default=0)
    problems: list[Problem] = []
    cells = []
    for row in rows:
        used = max((at for at, cell in enumerate(row.cells, 1) if cell), default=0)
        if used > width or len(row.cells) < width:
            has = used if used > width else len(row.cells)
            message = f"the row has {_counted(has, 'cell')}, the first row has {width}"
            hint = f"add or delete cells; put a cell that contains {row.separator!r} in quotes"
            problems.append(Problem("table/ragged-row", message, hint, row.place))
        cells.append([*row.cells[:width]])
    return cells, problems


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _decimal_sign(cells: Sequence[Sequence[str]], separator: str) -> DecimalSign | None:
    """The decimal sign of the numbers; None if it is uncertain, and matters."""
    found = [cell for row in cells[1:] for cell in row]
    certain = [cell for cell in found if not re.fullmatch(AMBIGUOUS, cell)]
    if any(re.fullmatch(DECIMAL[","], cell) for cell in certain):
        return ","
    if separator == "," or any(re.fullmatch(DECIMAL["."], cell) for cell in certain):
        return "."
    return None if any(re.fullmatch(AMBIGUOUS, cell) for cell in found) else "."


def _ambiguous(rows: Sequence[Row]) -> Iterator[Problem]:
    for row in rows:
        for cell in row.cells:
            if re.fullmatch(AMBIGUOUS, cell):
                whole, parts = re.sub("[.,]", "", cell), cell.replace(",", ".")
                message = f"'{cell}' may be {whole} or {parts}"
                hint = 'write `decimal-sign: "."` or `decimal-sign: ","` beside `file:`'
                yield Problem("table/ambiguous-number", message, hint, row.place)
                return


def _columns(cells: Sequence[Sequence[str]], rows: Sequence[Row], sign: DecimalSign) -> CsvColumns:
    groups = list(_groups(cells[0]))
    places = [row.place for row in rows]
    heads = tuple(
        _text({tag: name for tag, name, _ in group}, places[0], sign=None) for group in groups
    )
    body = tuple(
        tuple(_text({tag: row[at] for tag, _, at in group}, place, sign) for group in groups)
        for row, place in zip(cells[1:], places[1:], strict=True)
    )
    return CsvColumns(heads, body)


def _groups(names: Sequence[str]) -> Iterator[list[tuple[str, str, int]]]:
    """The columns: the language, the name and the number in the file of each of its parts."""
    group: list[tuple[str, str, int]] = []
    for at, typed in enumerate(names):
        match = re.fullmatch(rf"(.*)\.({LANGUAGE_TAG[1:-1]})", typed)
        name, tag = (match[1].strip(), match[2]) if match else (typed, ANY_LANGUAGE)
        if group and (tag == ANY_LANGUAGE or tag in (one for one, *_ in group)):
            yield group
            group = []
        group.append((tag, name, at))
        if tag == ANY_LANGUAGE:
            yield group
            group = []
    if group:
        yield group


def _text(typed: Mapping[str, str], place: Place, sign: DecimalSign | None) -> CsvText:
    """A cell that is `typed` in each language; what is no word is the same in all of them."""
    filled = {tag: text for tag, text in typed.items() if text}
    distinct = set(filled.values())
    if not distinct:
        return {}
    (one, *others) = distinct
    if not others and sign is not None and (number := _number(one, sign)):
        return {ANY_LANGUAGE: TypedNumber(number, place, one)}
    if not others and not any(map(str.isalpha, one)):
        return {ANY_LANGUAGE: Passage(one, place)}
    return {tag: Passage(text, place) for tag, text in filled.items()}


def _number(typed: str, sign: DecimalSign) -> str | None:
    """The number that `typed` is, with a full stop as its decimal sign; None if it is none."""
    other = "." if sign == "," else ","
    if re.fullmatch(rf"{GROUPED[sign]}(?:{re.escape(sign)}[0-9]+)?", typed):
        typed = re.sub(f"[{GROUPS}{other}]", "", typed)
    elif other in typed:
        return None
    return number_in(typed.replace(sign, "."))


def _unlike(tables: Mapping[str, CsvColumns], named: Mapping[str, Passage]) -> Iterator[Problem]:
    """How the tables of other languages differ from the first."""
    first, *others = tables
    one = tables[first]
    for tag in others:
        other = tables[tag]
        shapes = [(len(each.rows), len(each.heads)) for each in (one, other)]
        if shapes[0] != shapes[1]:
            sizes = [f"{rows} rows of {_counted(columns, 'cell')}" for rows, columns in shapes]
            message = f"'{named[tag].source}' has {sizes[1]}, '{named[first].source}' {sizes[0]}"
            hint = "all files of a table have the same rows and columns, in the same order"
            yield Problem("table/files-differ", message, hint, named[tag].place)
            continue
        for row, translated in zip(one.rows, other.rows, strict=True):
            for cell, beside in zip(row, translated, strict=True):
                yield from _other_number(cell, beside, tag)


def _other_number(cell: CsvText, beside: CsvText, tag: str) -> Iterator[Problem]:
    numbers = [each.get(ANY_LANGUAGE) for each in (cell, beside)]
    first, second = numbers
    if not (isinstance(first, TypedNumber) and isinstance(second, TypedNumber)):
        return
    if first.source != second.source:
        message = f"{second.source} in {tag}, but {first.source} in '{first.place.path.name}'"
        hint = f"line {first.place.line} has the other number; correct one of them"
        yield Problem("table/numbers-differ", message, hint, second.place)


def _together(tables: Mapping[str, CsvColumns]) -> CsvColumns:
    """The tables of all languages as one."""

    def cell(texts: Mapping[str, CsvText]) -> CsvText:
        filled = {tag: next(iter(text.values())) for tag, text in texts.items() if text}
        kinds = Counter((type(each), each.source) for each in filled.values())
        some = next(iter(filled.values()), None)
        if some and len(kinds) == 1 and not any(map(str.isalpha, some.source)):
            return {ANY_LANGUAGE: some}
        return {tag: Passage(each.lines, each.place) for tag, each in filled.items()}

    def row(rows: Mapping[str, Sequence[CsvText]]) -> tuple[CsvText, ...]:
        number = len(next(iter(rows.values())))
        return tuple(cell({tag: each[at] for tag, each in rows.items()}) for at in range(number))

    number = len(next(iter(tables.values())).rows)
    return CsvColumns(
        row({tag: table.heads for tag, table in tables.items()}),
        tuple(row({tag: each.rows[at] for tag, each in tables.items()}) for at in range(number)),
    )
