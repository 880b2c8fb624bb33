"""Typed values as text: numbers, dates and amounts by the rules of a language (Unicode CLDR)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from bifolio.document.values import TypedValue
from bifolio.languages import find_language
from bifolio.languages.written_dates import write_date
from bifolio.languages.written_numbers import closest_locale

if TYPE_CHECKING:
    from babel import Locale


def written(value: TypedValue, language: str, languages: Sequence[str]) -> str:
    """The text of a valid `value` in `language`, one of `languages`, those of the publication."""
    from babel import dates, numbers, units  # take long to import, and few publications need them

    locale = closest_locale(language)
    pattern = None if value.digits is None else f"#,##0.{'0' * value.digits}".rstrip(".")
    written: str
    if value.number is not None:
        if value.form == "words":
            digits = 1 if value.digits is None else value.digits
            return _in_words(_rounded(value.number, digits, languages), digits, locale)
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
        if style_of_date == "full":
            written = write_date(value.date.isoformat(), language, "full")
        else:
            written = dates.format_date(value.date, style_of_date, locale)
    else:
        hours, _, minutes = (value.time or "0:00").partition(":")
        written = dates.format_time(time(int(hours), int(minutes)), "short", locale=locale)
    return written


def _rounded(number: float, digits: int, languages: Sequence[str]) -> Decimal:
    """The number as all of `languages` write it: with `digits` in that of the largest unit.

    Rounded by each, 12,600 would be 12.6 thousand in English and 1.3万 in Chinese.
    """
    exact = Decimal(str(number))
    unit = max(_unit_exponent(exact, closest_locale(each)) for each in languages)
    if not unit:
        return exact
    return Decimal(round(exact.scaleb(digits - unit))).scaleb(unit - digits)


def _unit_exponent(number: Decimal, locale: Locale) -> int:
    """The power of ten that the word of `locale` for `number` means: 3 of thousand, 4 of 万."""
    patterns = _patterns(locale)["other"]
    power = _power(number, patterns)
    pattern = str(patterns[str(10**power)].pattern) if power else "0"
    return power + 1 - pattern.count("0") if pattern.strip("0") else 0


def _in_words(number: Decimal, digits: int, locale: Locale) -> str:
    """The number, rounded to `digits`, with the words of `locale` for thousand and so on.

    Babel itself writes “1 millions” in French: it has a form of its own for one thousand.
    """
    from babel import numbers  # as in `written`

    patterns, unit = _patterns(locale), _unit_exponent(number, locale)
    if not unit:
        written: str = numbers.format_decimal(number, "0", locale, False)
        return written
    amount = Decimal(f"{number.scaleb(-unit).normalize():f}")  # 1.000 would be a plural
    magnitude = str(10 ** _power(number, patterns["other"]))
    forms = ("1",) * (amount == 1) + (locale.plural_form(abs(amount)), "other")
    form = next(each for each in forms if magnitude in patterns.get(each, ()))
    pattern = copy(patterns[form][magnitude])
    pattern.frac_prec = 0, digits
    return str(pattern.apply(amount, locale))


def _power(number: Decimal, patterns: Mapping[str, Any]) -> int:
    """The power of ten of the largest magnitude in `patterns` that `number` reaches, or 0."""
    largest = max(len(each) - 1 for each in patterns)
    power = min(number.adjusted(), largest) if number else 0
    return power if str(10 ** max(power, 0)) in patterns and power > 0 else 0


def _patterns(locale: Locale) -> Mapping[str, Mapping[str, Any]]:
    """The patterns for thousand and so on, by the form of the plural and by magnitude."""
    formats: Any = locale.compact_decimal_formats
    patterns: Mapping[str, Mapping[str, Any]] = formats["long" if "long" in formats else "short"]
    return patterns
