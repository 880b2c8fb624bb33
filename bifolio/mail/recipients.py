"""Recipient lists: address, name, language and edition of each reader.

A list is a CSV file, as spreadsheets write it, or a YAML file. It is read row by row; what is kept
of each row, to find duplicate addresses, is about a hundred bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field

from bifolio.mail.addresses import Address, parse_address
from bifolio.mail.sanitize import CONTROLS, shown
from bifolio.problems import Place, Problem, Problems
from bifolio.project.csv_tables import FORMULA_SIGNS, Row, read_table
from bifolio.source_yaml import read_model
from bifolio.source_yaml.field_types import Identifier
from bifolio.source_yaml.nodes import Node

MOST_COLUMNS = 200
"""Limit of columns; the forms of large associations have fifty."""

MOST_PROBLEMS = 1000
"""Problems of one list that are reported before sending; `bifolio mail lint` reports all."""

_HEADINGS: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("columns.yaml").read_bytes()
)
COLUMNS = {heading: column for column, headings in _HEADINGS.items() for heading in headings}
"""The known columns by their headings; any other is a field for the text."""

KNOWN = frozenset(_HEADINGS)

INVISIBLE = (
    (CONTROLS, "a control character or a line break"),
    (r"[\xad\u200b\u200e\u200f\u2060-\u2064\ufeff]", "an invisible character"),
    (r"[\u202a-\u202e\u2066-\u2069]", "a direction control"),
    (r"\ufffd", "a replacement character, left by a wrong encoding"),
)
"""What no cell may contain: a line break would end a header field, the others do not show."""

SPREADSHEET_ERROR = re.compile(
    r"#[¡¿]?[a-zà-ÿ\u0100-\u024f\u0400-\u04ff][a-zà-ÿ\u0100-\u024f\u0400-\u04ff0-9/_]*[!?]"
    r"|#[^\W\d_]/[^\W\d_]|#(?:nv|yok|hiányzik|getting_data)|err:[0-9]{3}|###+",
    re.IGNORECASE,
)
"""What a spreadsheet writes into a cell whose formula failed, in its user's language.

#REF!, #¡REF! (Spanish), #ЗНАЧ! (Russian); #N/A, #N/D (Italian), #NV (German); Err:502
(LibreOffice).
"""

NO_NAME = frozenset({"NULL", "null", "(null)", "None", "nan", "NaN", "N/A", "n/a", "undefined"})
"""What programs write for a missing name; `Null` is a surname."""

NUMBER = r"[+\-\uff0b\uff0d][\d\s().,/-]*"
"""A telephone number or an amount, which begins like a formula."""

GROUP_END = re.compile("[;,|、，；]")
"""What separates groups in a cell."""


@dataclass(frozen=True)
class Recipient:
    """A reader of a list."""

    address: Address
    name: str
    language: str
    edition: str
    """The edition of the publication that they get."""
    place: Place
    """Their row in the list."""
    groups: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    """Other columns, by name, for the text."""


@dataclass(frozen=True)
class Rules:
    """What recipients are checked against."""

    default_editions: Mapping[str, str]
    """The edition for each language of readers."""
    editions: Mapping[str, tuple[str, ...]]
    """The languages of every edition of the publication."""
    needed: tuple[str, ...] = ()
    """Fields that the text uses."""


class Entry(Node):
    """One recipient in a YAML list."""

    address: str
    """The mail address."""
    name: str = ""
    """The name in the greeting and beside the address."""
    language: str
    """A language of the publication, as BCP 47 tag."""
    edition: str = ""
    """The edition that they get; default: that of their language."""
    groups: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Groups that a mailing can be limited to."""
    fields: Mapping[Identifier, str] = {}
    """Other values that the text uses by {name}."""


class RecipientList(Node):
    """A list of recipients in YAML."""

    recipients: Annotated[tuple[Entry, ...], Field(strict=False, min_length=1)]
    """The recipients."""


