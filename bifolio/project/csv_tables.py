"""CSV as spreadsheets write it: in various encodings, with various separators."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bifolio.problems import Place, Problem

CHUNK = 1 << 16
"""Bytes that are read at a time, so that the memory needed does not grow with the table."""

CSV_SUFFIX = ".csv"

SEPARATORS = ",;\t"
"""Comma, semicolon (Excel where the comma is the decimal sign), tab (Excel's Unicode text)."""

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

LIKELY_CHINESE = 0.5
"""The least share of characters of GB 2312 in a file that is read as GB 18030. Nearly all byte
sequences are valid GB 18030, but Western text gives characters that nobody writes."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The first characters of formulas in spreadsheets, half-width and full-width."""


@dataclass(frozen=True)
class Row:
    """A record of a table, and where it begins."""

    place: Place
    cells: tuple[str, ...]
    separator: str
    """The sign between the cells of the file."""


def encoding_of(path: Path) -> str | None:
    """The encoding: UTF-8, UTF-16 with a byte order mark, GB 18030, or None of them."""
    with path.open("rb") as file:
        start = file.read(4)
    for mark, name in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return name if _decodes(path, name)[0] else None
    if _decodes(path, "utf-8")[0]:
        return "utf-8"
    valid, chinese = _decodes(path, "gb18030")
    return "gb18030" if valid and chinese >= LIKELY_CHINESE else None


def _decodes(path: Path, encoding: str) -> tuple[bool, float]:
    """Whether the file is valid, and the share of GB 2312 in its characters beyond ASCII."""
    decoder = codecs.getincrementaldecoder(encoding)()
    beyond = known = 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                text = "".join(letter for letter in decoder.decode(chunk) if letter > "\x7f")
                beyond += len(text)
                known += len(text.encode("gb2312", "ignore")) // 2
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False, 0.0
    return True, known / beyond if beyond else 1.0


def read_table(path: Path, *, unknown_encoding: str, invalid_row: str) -> Iterator[Row | Problem]:
    """Yield the rows of a CSV file as they are read, the header first, without blank ones.

    For a row that cannot be read, a `Problem` is yielded, with the code that is given for it.
    """
    encoding = encoding_of(path)
    if encoding is None:
        message = "the file is neither UTF-8 nor GB 18030"
        hint = "save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
        yield Problem(unknown_encoding, message, hint, Place(path))
        return
    with path.open(encoding=encoding, newline="") as file:
        separator, skipped = _separator(file)
        reader = csv.reader(file, delimiter=separator, strict=True)
        while True:
            place = Place(path, skipped + reader.line_num + 1)
            try:
                cells = next(reader, None)
            except csv.Error as error:
                hint = "check the quotes from this row on"
                yield Problem(invalid_row, f"invalid row: {error}", hint, place)
                if "field limit" in str(error):  # a quote was never closed, so the rest is one cell
                    return
                continue
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield Row(place, tuple(cell.strip(" ") for cell in cells), separator)


def _separator(file: TextIO) -> tuple[str, int]:
    """The separator, and how many lines were read before the header."""
    first = file.readline()
    said = first.strip("\r\n ").lower()
    if said.startswith("sep=") and len(said) == 5:  # a directive of Excel
        return said[-1], 1
    file.seek(0)
    return max(SEPARATORS, key=first.count), 0


def write_table(file: TextIO, rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV in which spreadsheets evaluate no cell as a formula."""
    writer = csv.writer(file, lineterminator="\r\n")
    for row in rows:
        writer.writerow([as_text(str(cell)) for cell in row])


def as_text(cell: str) -> str:
    """The cell, after an apostrophe if a spreadsheet would evaluate it."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
