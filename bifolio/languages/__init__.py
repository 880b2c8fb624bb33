"""The languages that the press knows how to set: one file for each, TAG.yaml.

A language that has no file is set by that of its script's closest kin: `zh-Hans-CN` by `zh-Hans`,
`zh` by `zh-Hans`; any other as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import yaml

from bifolio.languages.substitutions import Substitution, read_substitutions

FOLDER = Path(__file__).parent

LIKELY = {
    "zh": "zh-Hans",
    "zh-CN": "zh-Hans",
    "zh-SG": "zh-Hans",
    "zh-TW": "zh-Hant",
    "zh-HK": "zh-Hant",
    "zh-MO": "zh-Hant",
}
"""Tags whose script is understood (CLDR, likely subtags)."""

Level = Literal["basic", "gb", "strict"]
LEVELS: tuple[Level, ...] = ("basic", "gb", "strict")


@dataclass(frozen=True)
class Marks:
    """Punctuation that has space within its em, by its place in the sentence."""

    opening: str = ""
    closing: str = ""
    middle: str = ""
    pause: str = ""
    stop: str = ""


@dataclass(frozen=True)
class Elisions:
    """Words of which the beginning or the end is left out, without their apostrophe."""

    beginning: frozenset[str] = frozenset()
    """What stands after an apostrophe for a beginning that is left out: 'tis."""
    end: frozenset[str] = frozenset()
    """What stands before an apostrophe for an end that is left out: o'."""
    both: frozenset[str] = frozenset()
    """What stands between two apostrophes: 'n'."""


@dataclass(frozen=True)
class Loose:
    """How far a line is stretched at most, before it is left with a hole."""

    stretch: float = 0.0
    tracking: float = 0.0
    latin_space: float = 0.0
    word_space: float = 0.0


@dataclass(frozen=True)
class Language:
    """How a language is set. Widths are in em unless they say otherwise."""

    tag: str
    quotes: tuple[str, ...]
    """Pairs that straight quotes become, the outer one first."""
    substitutions: tuple[Substitution, ...] = ()
    """What typed forms become, in the order in which the rows apply."""
    elisions: Elisions = Elisions()
    """Words of the language that are written with an apostrophe at one end."""
    embedded: str = ""
    """The language of words in Latin letters within a text of Han."""
    marks: Marks = Marks()
    joined: str = ""
    """Characters of which two are one stroke."""
    never_first: frozenset[str] = frozenset()
    """Characters that no line begins with, at the level that the file chooses."""
    never_last: frozenset[str] = frozenset()
    """Characters that no line ends with."""
    may_be_first: frozenset[str] = frozenset()
    """Characters that a line of Han may begin with, at that level, although UAX 14 forbids it."""
    units: tuple[str, ...] = ()
    """What stays with the number before it, besides units and currencies (`quantities`)."""
    multiples: str = ""
    """What may stand between a number and its unit: 1.2 万元."""
    ordinals: str = ""
    """What makes an ordinal of the number after it: 第 3 章."""
    numerals: str = ""
    """Characters that numbers are written with in words."""
    words: str = ""
    """The model of BudouX that finds the words of the language."""
    conjunctions: str = ""
    """Characters that join two words; a line that is broken there begins with one."""
    titles: tuple[str, ...] = ()
    """What stays with the word after it."""
    labels: tuple[str, ...] = ()
    """What stays with the number or the address after it, in Chinese where that leaves no hole."""
    latin_space: tuple[float, float, float] = (0.125, 0.25, 0.5)
    """The space between Han and Latin: at least, usually, at most."""
    latin_signs: tuple[str, str] = ("", "")
    """Signs that are part of a Western word which they begin, and which they end."""
    stretch: float = 0.0
    """What a gap between two Han may be stretched by, at most; 0 where there is no Han."""
    tracking: float = 0.0
    """What Latin letters may be set apart by, at most, in a line that is too short without."""
    word_space: tuple[float, float] = (0.75, 1.9)
    """What part of a word space stays at least, and what it grows to at most."""
    loose: Loose = Loose()
    """What all of these grow to in a line that is loose."""
    half_width: str = ""
    """Marks that are always half an em wide."""
    hyphenation: tuple[int, int, int] | None = None
    """The least number of letters in a hyphenated word, before its hyphen, and after it."""
    last_line: float = 0.0
    """The least length of a paragraph's last line."""
    good_last_line: float = 0.0
    """The length of a last line that is worth a slightly looser paragraph."""
    in_addresses: tuple[str, ...] = ()
    """What addresses of the web call the language, besides its tag."""

    @property
    def is_han(self) -> bool:
        """Whether lines of the language stretch between their characters."""
        return self.stretch > 0

    @property
    def all_marks(self) -> str:
        """Punctuation that has space within its em, and strokes of two em."""
        marks = self.marks
        closed = marks.opening + marks.closing
        return closed + marks.middle + marks.pause + marks.stop + self.joined


def languages() -> Mapping[str, Language]:
    """Return every language that has a file, by its tag."""
    return MappingProxyType(
        {path.stem: read_language(path) for path in sorted(FOLDER.glob("*.yaml"))}
    )


@cache
def find_language(tag: str) -> Language | None:
    """Return the language that text in `tag` is set by (RFC 4647, 3.4, lookup), if there is one."""
    while tag:
        path = FOLDER / f"{LIKELY.get(tag, tag)}.yaml"
        if path.is_file():
            return read_language(path)
        tag = tag.rpartition("-")[0]
    return None


def names_in_addresses(tag: str) -> frozenset[str]:
    """What an address of the web may call the language of `tag` by: `en`, `cn` (small letters)."""
    language = find_language(tag)
    return frozenset(tag.lower().split("-")) | set(language.in_addresses if language else ())


@cache
def read_language(path: Path, level: Level | None = None) -> Language:
    """Return the language of a file; `level` instead of the strictness that it chooses."""
    fields: dict[str, Any] = {
        key.replace("-", "_"): tuple(value) if isinstance(value, list) else value
        for key, value in yaml.safe_load(path.read_bytes()).items()
    }
    level = level or fields["line_edges"] if "line_edges" in fields else LEVELS[-1]
    fields.pop("line_edges", None)
    for edge in ("never_first", "never_last"):
        fields[edge] = _up_to(level, fields.get(edge, {}))
    begins = fields.get("may_be_first", {})
    fields["may_be_first"] = _from(level, begins)
    # After a space UAX 14 lets a line begin with what the level forbids.
    fields["never_first"] |= frozenset("".join(begins.values())) - fields["may_be_first"]
    fields["substitutions"] = read_substitutions(fields.get("substitutions", ()))
    elisions = fields.get("elisions", {})
    fields["elisions"] = Elisions(**{end: frozenset(words) for end, words in elisions.items()})
    fields["marks"] = Marks(**fields.get("marks", {}))
    loose = fields.get("loose", {})
    fields["loose"] = Loose(**{key.replace("-", "_"): value for key, value in loose.items()})
    fields["units"] = (*fields.pop("measure_words", ""), *fields.get("units", ()))
    return Language(tag=path.stem, **fields)


def _up_to(level: Level, characters: Mapping[Level, str]) -> frozenset[str]:
    """The characters of `level` and of those before it."""
    wanted = LEVELS[: LEVELS.index(level) + 1]
    return frozenset("".join(characters.get(each, "") for each in wanted))


def _from(level: Level, characters: Mapping[Level, str]) -> frozenset[str]:
    """The characters of `level` and of those after it: what a strict level allows all allow."""
    wanted = LEVELS[LEVELS.index(level) :]
    return frozenset("".join(characters.get(each, "") for each in wanted))
