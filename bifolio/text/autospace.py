"""Puts a space between ideographs and letters or figures of other scripts, if none was typed.

The boundaries are those of CSS Text 4 (8.4, text-autospace: ideograph-alpha, ideograph-numeric),
which defines the classes of characters by Unicode properties, and in addition the signs that each
language lists as parts of a Western word or number: C++, 25%, $5.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby

from bifolio.languages import Language
from bifolio.languages.scripts import IDEOGRAPHS
from bifolio.text.escapes import LATIN_APOSTROPHE, addresses_in, with_escaped
from bifolio.text.hashtags import hashtag_spans
from bifolio.text.runs import Runs, plain, substitute

NO_IDEOGRAPHS = (
    range(0x2E80),
    range(0xA4D0, 0xAC00),
    range(0xFB00, 0xFE00),
    range(0x10000, 0x17000),
)
"""The code points among which letters and figures of other scripts are."""

RAISED = "⁰¹²³⁴-⁹₀-₉ⁿₐ-ₜ"
"""Superscript and subscript figures and letters, which can end a Western word: CO₂, m³.

After an ideograph they are note marks.
"""


def set_spaces(runs: Runs, language: Language) -> Runs:
    """Put a space between ideographs and letters, figures and signs of other scripts.

    Addresses and hashtags stay as they are.
    """
    kept = [*addresses_in(runs), *hashtag_spans(with_escaped(plain(runs)))]
    return substitute(runs, _boundary(language), " ", kept)


@cache
def _boundary(language: Language) -> re.Pattern[str]:
    letters = letters_and_figures() + LATIN_APOSTROPHE
    first, last = map(re.escape, language.latin_signs)
    han = f"[{IDEOGRAPHS}]"
    after = [
        rf"(?<=[{letters}]{ending})"
        for ending in ("", *(f"[{last}{RAISED}]" * count for count in (1, 2, 3)))
    ]
    before = rf"[{first}]{{0,2}}[{letters}]" if first else f"[{letters}]"
    # An accent belongs to the character before it, even to Han (UAX 29): a boundary follows both.
    accent = f"[{accents()}]"
    own = "".join(rf"(?<!{han}{accent * count})" for count in (1, 2, 3))
    return re.compile(rf"(?<={han})(?!{accent})(?={before})|(?:{'|'.join(after)}){own}(?={han})")


@cache
def letters_and_figures() -> str:
    """Return the inside of a character class: what CSS Text 4, 8.4, calls non-ideographic.

    Letters and marks (general categories L and M) and decimal figures (Nd) that are not as wide as
    an ideograph (UAX 11).
    """
    return _class(_is_narrow)


@cache
def accents() -> str:
    """Return the inside of a character class: combining marks."""
    return _class(lambda character: unicodedata.category(character) in ("Mn", "Me"))


def _class(belongs: Callable[[str], bool]) -> str:
    """The inside of a class of the characters of `NO_IDEOGRAPHS` that belong to it."""
    found = (number for block in NO_IDEOGRAPHS for number in block if belongs(chr(number)))
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in _ranges(found))


def _is_narrow(character: str) -> bool:
    category = unicodedata.category(character)
    is_wide = unicodedata.east_asian_width(character) in "WF"
    return (category[0] in "LM" or category == "Nd") and not is_wide


def _ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each range of consecutive `numbers`."""
    for _, group in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        row = [number for _, number in group]
        yield row[0], row[-1]
