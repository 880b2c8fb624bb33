"""How each language writes a number in figures: decimal sign, groups of digits, minus sign.

The rules are those of the Unicode CLDR, by Babel. A language that it does not know gets those of
its closest tag (RFC 4647, 3.4, lookup), or else those of English.
"""

from __future__ import annotations

from copy import copy
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError

MINUS = "\u2212"
"""The minus sign, as wide as a figure (Unicode 16.0, 6.2); the CLDR has a hyphen."""


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
    written = pattern.apply(abs(value), locale, group_separator=grouped)
    sign = MINUS if typed.startswith("-") else "+" if typed.startswith("+") else ""
    return f"{sign}{written}"


@cache
def closest_locale(tag: str) -> Locale:
    """The locale for `tag`, or for the closest tag that Babel knows, or else English."""
    while tag:
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            tag = tag.rpartition("-")[0]
    return Locale("en")
