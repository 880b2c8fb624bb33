"""How each language writes a date, a month or a year: 12 June 2026, 2026年6月12日, 1912年.

The rules are those of the Unicode CLDR, by Babel, in the locale of the language's data file. That
file has what the CLDR lacks: the first day of a month, 1er in French. The day of the week is in
parentheses in Chinese, as is usual in print.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bifolio.languages import find_language
from bifolio.languages.data_file import closest, read_data
from bifolio.languages.written_numbers import closest_locale

if TYPE_CHECKING:
    from babel import Locale

DateForm = Literal["full", "long", "medium", "short"]
"""`full` has the day of the week; the others are shorter and shorter."""

RANGES = Path(__file__).parent / "punctuation" / "ranges.yaml"


@cache
def write_date(typed: str, language: str, form: DateForm = "long") -> str:
    """Return the date `typed` (2026-06-12, 2026-06 or 2026) as text in `language` has it."""
    from babel import dates  # takes long to import, and few publications need it

    locale = closest_locale(language)
    year, month, day = (*map(int, typed.split("-")), 1, 1)[:3]
    when = date(year, month, day)
    match typed.count("-"):
        case 0:
            return str(dates.format_skeleton("y", when, locale=locale))
        case 1:
            return str(dates.format_skeleton("yMMMM", when, locale=locale))
        case _:
            written = str(dates.format_date(when, _pattern(when, language, form, locale), locale))
            if form == "full" and locale.language == "zh":
                weekday = str(dates.format_date(when, "EEEE", locale))
                # A full-width bracket has room of its own; the CLDR has a space in zh-Hant.
                written = re.sub(rf"\s*{weekday}", f"（{weekday}）", written)
            return written


@cache
def month_names(language: str) -> tuple[str, ...]:
    """Return the names of the months as dates in `language` have them, from January on."""
    months = closest_locale(language).months["format"]["wide"]
    return tuple(months[number] for number in sorted(months))


def _pattern(when: date, language: str, form: DateForm, locale: Locale) -> str:
    """The pattern (UTS 35, 4) of a date of a `form`, with the name of the first day of a month."""
    rules = find_language(language)
    if when.day != 1 or rules is None or not rules.first_day:
        return form
    pattern = str(locale.date_formats[form].pattern)
    first = f"'{rules.first_day}'"
    return re.sub("'[^']*'|d+", lambda part: first if part[0] == "d" else part[0], pattern)


def begins_with_date(text: str, language: str) -> bool:
    """Whether `text` begins with an ordinal that is part of a date: 2. Oktober, 2. bis 11. Oktober.

    The language has a full stop after the day or the year of its dates (CLDR), and only words in
    small letters, numbers and signs are before the name of a month.
    """
    if not re.match(r"\d{1,4}\.\s", text):
        return False
    if not re.search(r"[dy]\.", str(closest_locale(language).date_formats["long"].pattern)):
        return False
    names = "|".join(map(re.escape, _all_month_names(language)))
    between = r"(?:(?:\d{1,4}\.?|[^\W\d_A-Z]+|[–—+&/-])\s*){0,4}?"
    return re.match(rf"\d{{1,4}}\.\s+{between}(?:{names})(?!\w)", text) is not None


@cache
def _all_month_names(language: str) -> tuple[str, ...]:
    """The names of the months in dates and by themselves, long and short, without full stops."""
    months = closest_locale(language).months
    found = {
        name.rstrip(".")
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in months[context][width].values()
    }
    return tuple(sorted(found, key=len, reverse=True))


def write_range(begin: str, end: str, language: str) -> str:
    """Return the time from `begin` to `end` as text in `language` has it: 9:00–9:30."""
    return f"{begin}{closest(read_data(RANGES), language)}{end}"
