"""The marks of notes and the names of numbered captions; data: references.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bifolio.languages.data_file import read_data

DATA = Path(__file__).with_name("references.yaml")

NUMBERED = ("figure", "table", "chart")
"""The kinds of blocks whose captions are numbered."""


@dataclass(frozen=True)
class ReferenceWords:
    """How texts in a language refer to notes and captions."""

    notes: str
    """The marks of the first notes."""
    between: str
    """What separates the marks of two notes at one place."""
    after: str
    """What is between the name and number of a caption and its words."""
    names: dict[str, str]
    """The name of a numbered caption, by kind; {} is the number."""

    def mark(self, number: int) -> str:
        """The mark of a note."""
        return self.notes[number - 1] if number <= len(self.notes) else str(number)

    def caption(self, kind: str, number: int) -> str:
        """The name of the caption of a block of this kind, with its number."""
        return self.names[kind].format(number)


def references_of(language: str) -> ReferenceWords:
    """Return the data of `language`, or of the closest one that has some."""
    data = read_data(DATA)
    found = {**data["und"], **data.get(language.partition("-")[0], {}), **data.get(language, {})}
    names = {kind: found[kind] for kind in NUMBERED}
    return ReferenceWords(found.get("notes", ""), found["between"], found["after"], names)
