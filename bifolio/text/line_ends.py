"""What a line end of the source is on the page: a space, or nothing.

The rule is that of CSS Text 3, 4.1.3 (segment break transformation): nothing between two wide
characters (UAX 11), nor beside a mark that has space of its own; else a space. What is ambiguous in
UAX 11 (℃, ①, ※, —) is wide in a Chinese text. Hangul is set with spaces.
"""

from __future__ import annotations

import re
import unicodedata

from bifolio.languages import Language
from bifolio.text.runs import Runs, plain, substitute

LINE_END = "\n"


def set_line_ends(runs: Runs, language: Language | None) -> Runs:
    """Make each line end of the source a space or nothing; `language` is that of the text."""
    if LINE_END not in plain(runs):
        return runs

    def put_in(match: re.Match[str]) -> str:
        before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
        if not before or not after:
            return ""
        marks = any(_is_mark(character, language) for character in (before, after))
        wide = all(_is_wide(character, language) for character in (before, after))
        return "" if marks or wide else " "

    return substitute(runs, rf" *{LINE_END}[ {LINE_END}]*", put_in)


def _is_mark(character: str, language: Language | None) -> bool:
    """Whether `character` is punctuation that has its space within itself (CLREQ 3.1.3)."""
    if unicodedata.category(character)[0] == "P":
        return unicodedata.east_asian_width(character) in "WF" or (
            language is not None and character in language.all_marks
        )
    return False


def _is_wide(character: str, language: Language | None) -> bool:
    width = unicodedata.east_asian_width(character)
    if width in "WFH":
        return not unicodedata.name(character, "").startswith("HANGUL")
    is_letter = unicodedata.category(character)[0] == "L"
    return width == "A" and not is_letter and language is not None and language.is_han
