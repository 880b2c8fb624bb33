"""Recipient lists: who is written to, in which language, with which edition.

A list is a CSV file, as spreadsheets write them, or a YAML file. It is read row by row; what is
kept of every row is about a hundred bytes, to tell doubled addresses.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bifolio.mail.addresses import Address, parse_address
from bifolio.mail.csv_tables import FORMULA_SIGNS, Row, read_table
from bifolio.mail.sanitize import CONTROLS, shown
from bifolio.problems import Place, Problem, Problems
from bifolio.source_yaml import read_model
from bifolio.source_yaml.field_types import Identifier
from bifolio.source_yaml.nodes import Node

MOST_COLUMNS = 200
"""Of a list; the forms of large associations have fifty."""

MOST_TOLD = 1000
"""Problems of one list that are told at once; `bifolio mail lint` reports all."""

COLUMNS = {
    "name": "name",
    "姓名": "name",
    "address": "address",
    "email": "address",
    "e-mail": "address",
    "mail": "address",
    "邮箱": "address",
    "电子邮箱": "address",
    "电子邮件": "address",
    "language": "language",
    "语言": "language",
    "edition": "edition",
    "版本": "edition",
    "groups": "groups",
    "group": "groups",
    "分组": "groups",
}
"""What a column is, by the heads that people give it; any other is a field for the text."""

KNOWN = frozenset(COLUMNS.values())

UNSEEN = (
    (CONTROLS, "a control character or a line break"),
    (r"[\xad\u200b\u200e\u200f\u2060-\u2064\ufeff]", "an invisible character"),
    (r"[\u202a-\u202e\u2066-\u2069]", "a direction control"),
    (r"\ufffd", "a replacement character, left by a wrong encoding"),
)
"""What no cell may hold: a line break would end a header field, the others do not show."""

SPREADSHEET_ERROR = re.compile(
    r"#[¡¿]?[a-zà-ÿ\u0100-\u024f\u0400-\u04ff][a-zà-ÿ\u0100-\u024f\u0400-\u04ff0-9/_]*[!?]"
    r"|#[^\W\d_]/[^\W\d_]|#(?:nv|yok|hiányzik|getting_data)|err:[0-9]{3}|###+",
    re.IGNORECASE,
)
"""What a spreadsheet leaves in a cell whose formula failed, in the language that it runs in.

#REF!, #¡REF! (Spanish), #ЗНАЧ! (Russian); #N/A, #N/D (Italian), #NV (German); Err:502 (that of
LibreOffice).
"""

NO_NAME = frozenset({"NULL", "null", "(null)", "None", "nan", "NaN", "N/A", "n/a", "undefined"})
"""What programs write for a name that is not there; `Null` is a surname."""

NUMBER = r"[+\-\uff0b\uff0d][\d\s().,/-]*"
"""A telephone number or an amount: it begins like a formula, and is none."""


@dataclass(frozen=True)
class Recipient:
    """A person who is written to."""

    address: Address
    name: str
    language: str
    edition: str
    """The edition of the publication that they get."""
    place: Place
    """Where they stand in the list."""
    groups: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    """What else is known of them, by name, for the text."""


@dataclass(frozen=True)
class Rules:
    """What recipients are held to."""

    default_editions: Mapping[str, str]
    """The edition for each language in which people are written to."""
    editions: Mapping[str, tuple[str, ...]]
    """The languages of every edition of the publication."""
    needed: tuple[str, ...] = ()
    """Fields that the text asks for."""


class Entry(Node):
    """One recipient in a YAML list."""

    address: str
    """The mail address."""
    name: str = ""
    """How they are called, in the greeting and beside the address."""
    language: str
    """A language of the publication, as BCP 47 tag."""
    edition: str = ""
    """The edition that they get, if it is not the usual one of their language."""
    groups: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Groups that a mailing can be limited to."""
    fields: Mapping[Identifier, str] = {}
    """Anything else that the text asks for by {name}."""


