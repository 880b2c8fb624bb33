"""How Chinese is set: full-width punctuation, its own quotes, space between Han and Latin."""

from __future__ import annotations

import re
from itertools import cycle

from bifolio.content import Runs, split_language, substitute
from bifolio.languages import Language
from bifolio.typeset.line_ends import set_line_ends

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
"""Ideographs, as the inside of a character class."""

MARKS = "，。、；：？！（）《》〈〉「」『』【】〔〕“”‘’—…·"
"""Punctuation that has its space within itself (CLREQ 3.1)."""

FULL_WIDTH = str.maketrans(",;:?!().", "，；：？！（）。")

LATIN_WORDS = r"[A-Za-z]{2,}(?:['’.&/-]?[A-Za-z]+)*(?: [A-Za-z]{2,}(?:['’.&/-]?[A-Za-z]+)*)*"

STRAIGHT_QUOTES = ('"', "'")
"""What is typed for the outer and the inner pair."""


def set_chinese(runs: Runs, language: Language) -> Runs:
    """Set Chinese `runs`: punctuation, quotes, dashes, Han–Latin space, language of Latin words."""
    for pattern, replacement in PUNCTUATION:
        runs = substitute(runs, pattern, replacement)
    for quote, pair in zip(STRAIGHT_QUOTES, language.quotes, strict=True):
        runs = _curl(runs, quote, pair)
    runs = set_line_ends(runs, language)
    for pattern, replacement in SPACING:
        runs = substitute(runs, pattern, replacement)
    return split_language(runs, LATIN_WORDS, "en")


def _full_width(match: re.Match[str]) -> str:
    return match[0].strip().translate(FULL_WIDTH)


PUNCTUATION = (
    # U+2010 is what the press ends lines with; a hyphen that is always seen is U+002D.
    (r"\u2010", "-"),
    # A pair of brackets beside Han or around it is Chinese; both of its marks are.
    (rf"(?<=[{HAN}{MARKS}]) ?\((?=[^()]*\))|\((?=[^()]*[{HAN}][^()]*\))", _full_width),
    (r"(?<=（)([^()（）]*)\)", r"\1）"),
    # Marks after Han, or before it, typed on a Western keyboard (GB/T 15834-2011, 5.1).
    (rf"(?<=[{HAN}{MARKS}]) ?[,;:?!][ \n]?", _full_width),
    (rf"(?<=[\w%)]) ?[,;][ \n]?(?=[{HAN}])", _full_width),
    (
        rf"(?:(?<=[{HAN}）”’」』》])|(?<=[{HAN}][\"'])|(?<=[{HAN}][\"'][\"']))"
        rf"\.(?=$|[{HAN}{MARKS} \n\"'])",
        _full_width,
    ),
    # An ellipsis and a dash are two em long (GB/T 15834-2011, 4.11 and 4.13).
    (r"\.{3,6}|…+", "……"),
    (r"-{2,3}|—+", "——"),
)
"""Pattern and replacement, in the order in which they apply."""

SPACING = (
    # A quarter em between Han and Latin letters or digits (CLREQ 3.2.2); U+0020 is about that.
    (rf"(?<=[{HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[{HAN}])", " "),
)


def _curl(runs: Runs, quote: str, pair: str) -> Runs:
    """Turn straight quotes into pairs, opening and closing by turns."""
    marks = cycle(pair)
    # Between Latin letters a single quote is an apostrophe.
    runs = substitute(runs, r"(?<=[A-Za-z])'(?=[A-Za-z])", "’")
    return substitute(runs, quote, lambda match: next(marks))
