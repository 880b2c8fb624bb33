"""Typed values as text: numbers, dates and amounts by the rules of a language (Unicode CLDR)."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Literal

from bifolio.document.values import TypedValue
from bifolio.languages import find_language
from bifolio.languages.written_numbers import closest_locale

if TYPE_CHECKING:
    from babel import Locale


def written(value: TypedValue, language: str) -> str:
    """The text of a valid `value` in `language`."""
    from babel import dates, numbers, units  # take long to import, and few publications need them

    locale = closest_locale(language)
    pattern = None if value.digits is None else f"#,##0.{'0' * value.digits}".rstrip(".")
    written: str
    if value.number is not None:
        if value.form == "words":
            return _in_words(value.number, value.digits, locale)
        written = numbers.format_decimal(value.number, pattern, locale, False)
    elif value.money is not None:
        style: Literal["name", "standard"] = "name" if value.form == "words" else "standard"
        if value.digits is not None and style == "standard":
            pattern = str(locale.currency_formats["standard"].pattern)
            pattern = pattern.replace(".00", f".{'0' * value.digits}".rstrip("."))
        written = numbers.format_currency(
            value.money, value.currency or "", pattern, locale, pattern is None, style
        )
    elif value.percent is not None:
        written = numbers.format_percent(value.percent / 100, None, locale, False)
    elif value.measure is not None:
        # The CLDR has the words of Chinese units in the short form, and none in the long one.
        rules = find_language(language)
        is_short = value.form == "short" or (rules is not None and rules.is_han)
        length: Literal["short", "long"] = "short" if is_short else "long"
        written = units.format_unit(value.measure, value.unit or "", length, pattern, locale)
    elif value.date is not None:
        style_of_date = value.form if value.form and value.form != "words" else "long"
        written = dates.format_date(value.date, style_of_date, locale)
    else:
        hours, _, minutes = (value.time or "0:00").partition(":")
        written = dates.format_time(time(int(hours), int(minutes)), "short", locale=locale)
    return written


def _in_words(number: float, digits: int | None, locale: Locale) -> str:
    """The number, rounded to `digits`, with the words of `locale` for thousand and so on."""
    from babel import numbers  # as in `written`

    style: Literal["long", "short"] = (
        "long" if "long" in locale.compact_decimal_formats else "short"
    )
    rounded: str = numbers.format_compact_decimal(
        number, format_type=style, locale=locale, fraction_digits=1 if digits is None else digits
    )
    return rounded
