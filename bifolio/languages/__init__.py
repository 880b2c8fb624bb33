"""The rules of each language, from its data file TAG.yaml.

A tag without a file falls back to the closest tag (RFC 4647, 3.4, lookup): `zh-Hans-CN` and `zh` to
`zh-Hans`. Text in any other language is set as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from bifolio.languages.data_file import read_data
from bifolio.languages.substitutions import Substitution, read_substitutions

FOLDER = Path(__file__).parent
SPACED_MARKS = FOLDER / "punctuation" / "spaced_marks.yaml"

LIKELY = {
    "zh": "zh-Hans",
    "zh-CN": "zh-Hans",
    "zh-SG": "zh-Hans",
    "zh-TW": "zh-Hant",
    "zh-HK": "zh-Hant",
    "zh-MO": "zh-Hant",
}
"""Tags whose script is implied (CLDR, likely subtags)."""

Level = Literal["basic", "gb", "strict"]
LEVELS: tuple[Level, ...] = ("basic", "gb", "strict")


@dataclass(frozen=True)
class Marks:
    """Punctuation with space within its em, by its function."""

    opening: str = ""
    closing: str = ""
    middle: str = ""
    pause: str = ""
    stop: str = ""


@dataclass(frozen=True)
class Elisions:
    """Words with an apostrophe at the beginning or end, listed without it."""

    beginning: frozenset[str] = frozenset()
    """With the apostrophe before them: 'tis."""
    end: frozenset[str] = frozenset()
    """With the apostrophe after them: o'."""
    both: frozenset[str] = frozenset()
    """With an apostrophe on both sides: 'n'."""


@dataclass(frozen=True)
class LooseLimits:
    """The limits of stretching in a loose line; beyond them it has a hole. See `Language`."""

    stretch: float = 0.0
    tracking: float = 0.0
    latin_space: float = 0.0
    word_space: float = 0.0


@dataclass(frozen=True)
class Language:
    """The rules of a language. Widths are in em unless stated otherwise."""

    tag: str
    quotes: tuple[str, ...]
    """Pairs of quotes for straight ones, the outer pair first."""
    substitutions: tuple[Substitution, ...] = ()
    """Replacements of typed forms, in the order in which they apply."""
    elisions: Elisions = Elisions()
    """Words of the language with an apostrophe at one end."""
    embedded: str = ""
    """The language of words in Latin letters within a Chinese text."""
    marks: Marks = Marks()
    joined: str = ""
    """Characters of which two form one stroke."""
    never_first: frozenset[str] = frozenset()
    """Characters that no line begins with, at the level that the file sets."""
    never_last: frozenset[str] = frozenset()
    """Characters that no line ends with."""
    may_be_first: frozenset[str] = frozenset()
    """Characters that a Chinese line may begin with, at that level, although UAX 14 forbids it."""
    units: tuple[str, ...] = ()
    """Words that stay with the number before them, besides units and currencies (`quantities`)."""
    multiples: str = ""
    """Characters that may be between a number and its unit: 1.2 万元."""
    ordinals: str = ""
    """Characters that make the number after them an ordinal: 第 3 章."""
    numerals: str = ""
    """Characters of numbers written in words."""
    months: str = ""
    """Characters of the number of a month; those of days are preferably on one line with it."""
    days: str = ""
    """Characters of the number of a day: 8 月 15 日."""
    weeks: tuple[str, ...] = ()
    """Words that make a weekday of the character after them: 周一, 星期日."""
    weekdays: str = ""
    """Those characters; a line preferably does not end before them."""
    words: str = ""
    """The BudouX model that finds the words of the language."""
    conjunctions: str = ""
    """Characters that join two words; if a line ends there, the next one begins with them."""
    prepositions: str = ""
    """Characters that stay with the word after them if a mark is before them."""
    particles: str = ""
    """Characters that are words by themselves, after which a heading may end a line."""
    titles: tuple[str, ...] = ()
    """Words that stay with the word after them."""
    labels: tuple[str, ...] = ()
    """Words that stay with the number or address after them, in Chinese if it leaves no hole."""
    latin_space: tuple[float, float, float] = (0.125, 0.25, 0.5)
    """The space between Han and Latin: least, usual, greatest."""
    latin_signs: tuple[str, str] = ("", "")
    """Signs that are part of a Western word at its beginning, and at its end."""
    stretch: float = 0.0
    """The most that a gap between two Han is stretched; 0 in languages without Han."""
    tracking: float = 0.0
    """The most that is added between Latin letters, in a line that is otherwise too short."""
    word_space: tuple[float, float] = (0.75, 1.9)
    """The least and the greatest width of a word space, as multiples of the usual one."""
    loose: LooseLimits = LooseLimits()
    """The limits of these in a loose line."""
    half_width: str = ""
    """Marks that are always half an em wide."""
    hyphenation: tuple[int, int, int] | None = None
    """The least number of letters in a hyphenated word, before its hyphen, and after it."""
    last_line: float = 0.0
    """The least length of a paragraph's last line."""
    good_last_line: float = 0.0
    """The length of a last line that is worth a slightly looser paragraph."""
    locale: str = ""
    """The locale of the CLDR by which values are written; default: the tag."""
    inverted: Mapping[str, str] = field(default_factory=dict)
    """The marks that open questions and exclamations, with those that close them: ¿ ?."""
    dates: tuple[str, ...] = ()
    """Dates with the name of a month, in which no line ends at a `_`: {day}_de_{month}."""
    digit_groups: tuple[str, int] | None = None
    """What is between groups of three digits, and the least number of digits that have groups;
    default: by the CLDR, from four digits on."""
    first_day: str = ""
    """The first day of a month in a date with the name of the month: 1er; default: the figure."""
    in_addresses: tuple[str, ...] = ()
    """Names of the language in web addresses, besides its tag."""

    def __hash__(self) -> int:
        """Of its tag: patterns are cached by language, and asked for with each paragraph."""
        return hash(self.tag)

    @property
    def is_han(self) -> bool:
        """Whether it is set like Chinese: lines stretch between characters."""
        return self.stretch > 0

    @property
    def all_marks(self) -> str:
        """Punctuation with space within its em, and strokes of two em."""
        marks = self.marks
        closed = marks.opening + marks.closing
        return closed + marks.middle + marks.pause + marks.stop + self.joined


