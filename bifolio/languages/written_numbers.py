"""How each language writes a number in figures: decimal sign, groups of digits, minus sign.

The rules are those of the Unicode CLDR, by Babel, which takes long to import.
"""

from __future__ import annotations

import re
from copy import copy
from decimal import Decimal, localcontext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from bifolio.languages import find_language
from bifolio.languages.data_file import closest, read_data

if TYPE_CHECKING:
    from babel import Locale

MINUS = "\u2212"
"""The minus sign, as wide as a figure (Unicode 16.0, 6.2); the CLDR has a hyphen."""


SCALES = {"°C": "celsius", "°F": "fahrenheit"}
"""The units of temperature, by their signs, with their names in the CLDR."""

PARTITIVES = Path(__file__).with_name("units") / "partitives.yaml"

DIGITS = 60
"""More than any number has; the usual precision would be exceeded by 28 of them."""


@cache
def write_number(typed: str, language: str, *, grouped: bool) -> str:
    """Return the number `typed` (-1234.50) as text in `language` has it, with all of its decimals.

    `grouped` is whether its digits are in groups, mostly of three: 1,234.50, 1 234,50.
    """
    value = Decimal(typed)
    decimals = -int(value.as_tuple().exponent)
    locale = closest_locale(language)
    pattern = copy(locale.decimal_formats[None])
    pattern.frac_prec = decimals, decimals
    with localcontext(prec=DIGITS):
        written = pattern.apply(abs(value), locale, group_separator=grouped)
    sign = MINUS if typed.startswith("-") else "+" if typed.startswith("+") else ""
    return f"{sign}{regroup(written, language)}"


def regroup(written: str, language: str) -> str:
    """Return `written`, by the CLDR, with groups of digits as the file of `language` has them.

    Babel does not apply the least number of digits that have groups either (UTS 35, part 3,
    minimumGroupingDigits).
    """
    rules = find_language(language)
    if rules is None or not rules.digit_groups or rules.tag != language:
        return written
    separator, least = rules.digit_groups
    symbols = closest_locale(language).number_symbols
    sign = re.escape(symbols.get("latn", symbols)["group"])

    def grouped(number: re.Match[str]) -> str:
        groups = re.split(sign, number[0])
        return (separator if len("".join(groups)) >= least else "").join(groups)

    return re.sub(rf"(?<!\d)\d{{1,3}}(?:{sign}\d{{3}})+(?!\d)", grouped, written)


@cache
def write_percent(fraction: str, language: str) -> str:
    """Return `fraction` (0.125) as a percentage with all of its decimals: 12.5%, 12,5 %."""
    value = Decimal(fraction)
    locale = closest_locale(language)
    pattern = copy(locale.percent_formats[None])
    decimals = max(-int(value.as_tuple().exponent) - 2, 0)
    pattern.frac_prec = decimals, decimals
    with localcontext(prec=DIGITS):
        written: str = pattern.apply(value, locale)
    return regroup(written, language)


def partitive(unit: str, language: str) -> str:
    """Return what `language` has between a noun such as million and `unit`: de, d’; or nothing."""
    before_consonant, before_vowel = closest(read_data(PARTITIVES), language)
    is_vowel = normalize("NFD", unit)[:1].casefold() in tuple("aeiou")
    found: str = before_vowel if is_vowel else before_consonant
    return found


@cache
def space_before(unit: str, language: str) -> str:
    """Return what `language` has between a number and `unit`: a space, or nothing before a sign.

    The signs of percent and of degrees Celsius are apart in some languages: 12.5%, 12,5 %. That of
    an angle is not.
    """
    if unit.startswith(("%", "‰")):
        percent = write_percent("0.1", language)
        return next((each for each in percent if each.isspace()), "")
    if scale := next((name for sign, name in SCALES.items() if unit.startswith(sign)), ""):
        from babel import units  # few publications need it

        name, locale = f"temperature-{scale}", closest_locale(language)
        degrees = units.format_unit(5, name, "short", locale=locale).replace(" ", "\u00a0")
        return next((each for each in degrees if each.isspace()), "")
    return "" if unit.startswith("°") else " "


@cache
def closest_locale(language: str) -> Locale:
    """The locale of the CLDR for `language`, or for the closest tag that it has (RFC 4647, 3.4).

    Default: that of English.
    """
    from babel import Locale, UnknownLocaleError  # few publications need it

    rules = find_language(language)
    tag = rules.locale if rules and rules.locale and rules.tag == language else language
    while tag:
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            tag = tag.rpartition("-")[0]
    return Locale("en")