def read_recipients(path: Path, rules: Rules) -> Iterator[Recipient | Problem]:
    """Yield the recipients and the problems of the list at `path`, as they are read."""
    seen: dict[int, int] = {}
    for entry in _entries(path):
        if isinstance(entry, Problem):
            yield entry
        else:
            yield from _checked(*entry, rules, seen)


def good_recipients(path: Path, rules: Rules, group: str = "") -> Iterator[Recipient]:
    """Yield the recipients of a list without problems, or those in `group`.

    Raises `Problems` at the end of a list that has some.
    """
    problems: list[Problem] = []
    more = 0
    for found in read_recipients(path, rules):
        if not isinstance(found, Problem):
            if not problems and (not group or group in found.groups):
                yield found
        elif len(problems) < MOST_PROBLEMS:
            problems.append(found)
        else:
            more += 1
    if more:
        message, hint = f"{more} more problems in {path}", "`bifolio mail lint` reports all"
        problems.append(Problem("recipients/more-problems", message, hint))
    if problems:
        raise Problems(problems)


def addresses_in(path: Path) -> Iterator[tuple[Address, Place]]:
    """Yield every valid address in the list at `path` with its place, whatever else is wrong."""
    for entry in _entries(path):
        if not isinstance(entry, Problem):
            cells, place = entry
            try:
                yield parse_address(cells["address"]), place
            except ValueError:
                continue


Cells = Mapping[str, str]


def _entries(path: Path) -> Iterator[tuple[Cells, Place] | Problem]:
    return _from_yaml(path) if path.suffix.lower() in (".yaml", ".yml") else _from_table(path)


def _from_table(path: Path) -> Iterator[tuple[Cells, Place] | Problem]:
    header: tuple[str, ...] | None = None
    reported = False
    rows = read_table(
        path, unknown_encoding="recipients/unknown-encoding", invalid_row="recipients/invalid-row"
    )
    for row in rows:
        if isinstance(row, Problem):
            reported = True
            yield row
        elif header is None:
            header = tuple(map(_column, row.cells))
            problems = list(_header_problems(header, row))
            yield from problems
            if problems:
                return
        elif len(row.cells) != len(header):
            message = f"the row has {len(row.cells)} cells, the header {len(header)}"
            hint = "put a cell that contains a separator in quotes"
            yield Problem("recipients/cell-count", message, hint, row.place)
        else:
            yield dict(zip(header, row.cells, strict=True)), row.place
    if header is None and not reported:
        hint = "begin with a header row: name, address, language"
        yield Problem("recipients/empty", "the list is empty", hint, Place(path))


def _column(head: str) -> str:
    folded = re.sub(r"[\s_]+", "-", head.strip().casefold())
    return COLUMNS.get(folded, folded)


def _header_problems(header: tuple[str, ...], row: Row) -> Iterator[Problem]:
    if len(header) > MOST_COLUMNS:
        message = f"the list has {len(header):,} columns; the limit is {MOST_COLUMNS}"
        hint = "delete the columns that no message uses"
        yield Problem("recipients/too-many-columns", message, hint, row.place)
        return
    for name in ("address", "language"):
        if name not in header:
            heads = ", ".join(map(shown, filter(None, header)))
            hint = f"the columns are: {heads}; name one of them '{name}'"
            yield Problem("recipients/missing-column", f"missing column '{name}'", hint, row.place)
    for name in sorted(name for name, count in Counter(header).items() if name and count > 1):
        message = f"duplicate column '{shown(name)}'"
        hint = "rename or delete one of them"
        yield Problem("recipients/duplicate-column", message, hint, row.place)


def _from_yaml(path: Path) -> Iterator[tuple[Cells, Place] | Problem]:
    found, problems = read_model(path, RecipientList, "a list in YAML begins with `recipients:`")
    yield from problems
    for entry in found.recipients if found else ():
        own = entry.model_dump(include={"name", "address", "language", "edition"})
        yield {**entry.fields, **own, "groups": ";".join(entry.groups)}, entry.place


