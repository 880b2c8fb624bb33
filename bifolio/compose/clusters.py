"""Shaped paragraphs and their lines, and the role of each cluster in a line of Chinese."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from bifolio.languages import Language

SPACES = " \u00a0"
"""Characters between words: a line may end at the first, not at the second."""


class Kind(IntEnum):
    """The role of a cluster in a line; marks in the order in which they lose their space."""

    LATIN = 0
    """Part of a Western word: letters, figures, Western marks."""
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
        """Whether it has space within its em that a line can take away."""
        return self >= Kind.MIDDLE


class Cluster(NamedTuple):
    """A shaped cluster: a character, with what is drawn as one with it (HarfBuzz, Clusters)."""

    text: str
    width: float
    em: float
    """The size of its type."""
    half: float | None = None
    """Its width as half-width punctuation, if its face has such a glyph."""
    widens: bool = False
    """Whether its face has a wide glyph for it."""
    hyphen: float | None = None
    """The width of a hyphen after it at a line end, if there can be one."""
    kerning: float = 0.0
    """What the next cluster adds to its width, unless the line ends between the two."""
    face: str = ""
    """The font file of its face."""
    language: str = ""
    """Its language (BCP 47), by which a word that is longer than a line is hyphenated."""


@dataclass(frozen=True)
class ShapedParagraph:
    """The clusters of a paragraph, and how they are set."""

    clusters: Sequence[Cluster]
    language: Language
    measure: float
    """The length of a line."""
    indent: float = 0.0
    """The indent of the first line."""
    justified: bool = False
    """Whether all lines but the last fill the measure; otherwise they are ragged."""
    balanced: bool = False
    """Whether all lines are about as long, as in a heading."""
    first_measures: tuple[float, ...] = ()
    """The lengths of the first lines, if a float is beside them."""
    trims_last: bool = False
    """Whether a mark at the end of the last line is half width, even if there is room for it."""

    def measure_of(self, number: int) -> float:
        """The length of a line, counted from 0."""
        return self.first_measures[number] if number < len(self.first_measures) else self.measure


@dataclass(frozen=True)
class Line:
    """Clusters `first` to `last` (exclusive) of a paragraph, without the spaces at its ends."""

    first: int
    last: int
    following: int
    """The cluster with which the next line begins."""
    width: float
    """From edge to edge, with the spaces as they are set."""
    extras: tuple[float, ...]
    """The space to add after each cluster; 0 for the last one."""
    halves: frozenset[int]
    """The clusters that are set half width, by their index in the paragraph."""
    hyphenated: bool = False
    narrow: Mapping[int, float] = field(default_factory=dict)
    """By how much other clusters are set narrower."""
    loose: bool = False
    """Whether it is stretched by more than looks good; it may still be short."""


def kinds(clusters: Sequence[Cluster], language: Language) -> list[Kind]:
    """Return the role of each cluster of a paragraph in `language`.

    A quote is a Chinese mark if its face draws it full width, and a Western one in a Latin face.
    """
    marks = _marks_of(language)
    return [_kind(cluster, marks) for cluster in clusters]


@cache
def _marks_of(language: Language) -> Mapping[str, Kind]:
    """The role of each mark."""
    marks = language.marks
    return {
        **dict.fromkeys(language.joined, Kind.JOINED),
        **dict.fromkeys(marks.middle, Kind.MIDDLE),
        **dict.fromkeys(marks.opening, Kind.OPENING),
        **dict.fromkeys(marks.closing, Kind.CLOSING),
        **dict.fromkeys(marks.pause, Kind.PAUSE),
        **dict.fromkeys(marks.stop, Kind.STOP),
    }


def _kind(cluster: Cluster, by_character: Mapping[str, Kind]) -> Kind:
    character = cluster.text[0]
    if character in SPACES:
        return Kind.SPACE
    kind = by_character.get(character)
    if kind is not None and (cluster.half is not None or cluster.width >= 0.9 * cluster.em):
        return kind
    return Kind.HAN if is_han(character) else Kind.LATIN


def has_gap(kind: Kind, following: Kind) -> bool:
    """Whether the gap between two clusters, the first of them no Latin one, can be stretched.

    The halves of a dash stay joined, and Han with a Western sign, which has no gap after it. What
    is added at a space is added after it.
    """
    if following is Kind.SPACE or kind is following is Kind.JOINED:
        return False
    return (kind, following) != (Kind.HAN, Kind.LATIN)


def is_han(character: str) -> bool:
    """Whether `character` is an ideograph, or is set as wide as one (UAX 11, wide)."""
    return character > "\u2e7f" and unicodedata.east_asian_width(character) in "WF"
