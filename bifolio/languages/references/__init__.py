"""The marks of notes and the names of numbered captions; data: references.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bifolio.languages.data_file import read_data

DATA = Path(__file__).with_name("references.yaml")

FIGURES_APART = ","
"""What separates the figures of two notes."""

NUMBERED = ("figure", "table", "chart")
"""The kinds of blocks whose captions are numbered."""


@dataclass(frozen=True)
class ReferenceWords:
    """How texts in a language refer to notes and captions."""

    notes: str
    """The marks of notes, if there are not more notes than these."""
    between: str
    """What separates two of these at one place."""
    after: str
    """What is between the name and number of a caption and its words."""
    names: dict[str, str]
    """The name of a numbered caption, by kind; {} is the number."""
    also: tuple[str, ...] = ()
    """Other names of captions, which authors write before a number."""

    def mark(self, number: int, of: int) -> str:
        """The mark of a note, one `of` so many: all of an edition are marked in one way."""
        return self.notes[number - 1] if of <= len(self.notes) else str(number)

    def separator(self, of: int) -> str:
        """What separates two marks at one place, in an edition of so many notes."""
        return self.between if of <= len(self.notes) else self.between or FIGURES_APART

    def caption(self, kind: str, number: int) -> str:
        """The name of the caption of a block of this kind, with its number."""
        return self.names[kind].format(number)


def references_of(language: str) -> ReferenceWords:
    """Return the data of `language`, or of the closest one that has some."""
    data = read_data(DATA)
    subtags = language.split("-")
    found = dict(data["und"])
    for last in range(1, len(subtags) + 1):
        found |= data.get("-".join(subtags[:last]), {})
    names = {kind: found[kind] for kind in NUMBERED}
    return ReferenceWords(
        found.get("notes", ""),
        found["between"],
        found["after"],
        names,
        tuple(found.get("also", ())),
    )
