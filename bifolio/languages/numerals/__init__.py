"""How each language writes numbers, dates and times: one file for each, TAG.yaml.

Preflight reads them to compare translations. What two languages share is in `units.yaml`. A
language falls back to the closest tag (RFC 4647, 3.4): `zh-Hans` to `zh`; one that has no file at
all is read by `Numerals()`, which knows figures only and is never certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
COMMON = "units"

Words = Mapping[str, Fraction]
Said = tuple[str, Fraction | tuple[int, int]]
"""A kind of quantity and its value: a number, a time of day, or so much of a unit."""


@dataclass(frozen=True)
class Unit:
    """What a number counts: `factor` times the unit called `base`."""

    factor: Fraction
    base: str


@dataclass(frozen=True)
class Numerals:
    """How a language writes numbers. Regular expressions are in the syntax of `re`."""

    certain: bool = False
    """Whether numbers are read with certainty: the language has a file."""
    decimal: str = ".,"
    """The decimal marks, each as it is."""
    groups: str = ".,"
    """What separates thousands, beside spaces and apostrophes, each as it is."""
    digits: str = ""
    """Characters of which a number in words may consist, such as 二〇二六."""
    words: Words = field(default_factory=dict)
    """Words that are numbers."""
    loose: Words = field(default_factory=dict)
    """Words that are numbers and much else: one, second. They only ever explain a figure."""
    parts: Words = field(default_factory=dict)
    """Words for denominators: third, quarters."""
    multipliers: Words = field(default_factory=dict)
    """Words that multiply what is before them: thousand, 万."""
    abbreviations: Words = field(default_factory=dict)
    """Multipliers after figures that may mean something else: 5 m."""
    joints: str = ""
    """A regular expression for what is between the words of one number."""
    about: str = ""
    """A regular expression for what may be between figures and a multiplier: 10余万."""
    elliptic: bool = False
    """Whether a last digit counts the next lower power of ten: 一万五 is 15,000."""
    counted_by: str = ""
    """A regular expression for what follows words that are certainly numbers; empty: anything."""
    ordinal: str = ""
    """A regular expression for what is before words that are certainly numbers."""
    between: str = "[-–—~]"
    """A regular expression for what joins two numbers in a range or list."""
    endings: str = ""
    """A regular expression for the endings of ordinals in figures, and of days: 3rd."""
    days_end: bool = False
    """Whether the last one of several days has such an ending: 3、4日."""
    months: Words = field(default_factory=dict)
    weekdays: Words = field(default_factory=dict)
    """From Monday, 1, to Sunday, 7."""
    meridiems: Mapping[str, str] = field(default_factory=dict)
    """What is before noon (am), after it (pm), or at night, when 12 is midnight (night)."""
    eras: Words = field(default_factory=dict)
    """Year 0 of other ways to count years."""
    labels: tuple[str, ...] = ()
    """Words before Roman numerals."""
    units: Mapping[str, Unit] = field(default_factory=dict)
    """What numbers count, by the words after them."""
    rough: frozenset[str] = frozenset()
    """Words for units that are converted or counted otherwise elsewhere: miles, floors."""
    idioms: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)
    """Phrases that say a quantity, or none: half an hour. Only ever explain a figure."""
    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Regular expressions by kind; {month} and the like are fields."""
    translated: Mapping[str, str] = field(default_factory=dict)
    """Acronyms of others that it has words for, as regular expressions; empty: many, or none."""


@cache
def find_numerals(tag: str) -> Numerals:
    """Return how text in `tag` writes numbers; that of no language where it has no file."""
    common = _units(_data(COMMON)["units"])
    while tag:
        if tag != COMMON and (FOLDER / f"{tag}.yaml").is_file():
            return _numerals(_data(tag), common)
        tag = tag.rpartition("-")[0]
    return Numerals(units=common)


def _data(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_bytes())
    return data


def _numerals(data: dict[str, Any], common: Mapping[str, Unit]) -> Numerals:
    fields: dict[str, Any] = {key.replace("-", "_"): value for key, value in data.items()}
    for name in ("words", "loose", "parts", "multipliers", "abbreviations", "months", "weekdays"):
        fields[name] = {word: Fraction(value) for word, value in fields.get(name, {}).items()}
    fields["words"] |= _compounds(fields["words"] | fields["loose"], fields.pop("units_first", ""))
    fields["eras"] = {name: Fraction(year) for name, year in fields.get("eras", {}).items()}
    fields["units"] = {**common, **_units(fields.get("units", {}))}
    fields["rough"] = frozenset(fields.get("rough", ()))
    fields["labels"] = tuple(fields.get("labels", ()))
    fields["idioms"] = {
        phrase: tuple(_reading(said) for said in str(value).split(", ")) if value else ()
        for phrases, value in fields.get("idioms", {}).items()
        for phrase in phrases.split("|")
    }
    fields["patterns"] = {kind: tuple(each) for kind, each in fields.get("patterns", {}).items()}
    return Numerals(certain=True, **fields)


def _compounds(words: Words, joint: str) -> dict[str, Fraction]:
    """The words from 21 to 99 of a language that says the units first: fünfundzwanzig."""
    if not joint:
        return {}
    first = {value: word for word, value in reversed(list(words.items()))}  # the cardinal
    units = [(first[Fraction(value)], value) for value in range(1, 10)]
    tens = [(first[Fraction(value)], value) for value in range(20, 100, 10)]
    return {
        f"{unit}{joint}{ten}": Fraction(one + many) for unit, one in units for ten, many in tens
    }


def _units(lines: Mapping[str, str]) -> dict[str, Unit]:
    """Units as `factor base`, by their words, which stand between bars: metre | metres."""
    found: dict[str, Unit] = {}
    for words, measure in lines.items():
        base, factor = _measure(measure)
        found |= {word.strip(): Unit(factor, base) for word in words.split("|")}
    return found


def _reading(said: str) -> Said:
    """What an idiom says: a time of day or a number, with what it counts."""
    hour, colon, minute = said.partition(":")
    return ("time", (int(hour), int(minute))) if colon else _measure(said)


def _measure(said: str) -> tuple[str, Fraction]:
    """A number and what it counts: `30 min`; only a number where nothing is counted."""
    number, _, base = said.partition(" ")
    return base or "number", Fraction(number)
