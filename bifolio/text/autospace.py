"""The space between ideographs and letters or figures of other scripts, where nobody typed one.

It stands where CSS Text 4 has it (8.4, text-autospace: ideograph-alpha, ideograph-numeric), beside
the classes of characters that are defined there by their Unicode properties, and in addition beside
signs that are part of a Western word or number, which each language lists: C++, 25%, $5.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

from bifolio.languages import Language
from bifolio.languages.scripts import IDEOGRAPHS
from bifolio.text.escapes import LATIN_APOSTROPHE, addresses_in
from bifolio.text.runs import Runs, substitute

NO_IDEOGRAPHS = (
    range(0x2E80),
    range(0xA4D0, 0xAC00),
    range(0xFB00, 0xFE00),
    range(0x10000, 0x17000),
)
"""Where letters and figures of other scripts are."""

RAISED = "⁰¹²³⁴-⁹₀-₉ⁿₐ-ₜ"
"""Figures and letters above and below the line, which end a word that they stand in: CO₂, m³.

After an ideograph they are note marks.
"""


def set_spaces(runs: Runs, language: Language) -> Runs:
    """Put a space between ideographs and letters, figures and signs of other scripts.

    Within an address none is put in.
    """
    return substitute(runs, _boundary(language), " ", addresses_in(runs))


@cache
def _boundary(language: Language) -> re.Pattern[str]:
    letters, (first, last) = (
        letters_and_figures() + LATIN_APOSTROPHE,
        map(re.escape, language.latin_signs),
    )
    han = f"[{IDEOGRAPHS}]"
    after = [
        rf"(?<=[{letters}]{ending})"
        for ending in ("", *(f"[{last}{RAISED}]" * count for count in (1, 2, 3)))
    ]
    before = rf"[{first}]{{0,2}}[{letters}]" if first else f"[{letters}]"
    # An accent belongs to the letter before it, be it Han (UAX 29): a boundary is after both.
    accent = f"[{accents()}]"
    own = "".join(rf"(?<!{han}{accent * count})" for count in (1, 2, 3))
    return re.compile(rf"(?<={han})(?!{accent})(?={before})|(?:{'|'.join(after)}){own}(?={han})")


@cache
def letters_and_figures() -> str:
    """The inside of a character class: what CSS Text 4, 8.4, calls non-ideographic.

    Letters and marks (general categories L and M) and decimal figures (Nd) that are not as wide as
    an ideograph (UAX 11).
    """
    code_points = (
        code_point for block in NO_IDEOGRAPHS for code_point in block if _is_narrow(chr(code_point))
    )
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in _ranges(code_points))


@cache
def accents() -> str:
    """The inside of a character class: marks that are drawn on the letter before them."""
    code_points = (
        code_point
        for block in NO_IDEOGRAPHS
        for code_point in block
        if unicodedata.category(chr(code_point)) in ("Mn", "Me")
    )
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in _ranges(code_points))


def _is_narrow(character: str) -> bool:
    category = unicodedata.category(character)
    return (category[0] in "LM" or category == "Nd") and unicodedata.east_asian_width(
        character
    ) not in "WF"


def _ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each row of consecutive `numbers`."""
    for _, group in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        row = [number for _, number in group]
        yield row[0], row[-1]
