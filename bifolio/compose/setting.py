"""What the composer takes and returns: runs of text, how they are set, and lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bifolio.compose.shaping import Style
from bifolio.compose.spacing import Segment

OBJECT = "\ufffc"
"""The placeholder for a box among the words (UAX 14, class CB)."""

LEADER = "\u2060"
"""The placeholder for a leader, from which no line end parts what is beside it (class WJ)."""


@dataclass(frozen=True, slots=True)
class StyledRun:
    """Text in one style, or a box among the words."""

    text: str
    type: Style
    hyphenated: str | None = None
    """The language whose patterns hyphenate its words; None for no hyphenation."""
    unbreakable: int | None = None
    """The number of the element around it in which no line may end, if there is one."""
    box: float | None = None
    """px; the width of the box that is here instead of text."""
    is_leader: bool = False
    """Whether that box is a leader, which the renderer makes as wide as its line has room."""

    @property
    def placeholder(self) -> str:
        """The character for its box."""
        return LEADER if self.is_leader else OBJECT


@dataclass(frozen=True, slots=True)
class Setting:
    """How the text of a block is set."""

    language: str
    em: float
    """px; the size of its type."""
    measure: float
    """px; the length of a line."""
    first_measures: tuple[float, ...] = ()
    """px; the lengths of the first lines, if a float is beside them."""
    indent: float = 0.0
    """px; the indent of the first line."""
    justified: bool = False
    balanced: bool = False
    """All lines are about as long, as in a heading."""
    hyphenates_last: bool = False
    """Words of balanced text are hyphenated, but only if one is longer than a line."""
    trims_last: bool = False
    """A mark at the end of the last line is half width there, too: in text that is set right or
    centred, the space after it would be seen at the edge."""
    keeps_words: bool = False
    """No line ends within a Chinese word, or before a unit or number that belongs to one."""


class SetLine(NamedTuple):
    """A composed line: its segments, and how it ends."""

    first: int
    """Its first cluster, in the text of all runs."""
    segments: tuple[Segment, ...]
    last_run: int
    """The run of its last letter."""
    spaces: str
    """The spaces between its last cluster and the first one of the next line."""
    is_hyphenated: bool
    is_loose: bool
    """Whether it is stretched by more than looks good; it may still be short."""

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(each.text for each in self.segments) + "-" * self.is_hyphenated
