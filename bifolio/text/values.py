"""Typed values as text: numbers, dates and amounts by the rules of a language (Unicode CLDR)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import time
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING, Any, Literal

from bifolio.document.values import TypedValue, decimals_of
from bifolio.languages import find_language
from bifolio.languages.scripts import IDEOGRAPHS
from bifolio.languages.written_dates import write_date
from bifolio.languages.written_numbers import (
    DIGITS,
    MINUS,
    closest_locale,
    partitive,
    regroup,
)

if TYPE_CHECKING:
    from babel import Locale

MILLION = 6
"""The power of ten from which number words are nouns: 2 millions d’euros, but 2000 euros."""


def written(value: TypedValue, language: str, languages: Sequence[str]) -> str:
    """The text of a valid `value` in `language`, one of `languages`, those of the publication."""
    from babel import dates  # takes long to import, and few publications need it

    locale = closest_locale(language)
    if value.amount is not None:
        with localcontext(prec=DIGITS):
            if value.form == "words":
                amount = _with_words(value, value.amount, language, languages)
            else:
                amount = _in_digits(value, value.amount, language)
        amount = regroup(amount, language)
        return amount.replace("-", MINUS, 1) if value.amount < 0 else amount
    found: str
    if value.date is None:
        hours, _, minutes = (value.time or "0:00").partition(":")
        found = dates.format_time(time(int(hours), int(minutes)), "short", locale=locale)
    else:
        form = value.form if value.form and value.form != "words" else "long"
        found = write_date(str(value.date), language, form)
    return found


def _in_digits(value: TypedValue, amount: Decimal, language: str) -> str:
    """The amount with its currency, unit or sign, with all of its decimals or those asked for."""
    from babel import numbers, units  # as in `written`

    locale = closest_locale(language)
    least = _least_decimals(value.currency) if value.currency else 0
    digits = max(decimals_of(amount), least) if value.digits is None else value.digits
    rounded = _rounded(amount, digits)
    found: str
    if value.money is not None:
        style: Literal["name", "standard"] = "name" if value.form == "words" else "standard"
        decimal = locale.decimal_formats[None] if value.form == "words" else None
        pattern = _pattern(decimal or locale.currency_formats["standard"], digits)
        currency = value.currency or ""
        found = numbers.format_currency(rounded, currency, pattern, locale, False, style)
        if style == "standard":
            found = _spaced(found, numbers.get_currency_symbol(currency, locale))
    elif value.percent is not None:
        pattern = _pattern(locale.percent_formats[None], digits)
        found = numbers.format_percent(rounded.scaleb(-2), pattern, locale)
    elif value.measure is not None:
        # The CLDR has the words of Chinese units in the short form, and none in the long one.
        rules = find_language(language)
        is_short = value.form == "short" or (rules is not None and rules.is_han)
        length: Literal["short", "long"] = "short" if is_short else "long"
        pattern = _pattern(locale.decimal_formats[None], digits)
        found = units.format_unit(rounded, value.unit or "", length, pattern, locale)
    else:
        pattern = _pattern(locale.decimal_formats[None], digits)
        found = numbers.format_decimal(rounded, pattern, locale)
    return found


def _least_decimals(currency: str) -> int:
    """The decimals of any amount of money: those of its cents, or none where nobody pays in cents.

    Source: CLDR, supplemental data, "currencyData", `digits` and `cashDigits`.
    """
    from babel.core import get_global  # as in `written`

    fractions = get_global("currency_fractions")
    digits, _, cash_digits, _ = fractions.get(currency, fractions["DEFAULT"])
    return int(min(digits, cash_digits))


def _spaced(amount: str, symbol: str) -> str:
    """The amount with a no-break space between its figures and a symbol of letters: CHF 12.50.

    Source: UTS 35, part 3, "currencySpacing", which Babel does not apply; € and $ have none.
    """
    if unicodedata.category(symbol[-1])[0] not in "SZ":
        amount = re.sub(rf"{re.escape(symbol)}(?=\d)", f"{symbol}\u00a0", amount)
    if unicodedata.category(symbol[0])[0] not in "SZ":
        amount = re.sub(rf"(?<=\d){re.escape(symbol)}", f"\u00a0{symbol}", amount)
    return amount


def _pattern(pattern: Any, digits: int) -> Any:
    """A pattern of Babel for numbers, with `digits` after the decimal sign."""
    copied = copy(pattern)
    copied.frac_prec = digits, digits
    return copied


def _with_words(value: TypedValue, amount: Decimal, language: str, languages: Sequence[str]) -> str:
    """The amount with the word for thousand, million and so on, and with that of its currency.

    `digits` round it once for all of `languages`: rounded by each, 12,600 would be 12.6 thousand in
    English and 1.3万 in Chinese. An amount that is too small for such a word is in digits.
    """
    from babel import numbers  # as in `written`

    locale = closest_locale(language)
    largest = max(_unit_exponent(amount, closest_locale(each)) for each in languages)
    if not largest and value.money is not None:
        return _in_digits(value, amount, language)
    if value.digits is not None:
        amount = _rounded(amount, value.digits - largest)
    unit = _unit_exponent(amount, locale)
    if unit:
        number = _in_words(amount, unit, locale)
    else:
        digits = decimals_of(amount)
        number = numbers.format_decimal(
            amount, _pattern(numbers.parse_pattern("0"), digits), locale
        )
    if value.money is None:
        return number
    name = numbers.get_currency_name(value.currency or "", amount, locale)
    if unit >= MILLION:
        name = partitive(name, language) + name
    pattern = numbers.get_currency_unit_pattern(value.currency or "", abs(amount), locale)
    found: str = pattern.format(number, name)
    return re.sub(rf"(?<=[{IDEOGRAPHS}]) (?=[{IDEOGRAPHS}])", "", found)


def _rounded(number: Decimal, digits: int) -> Decimal:
    """The number with `digits` after its decimal sign (less than 0: with zeros before it).

    Halves are rounded up, as readers do.
    """
    rounded = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return Decimal(f"{rounded:f}")


def _unit_exponent(number: Decimal, locale: Locale) -> int:
    """The power of ten that the word of `locale` for `number` means: 3 of thousand, 4 of 万."""
    patterns = _patterns(locale)["other"]
    power = _power(number, patterns)
    pattern = str(patterns[str(10**power)].pattern) if power else "0"
    return power + 1 - pattern.count("0") if pattern.strip("0") else 0


def _in_words(number: Decimal, unit: int, locale: Locale) -> str:
    """The number with the word of `locale` for the power of ten `unit`.

    Babel itself writes “1 millions” in French: it has a form of its own for one thousand.
    """
    patterns = _patterns(locale)
    amount = Decimal(f"{number.scaleb(-unit).normalize():f}")  # 1.000 would be a plural
    magnitude = str(10 ** _power(number, patterns["other"]))
    forms = ("1",) * (amount == 1) + (locale.plural_form(abs(amount)), "other")
    form = next(each for each in forms if magnitude in patterns.get(each, ()))
    pattern = copy(patterns[form][magnitude])
    pattern.frac_prec = 0, decimals_of(amount)
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
