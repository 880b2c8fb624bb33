"""Which script a text is in, and which language that is: the data is in scripts.yaml.

A text is tagged by its scripts, since a voice reads words by their language (WCAG 2.1, 3.1.2) and
glyphs depend on it. A word in a script that the language of its text is not written in is in the
first language of the publication that is, or else in the likely one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from fontTools import unicodedata as properties

DATA = Path(__file__).parent / "unicode" / "scripts.yaml"

COMMON, INHERITED = "Zyyy", "Zinh"
"""What is of no script: figures and marks; what belongs to the letter before it (UAX 24, 2.4)."""

IDEOGRAPHS = (
    r"\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3041-\u309a\u309d-\u309f\u30a1-\u30fa"
    r"\u30fc-\u30ff\u31c0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Han and kana (CSS Text 4, 8.4: ideographs), as the inside of a character class."""

WITHIN = re.compile(r"[ \u00a0\d'’.,;:!?&/@+_#%=*~$^|\\–-]*")
"""What may stand between two words of a foreign text in an alphabet: Western marks and figures.

Quotes and brackets may be those of the text around it."""

WIDE_WITHIN = re.compile(r"[· ]*")
"""What may stand between two words of a foreign text of wide letters, beside wide marks."""


@dataclass(frozen=True)
class _Script:
    language: str
    letters: int = 2
    together: frozenset[str] = frozenset()

    @property
    def is_wide(self) -> bool:
        """Whether a letter is a word for itself, and marks are as wide as letters."""
        return self.letters == 1


@dataclass(frozen=True)
class Stretch:
    """Words in scripts that the language of their text is not written in."""

    start: int
    end: int
    scripts: frozenset[str]


@cache
def script_of(character: str) -> str:
    """The script of a character, ISO 15924; full-width letters count as signs of Chinese."""
    if unicodedata.east_asian_width(character) == "F":
        return COMMON
    return str(properties.script(character))


def is_kana(character: str) -> bool:
    """Whether a character is a letter of a Japanese syllabary, or its length mark."""
    return character.isalpha() and bool({"Hira", "Kana"} & properties.script_extension(character))


@cache
def scripts_of(language: str) -> frozenset[str]:
    """The scripts that a language is written in, by its BCP 47 tag."""
    data = _data()
    primary, *subtags = language.split("-")
    script = next((each for each in subtags if re.fullmatch("[A-Z][a-z]{3}", each)), "")
    if not script:
        found = (name for name, tags in data["languages"].items() if primary in tags)
        script = next(found, "Latn")
    return frozenset(data["several"].get(script, [script]))


def foreign_words(text: str, language: str) -> Iterator[Stretch]:
    """Yield the words of `text` in scripts that `language` is not written in.

    A single letter of an alphabet is a sign of the text around it: A座, 5 m, α.
    """
    stretches: list[Stretch] = []
    for word in _words(text, scripts_of(language)):
        last = stretches[-1] if stretches else None
        if last and _are_one(last, word, text[last.end : word.start]):
            stretches[-1] = Stretch(last.start, word.end, last.scripts | word.scripts)
        else:
            stretches.append(word)
    for stretch in stretches:
        if _is_words(text[stretch.start : stretch.end], stretch.scripts):
            yield _with_marks(stretch, text)


def language_of(scripts: frozenset[str], languages: Sequence[str]) -> str:
    """The language of words in `scripts`: of `languages`, the first one that is written in them."""
    known = _scripts()
    first = next((script for script in known if script in scripts), min(scripts))
    likely = known[first].language if first in known else f"und-{first}"
    written = [language for language in languages if scripts <= scripts_of(language)]
    same = [language for language in written if language.split("-")[0] == likely]
    if _is_wide(scripts):  # kanji beside a Chinese text are Chinese
        written = same or written
    return written[0] if written else likely


def _words(text: str, own: frozenset[str]) -> Iterator[Stretch]:
    """The letters of `text` in one script, row by row, but for those in the scripts of its own."""
    scripts = [script_of(character) for character in text]
    for at in range(1, len(scripts)):
        if scripts[at] == INHERITED:
            scripts[at] = scripts[at - 1]
    end = 0
    for script, row in groupby(scripts):
        start, end = end, end + len(list(row))
        if script not in (COMMON, INHERITED, "Zzzz") and script not in own:
            yield Stretch(start, end, frozenset({script}))


def _are_one(one: Stretch, other: Stretch, between: str) -> bool:
    """Whether two rows of letters are one text; `between` stands between them."""
    if not all(other.scripts <= _script(each).together | {each} for each in one.scripts):
        return False
    if _is_wide(one.scripts):
        return all(_is_wide_mark(each) or WIDE_WITHIN.fullmatch(each) for each in between)
    return WITHIN.fullmatch(between) is not None


def _is_words(text: str, scripts: frozenset[str]) -> bool:
    least = min(_script(each).letters for each in scripts)
    rows = groupby(text, key=lambda each: script_of(each) not in (COMMON, INHERITED))
    return any(is_letter and len(list(row)) >= least for is_letter, row in rows)


def _with_marks(stretch: Stretch, text: str) -> Stretch:
    """The stretch with the wide marks right beside it, which are set as its letters are."""
    start, end = stretch.start, stretch.end
    if _is_wide(stretch.scripts):
        while start and _is_wide_mark(text[start - 1]):
            start -= 1
        while end < len(text) and _is_wide_mark(text[end]):
            end += 1
    return Stretch(start, end, stretch.scripts)


def _is_wide_mark(character: str) -> bool:
    """Whether a character of no script is wide (UAX 11): 《, 。, ー."""
    is_wide = unicodedata.east_asian_width(character) in "WF"
    return is_wide and script_of(character) in (COMMON, INHERITED)


def _is_wide(scripts: frozenset[str]) -> bool:
    return all(_script(each).is_wide for each in scripts)


def _script(code: str) -> _Script:
    return _scripts().get(code, _Script(f"und-{code}"))


@cache
def _scripts() -> dict[str, _Script]:
    return {
        code: _Script(given["language"], given.get("letters", 2), frozenset(given.get("with", ())))
        for code, given in _data()["scripts"].items()
    }


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(DATA.read_bytes())
    return data
