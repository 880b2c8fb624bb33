"""Fields of blocks that are a number or a date, typed once, or texts by language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from bifolio.document.cells import PlacedNumber
from bifolio.document.number import Number, TypedNumber
from bifolio.document.passage import (
    ANY_LANGUAGE,
    TEXT_OR_BY_LANGUAGE,
    LanguageTag,
    Passage,
    read_passage,
)
from bifolio.document.unit import Unit, unit_as
from bifolio.languages.written_dates import DateForm, write_date, write_range
from bifolio.problems import Problem
from bifolio.source_yaml.nodes import (
    PlacedMapping,
    PlacedString,
    TypedFloat,
    TypedInt,
)

DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")
"""A year, or a month of a year; YAML itself reads days that are not in quotes."""

LIKE_A_DAY = re.compile(r"[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}")
"""A text that is meant as a day."""


class PlacedDate(PlacedString):
    """A date of YAML, as it was typed."""


class TypedDate(Passage):
    """A date as typed: the text of a unit in every language."""


class DateUnit(Unit):
    """A date; its text in a language is how that language writes it."""

    form: DateForm
    """Whether it has the day of the week."""

    def passage(self, language: str) -> Passage | None:
        """The date as `language` writes it."""
        passage = super().passage(language)
        if passage is None:
            return None
        return replace(passage, source=write_date(passage.source, language, self.form), typed="")


class RangeUnit(Unit):
    """A time with its end; its text in a language is how that language writes it."""

    until: str
    """The end."""

    def passage(self, language: str) -> Passage | None:
        """The time as `language` writes it."""
        passage = super().passage(language)
        if passage is None:
            return None
        written = write_range(passage.source, self.until, language)
        return replace(passage, source=written, typed="")


def range_unit(unit: Unit, until: Passage) -> RangeUnit:
    """Return `unit`, a time, with its end."""
    return unit_as(RangeUnit, unit, until=until.source)


def _words(value: object) -> Passage:
    passage = read_passage(value)
    if isinstance(value, PlacedNumber):
        return TypedNumber(passage.source, passage.place)
    return TypedDate(passage.source, passage.place) if isinstance(value, PlacedDate) else passage


def _by_language(value: object) -> object:
    return {ANY_LANGUAGE: value} if isinstance(value, PlacedString) else value


Value = Annotated[
    Mapping[LanguageTag, Annotated[Passage, BeforeValidator(_words)]],
    BeforeValidator(_by_language),
    WithJsonSchema({"anyOf": [{"type": "number"}, *TEXT_OR_BY_LANGUAGE["anyOf"]]}),
]
"""A number, one text for all languages, or a text for each."""

Date = Annotated[
    Mapping[LanguageTag, Annotated[Passage, BeforeValidator(_words)]],
    BeforeValidator(_by_language),
    WithJsonSchema({"anyOf": [{"type": "integer"}, *TEXT_OR_BY_LANGUAGE["anyOf"]]}),
]
"""A date (2026-06-12, 2026-06 or 2026), one text for all languages, or a text for each."""


def with_typed(*, number: str = "", date: str = "") -> BeforeValidator:
    """Read the key `number` of an entry as `Value`, and its key `date` as `Date`.

    A value of YAML has no place of its own; the entry knows that of its key.
    """

    def read(entry: object) -> object:
        if not isinstance(entry, PlacedMapping):
            return entry
        found: dict[str, Any] = {}
        if number in entry and isinstance(value := entry[number], TypedInt | TypedFloat):
            found[number] = PlacedNumber.at(value.typed, entry.key_places[number])
        if date in entry and (typed := _date_in(entry[date])):
            found[date] = PlacedDate.at(typed, entry.key_places[date])
        if not found:
            return entry
        copied = PlacedMapping(entry.place)
        copied.key_places = entry.key_places
        copied.update({**entry, **found})
        return copied

    return BeforeValidator(read)


def _date_in(value: object) -> str:
    """The date that a value of YAML is; empty if it is none."""
    if isinstance(value, date):
        return value.isoformat()
    typed = value.typed if isinstance(value, TypedInt) else value if isinstance(value, str) else ""
    return str(typed) if DATE.fullmatch(typed) or _is_day(typed) else ""


def _is_day(text: str) -> bool:
    """Whether a text, such as one in quotes, is a valid day: 2026-06-12."""
    if not LIKE_A_DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def wrong_date(written: Mapping[str, Passage]) -> Iterator[Problem]:
    """Report a text that is meant as a day, and is not a valid date: 2026-13-01, 2026/6/12."""
    passage = written.get(ANY_LANGUAGE)
    if passage is None or isinstance(passage, TypedDate):
        return
    if LIKE_A_DAY.fullmatch(passage.source):
        message = f"'{passage.source}' is not a valid date"
        hint = "write a day as YYYY-MM-DD, such as 2026-06-12, or a text for each language"
        yield Problem("source/invalid-value", message, hint, passage.place)


def typed_unit(unit: Unit, form: DateForm = "long") -> Unit:
    """`unit` as a number or date if that is what its text is; otherwise as it is."""
    passage = unit.text.get(ANY_LANGUAGE)
    if isinstance(passage, TypedNumber):
        return unit_as(Number, unit, grouped=True)
    if isinstance(passage, TypedDate):
        return unit_as(DateUnit, unit, form=form)
    return unit
