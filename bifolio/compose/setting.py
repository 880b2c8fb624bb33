"""What is composed, how, and what comes of it: runs of text, their setting, and lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bifolio.compose.shaping import Style
from bifolio.compose.spacing import Segment

OBJECT = "\ufffc"
"""What is in a text for a box among the words (UAX 14, class CB)."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text that is set in one type, or a box among the words."""

    text: str
    type: Style
    hyphenated: str | None = None
    """The language that its words may be hyphenated by, if they may."""
    unbreakable: int | None = None
    """The number of the element around it within which no line ends, if there is one."""
    box: float | None = None
    """How wide the box is (px) that is here instead of text."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How the text of a block is to be set."""

    language: str
    em: float
    """px; the size of its type."""
    measure: float
    """px; the length of a line."""
    first_measures: tuple[float, ...] = ()
    """px; the lengths of the first lines, where a float is beside them."""
    indent: float = 0.0
    """px; what the first line begins with."""
    justified: bool = False
    balanced: bool = False
    """All lines are about as long, as in a heading."""


class SetLine(NamedTuple):
    """A line, and how it ends."""

    first: int
    """Its first cluster, in the text of all runs."""
    segments: tuple[Segment, ...]
    last_run: int
    """The run of its last letter."""
    spaces: str
    """The spaces between its last cluster and the first one of the next line."""
    is_hyphenated: bool
    is_loose: bool
    """It is stretched by more than is good, and may be short all the same."""

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(each.text for each in self.segments) + "-" * self.is_hyphenated
