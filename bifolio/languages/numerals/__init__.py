"""How each language writes numbers, dates and times, from its data file TAG.yaml.

Preflight compares translations with them. `units.yaml` has the symbols that languages share. A tag
without a file falls back to the closest tag (RFC 4647, 3.4, lookup): `zh-Hans` to `zh`. A language
without any file gets `Numerals()`, which reads figures only and is never certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from bifolio.languages.data_file import read_data

FOLDER = Path(__file__).parent
COMMON = "units"

Words = Mapping[str, Fraction]
Said = tuple[str, Fraction | tuple[int, int]]
"""A kind of quantity and its value: a number, a time of day, or an amount of a unit."""


@dataclass(frozen=True)
class MeasuredUnit:
    """A unit of measurement or of time: `factor` times the unit called `base`."""

    factor: Fraction
    base: str


@dataclass(frozen=True)
class Numerals:
    """How a language writes numbers. Regular expressions are in the syntax of `re`."""

    certain: bool = False
    """Whether numbers are read with certainty: the language has a file."""
    decimal: str = ".,"
    """The decimal marks, as literal characters."""
    groups: str = ".,"
    """Separators of thousands besides spaces and apostrophes, as literal characters."""
    digits: str = ""
    """Characters of numbers written in words, such as 二〇二六."""
    words: Words = field(default_factory=dict)
    """Words that are always numbers."""
    loose: Words = field(default_factory=dict)
    """Words that can also mean something else: one, second. They only match a figure elsewhere."""
    parts: Words = field(default_factory=dict)
    """Words for denominators: third, quarters."""
    multipliers: Words = field(default_factory=dict)
    """Words that multiply the number before them: thousand, 万."""
    abbreviations: Words = field(default_factory=dict)
    """Multipliers after figures that can also mean something else: 5 m."""
    joints: str = ""
    """A regular expression for what is between the words of one number."""
    about: str = ""
    """A regular expression for what can be between figures and a multiplier: 10余万."""
    elliptic: bool = False
    """Whether a last digit counts the next lower power of ten: 一万五 is 15,000."""
    counted_by: str = ""
    """A regular expression for what follows words that are certainly numbers; empty: anything."""
    ordinal: str = ""
    """A regular expression for what precedes words that are certainly numbers."""
    between: str = "[-–—~]"
    """A regular expression for what joins two numbers in a range or list."""
    endings: str = ""
    """A regular expression for the endings of ordinals in figures, and of days: 3rd."""
    days_end: bool = False
    """Whether only the last of several days has such an ending: 3、4日."""
    months: Words = field(default_factory=dict)
    weekdays: Words = field(default_factory=dict)
    """From Monday, 1, to Sunday, 7."""
    meridiems: Mapping[str, str] = field(default_factory=dict)
    """Words for hours before noon (am), after noon (pm) and at night (night: 12 is midnight)."""
    eras: Words = field(default_factory=dict)
    """The Gregorian year before year 1 of an era."""
    labels: tuple[str, ...] = ()
    """Words before Roman numerals."""
    units: Mapping[str, MeasuredUnit] = field(default_factory=dict)
    """Units, by the words after the number."""
    rough: frozenset[str] = frozenset()
    """Words for units that are converted, or counted differently, elsewhere: miles, floors."""
    idioms: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)
    """Phrases for a quantity, or for none: half an hour. They only match a figure elsewhere."""
    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Regular expressions by kind; {month} and the like are fields."""
    translated: Mapping[str, str] = field(default_factory=dict)
    """Words, as regular expressions, for acronyms of other languages; empty: several, or none."""


@cache
def find_numerals(tag: str) -> Numerals:
    """Return the numerals of text in `tag`; `Numerals()` for a language without a file."""
    common = _units(read_data(FOLDER / f"{COMMON}.yaml")["units"])
    while tag:
        path = FOLDER / f"{tag}.yaml"
        if tag != COMMON and path.is_file():
            return _numerals(read_data(path), common)
        tag = tag.rpartition("-")[0]
    return Numerals(units=common)


def _numerals(data: dict[str, Any], common: Mapping[str, MeasuredUnit]) -> Numerals:
    fields: dict[str, Any] = {key.replace("-", "_"): value for key, value in data.items()}
    for name in ("words", "loose", "parts", "multipliers", "abbreviations", "months", "weekdays"):
        fields[name] = {word: Fraction(value) for word, value in fields.get(name, {}).items()}
    fields["words"] |= _compounds(fields["words"] | fields["loose"], fields.pop("units_first", ""))
    fields["eras"] = {name: Fraction(year) for name, year in fields.get("eras", {}).items()}
    prefixed = _prefixed(fields.pop("prefixes", {}), _units(fields.pop("prefixed", {})))
    fields["units"] = {**common, **_units(fields.get("units", {})), **prefixed}
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
    """The words from 21 to 99 of a language that puts the units first: fünfundzwanzig."""
    if not joint:
        return {}
    first = {value: word for word, value in reversed(list(words.items()))}  # the cardinal
    units = [(first[Fraction(value)], value) for value in range(1, 10)]
    tens = [(first[Fraction(value)], value) for value in range(20, 100, 10)]
    return {
        f"{unit}{joint}{ten}": Fraction(one + many) for unit, one in units for ten, many in tens
    }


def _units(lines: Mapping[str, str]) -> dict[str, MeasuredUnit]:
    """Units, written as `factor base`, by their words, which bars separate: metre | metres."""
    found: dict[str, MeasuredUnit] = {}
    for words, measure in lines.items():
        base, factor = _measure(measure)
        found |= {word.strip(): MeasuredUnit(factor, base) for word in words.split("|")}
    return found


def _prefixed(
    prefixes: Mapping[str, int], units: Mapping[str, MeasuredUnit]
) -> dict[str, MeasuredUnit]:
    """The units with each of the prefixes that also are multipliers."""
    return {
        prefix + name: MeasuredUnit(factor * unit.factor, unit.base)
        for prefix, factor in prefixes.items()
        for name, unit in units.items()
    }


def _reading(said: str) -> Said:
    """The value of an idiom: a time of day, or a number with its unit."""
    hour, colon, minute = said.partition(":")
    return ("time", (int(hour), int(minute))) if colon else _measure(said)


def _measure(said: str) -> tuple[str, Fraction]:
    """A number with its unit, as in `30 min`, or a number alone."""
    number, _, base = said.partition(" ")
    return base or "number", Fraction(number)
