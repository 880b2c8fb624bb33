"""How each language writes a date, a month or a year: 12 June 2026, 2026年6月12日, 1912年.

The rules are those of the Unicode CLDR, by Babel, in the locale of the language's data file; the
day of the week is in parentheses in Chinese, as is usual in print.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from bifolio.languages.data_file import closest, read_data
from bifolio.languages.written_numbers import closest_locale

DateForm = Literal["full", "long"]
"""With the day of the week, or without it."""

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
            written = str(dates.format_date(when, form, locale))
            if form == "full" and locale.language == "zh":
                weekday = str(dates.format_date(when, "EEEE", locale))
                written = written.replace(weekday, f"（{weekday}）")
            return written


def write_range(begin: str, end: str, language: str) -> str:
    """Return the time from `begin` to `end` as text in `language` has it: 9:00–9:30."""
    return f"{begin}{closest(read_data(RANGES), language)}{end}"