def languages() -> Mapping[str, Language]:
    """Return every language with a file, by its tag."""
    return MappingProxyType(
        {path.stem: read_language(path) for path in sorted(FOLDER.glob("*.yaml"))}
    )


@cache
def find_language(tag: str) -> Language | None:
    """Return the rules for text in `tag` (RFC 4647, 3.4, lookup); None if there are none."""
    while tag:
        path = FOLDER / f"{LIKELY.get(tag, tag)}.yaml"
        if path.is_file():
            return read_language(path)
        tag = tag.rpartition("-")[0]
    return None


class SpacedMarks(NamedTuple):
    """Marks of a language that have a space before or after them."""

    before: str
    after: str
    narrow: str = ""
    """Those of `before` with a narrow space."""


def spaced_marks(tag: str) -> SpacedMarks:
    """Return the marks that text in `tag` sets with a space, with those of every language."""
    data = read_data(SPACED_MARKS)
    entries = [data.get(each, {}) for each in ("und", tag.partition("-")[0])]
    return SpacedMarks(
        *("".join(entry.get(side, "") for entry in entries) for side in SpacedMarks._fields)
    )


def names_in_addresses(tag: str) -> frozenset[str]:
    """Return the names of the language of `tag` in web addresses, in small letters: `en`, `cn`."""
    language = find_language(tag)
    return frozenset(tag.lower().split("-")) | set(language.in_addresses if language else ())


@cache
def read_language(path: Path, level: Level | None = None) -> Language:
    """Return the language of a file; `level` replaces the strictness that the file sets."""
    fields: dict[str, Any] = {
        key.replace("-", "_"): tuple(value) if isinstance(value, list) else value
        for key, value in read_data(path).items()
    }
    level = level or fields["line_edges"] if "line_edges" in fields else LEVELS[-1]
    fields.pop("line_edges", None)
    for edge in ("never_first", "never_last"):
        fields[edge] = _up_to(level, fields.get(edge, {}))
    begins = fields.get("may_be_first", {})
    fields["may_be_first"] = _from(level, begins)
    # After a space, UAX 14 allows a line to begin with what the level forbids.
    fields["never_first"] |= frozenset("".join(begins.values())) - fields["may_be_first"]
    fields["substitutions"] = read_substitutions(fields.get("substitutions", ()))
    elisions = fields.get("elisions", {})
    fields["elisions"] = Elisions(**{end: frozenset(words) for end, words in elisions.items()})
    fields["marks"] = Marks(**fields.get("marks", {}))
    loose = fields.get("loose", {})
    fields["loose"] = LooseLimits(**{key.replace("-", "_"): value for key, value in loose.items()})
    fields["units"] = (*fields.pop("measure_words", ""), *fields.get("units", ()))
    return Language(tag=path.stem, **fields)


def _up_to(level: Level, characters: Mapping[Level, str]) -> frozenset[str]:
    """The characters of `level` and of the levels before it."""
    wanted = LEVELS[: LEVELS.index(level) + 1]
    return frozenset("".join(characters.get(each, "") for each in wanted))


def _from(level: Level, characters: Mapping[Level, str]) -> frozenset[str]:
    """The characters of `level` and of the levels after it: stricter levels allow less."""
    wanted = LEVELS[LEVELS.index(level) :]
    return frozenset("".join(characters.get(each, "") for each in wanted))
