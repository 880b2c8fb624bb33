"""Turns each line end of the source into a space, or removes it.

The rule is that of CSS Text 3, 4.1.3 (segment break transformation): nothing between two wide
characters (UAX 11) and beside a full-width mark; otherwise a space. What is ambiguous in UAX 11
(℃, ①, ※, —) is wide in a Chinese text. Hangul is set with spaces.
"""

from __future__ import annotations

import re
import unicodedata

from bifolio.languages import Language
from bifolio.text.runs import Runs, is_wide, plain, substitute

LINE_END = "\n"


def join_lines(runs: Runs, language: Language | None) -> Runs:
    """Replace each line end of the source by a space or nothing, in a text in `language`."""
    if LINE_END not in plain(runs):
        return runs

    def replacement(match: re.Match[str]) -> str:
        before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
        if not before or not after:
            return ""
        marks = any(_is_mark(character, language) for character in (before, after))
        wide = all(_is_wide(character, language) for character in (before, after))
        return "" if marks or wide else " "

    return substitute(runs, rf" *{LINE_END}[ {LINE_END}]*", replacement)


def _is_mark(character: str, language: Language | None) -> bool:
    """Whether `character` is a mark with space within its em (CLREQ 3.1.3)."""
    if unicodedata.category(character)[0] == "P":
        return unicodedata.east_asian_width(character) in "WF" or (
            language is not None and character in language.all_marks
        )
    return False


def _is_wide(character: str, language: Language | None) -> bool:
    if is_wide(character):
        return True
    width = unicodedata.east_asian_width(character)
    is_letter = unicodedata.category(character)[0] == "L"
    return width == "A" and not is_letter and language is not None and language.is_han
