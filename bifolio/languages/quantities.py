"""Regular expressions for what stays on the line of a number: units, measure words, currencies.

The tables are in `units/`: si.yaml (the SI, and how units are combined) and cldr.yaml (names in
use, generated from the Unicode CLDR). Measure words are in the file of their language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from bifolio.languages.data_file import read_data

UNITS = Path(__file__).parent / "units"
SI, CLDR = UNITS / "si.yaml", UNITS / "cldr.yaml"

LONGEST_MULTIPLE = 3
"""Characters of the longest Han name that can be a prefix and a unit."""

NO_LETTER_AFTER = "(?![A-Za-zµμΩ0-9])"


@cache
def unit_pattern(tag: str, words: tuple[str, ...] = ()) -> str:
    """Return the pattern of a unit after a number in the language `tag`.

    It includes compound units (kW·h, μg/m³, 公里/小时), multiples of SI units (GHz, 毫西弗), and
    codes, symbols and names of currencies. `words` are further words that the language counts with.
    """
    si, cldr = read_data(SI), read_data(CLDR)
    symbol = _symbol(si, cldr)
    part = rf"(?:{symbol}[{si['exponents']}]*|{_names(tag, si, cldr, words)})"
    joiners = re.escape(si["joiners"] + si["names"].get(tag, {}).get("joiners", ""))
    # Brackets, as for a divisor that is a product, contain a few letters only.
    return rf"(?:{part}(?:[{joiners}](?:{part}|\([^()\s]{{1,12}}\)))*)"


@cache
def currency_pattern(tag: str) -> str:
    """Return the pattern of a currency before its amount: EUR 50, US$ 50, 人民币 50 元."""
    si, cldr = read_data(SI), read_data(CLDR)
    latin = [*_codes(si, cldr), *_currency_symbols(si, cldr)]
    han = [name for name in _currencies(tag, si, cldr) if len(name) > 1]
    firsts = "".join(sorted({re.escape(name[0]) for name in (*latin, *han)}))
    return rf"(?=[{firsts}])(?:(?<![A-Za-z]){one_of(latin)}|{one_of(han)})"


@cache
def amount_pattern() -> re.Pattern[str]:
    """Return the pattern of a text that is only an amount of money or a percentage.

    Such as €12.50, 12,50 EUR, 人民币 50 元, 3 %.
    """
    sign = f"(?:{currency_pattern('zh-Hans')}|[%％‰]|元)"
    figures = "[-+−]?[0-9][0-9.,'’ \u00a0\u202f]*"
    return re.compile(rf"{sign}[ \u00a0]?{figures}{sign}?|{figures}{sign}")


def _symbol(si: dict[str, Any], cldr: dict[str, Any]) -> str:
    """A unit in Latin letters that ends with its word."""
    excluded = {*si["not-units"]}
    multiples = {prefix + unit for prefix in ("", *si["prefixes"]) for unit in si["prefixed"]} | {
        *si["plain"],
        *cldr["symbols"].split(),
    }
    words = (multiples - excluded) | {*_codes(si, cldr), *_currency_symbols(si, cldr)}
    letters = {word for word in words if word[-1].isalpha() and not word.startswith("°")}
    signs = words - letters
    return rf"(?:{one_of(letters)}{NO_LETTER_AFTER}|{one_of(signs)}|[{si['squared']}])"


def _names(tag: str, si: dict[str, Any], cldr: dict[str, Any], words: tuple[str, ...]) -> str:
    """Units and measure words of a language."""
    latin = [word for word in words if word.isascii()]
    han = [word for word in words if not word.isascii()]
    found = [*han, *cldr["names"].get(tag, "").split(), *_currencies(tag, si, cldr)]
    parts = [one_of(found), rf"{one_of(latin)}{NO_LETTER_AFTER}"]
    if more := si["names"].get(tag):
        prefix, power, unit = (
            one_of(more[each].split()) for each in ("prefixes", "powers", "units")
        )
        # The longest name must match: 毫米汞柱, not 毫米; 5 欧元, not 5 欧.
        longest = one_of(name for name in found if len(name) > LONGEST_MULTIPLE)
        parts = [longest, f"(?:{power}{prefix}?|{prefix}){unit}", *parts, unit]
    return f"(?:{'|'.join(parts)})"


def _codes(si: dict[str, Any], cldr: dict[str, Any]) -> list[str]:
    return [*si["currency-codes"], *cldr["currency-codes"].split()]


def _currency_symbols(si: dict[str, Any], cldr: dict[str, Any]) -> list[str]:
    return [*si["currency-symbols"], *cldr["currency-symbols"].split()]


def _currencies(tag: str, si: dict[str, Any], cldr: dict[str, Any]) -> list[str]:
    return [name for table in (cldr, si) for name in table["currencies"].get(tag, "").split()]


def one_of(words: Iterable[str]) -> str:
    """Return a pattern for one of `words`, the longest that fits; without words it never matches.

    Words with the same first letter are grouped, so that hundreds of them match fast.
    """
    by_first: dict[str, list[str]] = {}
    for word in sorted({*words} - {""}, key=lambda word: (-len(word), word)):
        by_first.setdefault(word[0], []).append(re.escape(word[1:]))
    branches = [
        re.escape(first) + (f"(?:{'|'.join(rests)})" if len(rests) > 1 else rests[0])
        for first, rests in by_first.items()
    ]
    return f"(?:{'|'.join(branches) or '(?!)'})"
