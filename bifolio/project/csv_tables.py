"""CSV as spreadsheets write it: in various encodings, with various separators."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
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

TRADITIONAL = 0.15
"""The least share of characters of Big5 whose second byte is below 0x80, in a file that is read as
Big5: about two in five are; in GB 2312, none is."""

FEWEST_HANGUL = 20
"""So many Hangul syllables, and few other characters beyond ASCII, are Korean: half of the
characters of a Chinese file are not Hangul in the Korean encoding."""

MOSTLY_HANGUL = 0.9
"""The least share of Hangul in what is read as Korean."""

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""The first bytes of workbooks of spreadsheets (XLSX and ODS, XLS)."""

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
    """The encoding: UTF-8, UTF-16 with a byte order mark, GB 18030, or None of them.

    What may as well be Big5 or Korean is none of them: its Chinese would be others' characters.
    """
    with path.open("rb") as file:
        start = file.read(CHUNK)
    for mark, name in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return name if _share(path, name, _all) is not None else None
    if start.count(0) * 10 > len(start):  # UTF-16 without a byte order mark, or no text
        return None
    if _share(path, "utf-8", _all) is not None:
        return "utf-8"
    chinese = _share(path, "gb18030", lambda text: len(text.encode("gb2312", "ignore")) // 2)
    is_other = (_share(path, "big5", _low) or 0) >= TRADITIONAL or _is_korean(path)
    return "gb18030" if (chinese or 0) >= LIKELY_CHINESE and not is_other else None


def _all(text: str) -> int:
    return len(text)


def _low(text: str) -> int:
    """How many characters have a second byte below 0x80 in Big5."""
    return sum(byte < ord("\x80") for byte in text.encode("big5", "ignore"))


def _hangul(text: str) -> int:
    return sum("\uac00" <= letter <= "\ud7a3" for letter in text)


def _is_korean(path: Path) -> bool:
    """Whether nearly all characters beyond ASCII are Hangul in the Korean encoding."""
    return (_share(path, "cp949", _hangul, FEWEST_HANGUL) or 0) >= MOSTLY_HANGUL


def _share(path: Path, encoding: str, count: Callable[[str], int], fewest: int = 0) -> float | None:
    """The share of what `count` counts in the characters beyond ASCII; None if any is invalid.

    It is 0 if there are fewer than `fewest`.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    beyond = counted = 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                text = "".join(letter for letter in decoder.decode(chunk) if letter > "\x7f")
                beyond += len(text)
                counted += count(text)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    if beyond < fewest:
        return 0.0
    return counted / beyond if beyond else 1.0


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook of a spreadsheet, by its first bytes."""
    with path.open("rb") as file:
        return file.read(4) in WORKBOOKS


def read_table(path: Path, *, unknown_encoding: str, invalid_row: str) -> Iterator[Row | Problem]:
    """Yield the rows of a CSV file as they are read, the header first, without blank ones.

    For a row that cannot be read, a `Problem` is yielded, with the code that is given for it.
    """
    encoding = encoding_of(path)
    if encoding is None:
        message = "the file is neither UTF-8 nor GB 18030"
        if is_workbook(path):
            message = "the file is a workbook of a spreadsheet, not CSV"
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
                yield Row(place, tuple(cell.strip() for cell in cells), separator)


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