class RecipientList(Node):
    """A list of recipients in YAML."""

    recipients: Annotated[tuple[Entry, ...], Field(strict=False, min_length=1)]
    """The recipients."""


def read_recipients(path: Path, rules: Rules) -> Iterator[Recipient | Problem]:
    """Yield the recipients of the list at `path` as they are read, and all that is wrong."""
    seen: dict[int, int] = {}
    for entry in _entries(path):
        if isinstance(entry, Problem):
            yield entry
        else:
            yield from _judged(*entry, rules, seen)


def good_recipients(path: Path, rules: Rules, group: str = "") -> Iterator[Recipient]:
    """Yield the recipients of a list that has nothing wrong.

    `group` leaves out who is not in it. Raises `Problems` with what is wrong, at its end.
    """
    problems: list[Problem] = []
    more = 0
    for found in read_recipients(path, rules):
        if not isinstance(found, Problem):
            if not problems and (not group or group in found.groups):
                yield found
        elif len(problems) < MOST_TOLD:
            problems.append(found)
        else:
            more += 1
    if more:
        problems.append(
            Problem(
                "recipients/more-problems",
                f"{more} more problems in {path}",
                "`bifolio mail lint` reports all",
            )
        )
    if problems:
        raise Problems(problems)


def addresses_in(path: Path) -> Iterator[tuple[Address, Place]]:
    """Yield every address in the list at `path` and where it stands, whatever else is wrong."""
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
    told = False
    for row in read_table(path):
        if isinstance(row, Problem):
            told = True
            yield row
        elif header is None:
            header = tuple(map(_column, row.cells))
            problems = list(_header_problems(header, row))
            yield from problems
            if problems:
                return
        elif len(row.cells) != len(header):
            message = f"the row has {len(row.cells)} cells, the header {len(header)}"
            yield Problem(
                "recipients/cell-count",
                message,
                "put a cell that contains a separator in quotes",
                row.place,
            )
        else:
            yield dict(zip(header, row.cells, strict=True)), row.place
    if header is None and not told:
        hint = "begin with a header row: name, address, language"
        yield Problem("recipients/empty", "the list is empty", hint, Place(path))


def _column(head: str) -> str:
    folded = re.sub(r"[\s_]+", "-", head.strip().casefold())
    return COLUMNS.get(folded, folded)


def _header_problems(header: tuple[str, ...], row: Row) -> Iterator[Problem]:
    if len(header) > MOST_COLUMNS:
        message = f"the list has {len(header):,} columns; the limit is {MOST_COLUMNS}"
        yield Problem(
            "recipients/too-many-columns",
            message,
            "delete the columns that no message uses",
            row.place,
        )
        return
    for name in ("address", "language"):
        if name not in header:
            heads = ", ".join(map(shown, filter(None, header)))
            hint = f"the columns are: {heads}; name one of them '{name}'"
            yield Problem("recipients/missing-column", f"missing column '{name}'", hint, row.place)
    for name in sorted(name for name, count in Counter(header).items() if name and count > 1):
        yield Problem(
            "recipients/duplicate-column",
            f"duplicate column '{shown(name)}'",
            "rename or delete one of them",
            row.place,
        )


def _from_yaml(path: Path) -> Iterator[tuple[Cells, Place] | Problem]:
    found, problems = read_model(path, RecipientList, "a list in YAML begins with `recipients:`")
    yield from problems
    for entry in found.recipients if found else ():
        cells = {
            **entry.fields,
            "name": entry.name,
            "address": entry.address,
            "language": entry.language,
            "edition": entry.edition,
            "groups": ";".join(entry.groups),
        }
        yield cells, entry.place


