"""The scripts of a text, and the languages of words in other scripts; data: scripts.yaml.

Words are tagged by their script, because screen readers pronounce them by their language (WCAG 2.1,
3.1.2) and glyphs depend on it. A word in a foreign script gets the first language of the
publication that is written in that script, or else the likely one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from fontTools import unicodedata as properties

from bifolio.languages.data_file import read_data

DATA = Path(__file__).parent / "unicode" / "scripts.yaml"

COMMON, INHERITED = "Zyyy", "Zinh"
"""No script: figures and marks; and characters that follow the one before them (UAX 24, 2.4)."""

IDEOGRAPHS = (
    r"\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3041-\u309a\u309d-\u309f\u30a1-\u30fa"
    r"\u30fc-\u30ff\u31c0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Han and kana (CSS Text 4, 8.4: ideographs), as the inside of a character class."""

WITHIN = re.compile(r"[ \u00a0\d'’.,;:!?&/@+_#%=*~$^|\\–-]*")
"""Characters between two words of one foreign text in an alphabet: Western marks and figures.

Quotes and brackets are not among them, because they may belong to the text around it."""

WIDE_WITHIN = re.compile(r"[· ]*")
"""Characters between two words of one foreign text of wide letters, besides wide marks."""


@dataclass(frozen=True)
class _Script:
    language: str
    letters: int = 2
    together: frozenset[str] = frozenset()

    @property
    def is_wide(self) -> bool:
        """Whether a single letter is a word, and marks are as wide as letters."""
        return self.letters == 1


@dataclass(frozen=True)
class Stretch:
    """Words in scripts other than those of the language of their text."""

    start: int
    end: int
    scripts: frozenset[str]


@cache
def script_of(character: str) -> str:
    """Return the script of a character (ISO 15924); full-width letters count as Chinese marks."""
    if unicodedata.east_asian_width(character) == "F":
        return COMMON
    return str(properties.script(character))


def is_kana(character: str) -> bool:
    """Whether a character is kana, or the length mark of kana."""
    return character.isalpha() and bool({"Hira", "Kana"} & properties.script_extension(character))


@cache
def scripts_of(language: str) -> frozenset[str]:
    """Return the scripts of a language, by its BCP 47 tag."""
    data = read_data(DATA)
    primary, *subtags = language.split("-")
    script = next((each for each in subtags if re.fullmatch("[A-Z][a-z]{3}", each)), "")
    if not script:
        found = (name for name, tags in data["languages"].items() if primary in tags)
        script = next(found, "Latn")
    return frozenset(data["several"].get(script, [script]))


def foreign_words(text: str, language: str) -> Iterator[Stretch]:
    """Yield the words of `text` in scripts other than those of `language`.

    A single letter of an alphabet counts as a sign of the text around it: A座, 5 m, α.
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
    """Return the language of words in `scripts`: the first of `languages` with these scripts."""
    known = _scripts()
    first = next((script for script in known if script in scripts), min(scripts))
    likely = known[first].language if first in known else f"und-{first}"
    written = [language for language in languages if scripts <= scripts_of(language)]
    same = [language for language in written if language.split("-")[0] == likely]
    if _is_wide(scripts):  # kanji beside a Chinese text are Chinese
        written = same or written
    return written[0] if written else likely


def _words(text: str, own: frozenset[str]) -> Iterator[Stretch]:
    """The runs of letters of `text` in one script, without those in its `own` scripts."""
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
    """Whether two runs of letters with `between` between them are one text."""
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
    """The stretch, with the wide marks directly beside it, which are set like its letters."""
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
        for code, given in read_data(DATA)["scripts"].items()
    }