def _checked(
    cells: Cells, place: Place, rules: Rules, seen: dict[int, int]
) -> Iterator[Recipient | Problem]:
    """Yield the recipient in a row, or else each of its problems.

    `seen` has the lines of earlier rows by the digests of their addresses.
    """
    problems: list[_Parts] = []
    try:
        address = parse_address(cells["address"])
    except ValueError as error:
        message = f"invalid address '{shown(cells['address'])}': {error}"
        problems.append(("recipients/invalid-address", message, "write it as name@host"))
    else:
        digest = _digest(address)
        if digest in seen:
            message = f"duplicate address '{shown(str(address))}'"
            hint = f"the first one is on line {seen[digest]}; delete one of them"
            problems.append(("recipients/duplicate-address", message, hint))
        seen.setdefault(digest, place.line)
    for name, cell in cells.items():
        problems += _cell_problems(name, cell)
    problems += _missing_fields(cells, rules)
    problems += _edition_problems(cells["language"], cells.get("edition", ""), rules)
    if problems:
        yield from (Problem(*parts, place) for parts in problems)
        return
    yield Recipient(
        address=address,
        name=cells.get("name", ""),
        language=cells["language"],
        edition=cells.get("edition") or rules.default_editions[cells["language"]],
        groups=tuple(filter(None, map(str.strip, GROUP_END.split(cells.get("groups", ""))))),
        fields={name: value for name, value in cells.items() if name not in KNOWN},
        place=place,
    )


def _digest(address: Address) -> int:
    encoded = address.folded.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(encoded, digest_size=8).digest())


_Parts = tuple[str, str, str]
"""Code, message and hint of a problem."""


def _cell_problems(name: str, cell: str) -> Iterator[_Parts]:
    # `isprintable` is fast, and true for nearly all cells.
    for pattern, what in INVISIBLE if not cell.isprintable() or "\ufffd" in cell else ():
        if match := re.search(pattern, cell):
            message = f"'{shown(name)}' contains U+{ord(match[0]):04X}, {what}"
            yield "recipients/invisible-character", message, "delete it"
    if SPREADSHEET_ERROR.fullmatch(cell.strip()):
        message = f"'{shown(name)}' is '{shown(cell)}', a spreadsheet error"
        hint = "correct the formula, or leave the cell empty"
        yield "recipients/spreadsheet-error", message, hint
    elif name == "name" and (cell.strip() in NO_NAME or re.fullmatch(r"[\d\s.,-]+", cell)):
        hint = "correct the cell, or leave it empty"
        yield "recipients/not-a-name", f"'{shown(cell)}' is not a name", hint
    elif cell.startswith(FORMULA_SIGNS) and not re.fullmatch(NUMBER, cell):
        message = f"'{shown(name)}' begins with '{shown(cell[0])}', like a spreadsheet formula"
        yield "recipients/formula", message, "begin the cell with another character"


def _missing_fields(cells: Cells, rules: Rules) -> Iterator[_Parts]:
    for name in rules.needed:
        if not cells.get(name):
            hint = f"fill in the column '{name}'; mail.yaml uses {{{name}}}"
            yield "recipients/missing-field", f"missing value for '{name}'", hint


def _edition_problems(language: str, edition: str, rules: Rules) -> Iterator[_Parts]:
    if language not in rules.default_editions:
        message = f"unknown language '{shown(language)}'" if language else "missing language"
        yield "recipients/unknown-language", message, _one_of(rules.default_editions)
    if edition and edition not in rules.editions:
        message = f"unknown edition '{shown(edition)}'"
        yield "recipients/unknown-edition", message, _one_of(rules.editions)
    elif edition and language not in rules.editions[edition]:
        fitting = [name for name, tags in rules.editions.items() if language in tags]
        if fitting:
            message = f"edition '{edition}' is not in {language}"
            yield "recipients/edition-language", message, _one_of(fitting)


def _one_of(names: Iterable[str]) -> str:
    return f"use one of: {', '.join(names)}"