def _judged(
    cells: Cells, place: Place, rules: Rules, seen: dict[int, int]
) -> Iterator[Recipient | Problem]:
    """Yield the recipient that the cells describe, or else each thing that is wrong with them."""
    problems = [
        *_cell_problems(cells, place),
        *_needed_problems(cells, place, rules),
        *_edition_problems(cells, place, rules),
    ]
    try:
        address = parse_address(cells["address"])
    except ValueError as error:
        hint = "write it as name@host"
        problems.insert(
            0,
            Problem(
                "recipients/invalid-address",
                f"invalid address '{shown(cells['address'])}': {error}",
                hint,
                place,
            ),
        )
    else:
        digest = _digest(address)
        if digest in seen:
            hint = f"the first one is on line {seen[digest]}; delete one of them"
            problems.insert(
                0,
                Problem(
                    "recipients/duplicate-address",
                    f"duplicate address '{shown(str(address))}'",
                    hint,
                    place,
                ),
            )
        else:
            seen[digest] = place.line
    if problems:
        yield from problems
        return
    language = cells["language"]
    yield Recipient(
        address=address,
        name=cells.get("name", ""),
        language=language,
        edition=cells.get("edition") or rules.default_editions[language],
        groups=tuple(
            filter(None, map(str.strip, re.split("[;,|、，；]", cells.get("groups", ""))))
        ),
        fields={name: value for name, value in cells.items() if name not in KNOWN},
        place=place,
    )


def _groups(cell: str) -> Iterator[str]:
    """The names of groups in a cell, between commas, semicolons or bars."""
    return filter(None, map(str.strip, re.split("[;,|、，；]", cell)))


def _digest(address: Address) -> int:
    encoded = address.folded.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(encoded, digest_size=8).digest())


def _cell_problems(cells: Cells, place: Place) -> Iterator[Problem]:
    for name, cell in cells.items():
        # Nearly all are printable as a whole, which is quick to tell.
        for pattern, what in UNSEEN if not cell.isprintable() or "\ufffd" in cell else ():
            if match := re.search(pattern, cell):
                message = f"'{shown(name)}' contains U+{ord(match[0]):04X}, {what}"
                yield Problem("recipients/invisible-character", message, "delete it", place)
        if SPREADSHEET_ERROR.fullmatch(cell.strip()):
            message = f"'{shown(name)}' is '{shown(cell)}', a spreadsheet error"
            yield Problem(
                "recipients/spreadsheet-error",
                message,
                "correct the formula, or leave the cell empty",
                place,
            )
            continue
        if name == "name" and (cell.strip() in NO_NAME or re.fullmatch(r"[\d\s.,-]+", cell)):
            message = f"'{shown(cell)}' is not a name"
            yield Problem(
                "recipients/not-a-name",
                message,
                "correct the cell, or leave it empty",
                place,
            )
            continue
        if cell.startswith(FORMULA_SIGNS) and not re.fullmatch(NUMBER, cell):
            hint = "begin the cell with another character"
            sign = shown(cell[0])
            message = f"'{shown(name)}' begins with '{sign}', like a spreadsheet formula"
            yield Problem("recipients/formula", message, hint, place)


def _needed_problems(cells: Cells, place: Place, rules: Rules) -> Iterator[Problem]:
    for name in rules.needed:
        if not cells.get(name):
            hint = f"fill in the column '{name}'; mail.yaml uses {{{name}}}"
            yield Problem("recipients/missing-field", f"missing value for '{name}'", hint, place)


def _edition_problems(cells: Cells, place: Place, rules: Rules) -> Iterator[Problem]:
    language, edition = cells["language"], cells.get("edition", "")
    if language not in rules.default_editions:
        said = f"unknown language '{shown(language)}'" if language else "missing language"
        yield Problem("recipients/unknown-language", said, _one_of(rules.default_editions), place)
    if edition and edition not in rules.editions:
        yield Problem(
            "recipients/unknown-edition",
            f"unknown edition '{shown(edition)}'",
            _one_of(rules.editions),
            place,
        )
    elif edition and language not in rules.editions[edition]:
        fitting = [name for name, tags in rules.editions.items() if language in tags]
        if fitting:
            yield Problem(
                "recipients/edition-language",
                f"edition '{edition}' is not in {language}",
                _one_of(fitting),
                place,
            )


def _one_of(names: Iterable[str]) -> str:
    return f"use one of: {', '.join(names)}"
