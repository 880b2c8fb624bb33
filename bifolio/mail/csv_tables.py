"""Tables as spreadsheets write them: CSV in whatever encoding, with whatever between the cells."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bifolio.problems import Place, Problem

CHUNK = 1 << 16
"""Bytes that are read at a time; the memory for a table does not grow with it."""

SEPARATORS = ",;\t"
"""Comma, semicolon (Excel where the comma is the decimal sign), tab (Excel's Unicode text)."""

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

LIKELY_CHINESE = 0.5
"""The least part of the characters that stand in GB 2312 where a file is GB 18030. Nearly any
bytes can be read as GB 18030: in Western text, that gives characters that nobody writes."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet compute a cell instead of showing it, in both widths."""


@dataclass(frozen=True)
class Row:
    """A record of a table and where it begins."""

    place: Place
    cells: tuple[str, ...]


def encoding_of(path: Path) -> str | None:
    """How the file is encoded: UTF-8, UTF-16 with a mark, GB 18030, or None of them."""
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
    """Whether the file is valid, and which part of its characters beyond ASCII is in GB 2312."""
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


def read_table(path: Path) -> Iterator[Row | Problem]:
    """Yield the rows of a CSV file as they are read, the header first; blank ones are left out.

    A row that cannot be read is a `Problem` in its place.
    """
    encoding = encoding_of(path)
    if encoding is None:
        hint = "save the list as UTF-8 (in a spreadsheet: CSV UTF-8)"
        yield Problem(
            "recipients/unknown-encoding",
            "the list is neither UTF-8 nor GB 18030",
            hint,
            Place(path),
        )
        return
    with path.open(encoding=encoding, newline="") as file:
        separator, skipped = _separator(file)
        reader = csv.reader(file, delimiter=separator, strict=True)
        while True:
            place = Place(path, skipped + reader.line_num + 1)
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield Problem(
                    "recipients/invalid-row",
                    f"invalid row: {error}",
                    "check the quotes from this row on",
                    place,
                )
                if "field limit" in str(error):  # a quote was never closed; all was one cell
                    return
                continue
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield Row(place, tuple(cell.strip(" ") for cell in cells))


def _separator(file: TextIO) -> tuple[str, int]:
    """What stands between cells, and how many lines were passed over to the header."""
    first = file.readline()
    said = first.strip("\r\n ").lower()
    if said.startswith("sep=") and len(said) == 5:  # a word to Excel
        return said[-1], 1
    file.seek(0)
    return max(SEPARATORS, key=first.count), 0


def write_table(file: TextIO, rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV that spreadsheets open and do not compute."""
    writer = csv.writer(file, lineterminator="\r\n")
    for row in rows:
        writer.writerow([as_text(str(cell)) for cell in row])


def as_text(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
