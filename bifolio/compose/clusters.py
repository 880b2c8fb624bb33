"""What a paragraph is made of, and what each of its letters is in a line of Chinese."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from bifolio.languages import Language

SPACES = " \u00a0"
"""What parts words, with a line end or without."""


class Kind(IntEnum):
    """What a letter does in a line; the marks in the order in which they lose their space."""

    LATIN = 0
    """Anything that belongs to a word: letters, figures, Western marks."""
    SPACE = 1
    HAN = 2
    JOINED = 3
    """Half of a dash or an ellipsis."""
    MIDDLE = 4
    OPENING = 5
    CLOSING = 6
    PAUSE = 7
    STOP = 8

    @property
    def is_mark(self) -> bool:
        """Whether it has space within its em that it may lose."""
        return self >= Kind.MIDDLE


@dataclass(frozen=True, slots=True)
class Letter:
    """One shaped cluster: a character with what is drawn as one with it."""

    text: str
    width: float
    em: float
    """The size of its type."""
    half: float | None = None
    """Its width with half-width punctuation, where its face has such a glyph."""
    widens: bool = False
    """Whether its face has a wide glyph for it."""
    hyphen: float | None = None
    """The width of a hyphen after it at the end of a line, where there is one."""
    kerning: float = 0.0
    """What the letter after it adds to its width, and does not where the line ends between them."""


@dataclass(frozen=True)
class Paragraph:
    """A row of letters and how it is to be set."""

    letters: Sequence[Letter]
    language: Language
    measure: float
    """The length of a line."""
    indent: float = 0.0
    """What the first line begins with."""
    justified: bool = False
    """Inner lines fill the measure; else they are ragged."""
    balanced: bool = False
    """All lines are about as long, as in a heading."""


@dataclass(frozen=True)
class Line:
    """The letters `first` to `last` (exclusive) of a paragraph, without the spaces at its ends."""

    first: int
    last: int
    following: int
    """The letter with which the next line begins."""
    width: float
    """From edge to edge, spaces set."""
    extras: tuple[float, ...]
    """What is to be added after each letter; for the last one always 0."""
    halves: frozenset[int]
    """The letters that are set half width, by their place in the paragraph."""
    hyphenated: bool = False
    narrow: Mapping[int, float] = field(default_factory=dict)
    """What other letters are set narrower by."""
    loose: bool = False
    """It is stretched by more than is good, and may be short all the same."""


def kinds(letters: Sequence[Letter], language: Language) -> list[Kind]:
    """Say what each letter of a paragraph in `language` is.

    A quote is a Chinese mark where its face draws it so, and a Western one in a Latin face.
    """
    marks = language.marks
    by_character = {
        **dict.fromkeys(language.joined, Kind.JOINED),
        **dict.fromkeys(marks.middle, Kind.MIDDLE),
        **dict.fromkeys(marks.opening, Kind.OPENING),
        **dict.fromkeys(marks.closing, Kind.CLOSING),
        **dict.fromkeys(marks.pause, Kind.PAUSE),
        **dict.fromkeys(marks.stop, Kind.STOP),
    }
    return [_kind(letter, by_character) for letter in letters]


def _kind(letter: Letter, by_character: dict[str, Kind]) -> Kind:
    character = letter.text[0]
    if character in SPACES:
        return Kind.SPACE
    kind = by_character.get(character)
    if kind is not None and (letter.half is not None or letter.width >= 0.9 * letter.em):
        return kind
    return Kind.HAN if is_han(character) else Kind.LATIN


def is_han(character: str) -> bool:
    """Whether `character` is an ideograph or stands among them as one (UAX 11, wide)."""
    return character > "\u2e7f" and unicodedata.east_asian_width(character) in "WF"
