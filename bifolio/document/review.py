"""The review state of translations."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import get_args

from bifolio.document.manuscript import Manuscript
from bifolio.document.publication import InPublication
from bifolio.document.unit import Unit
from bifolio.problems import Place


class State(StrEnum):
    """The review state of one unit in one language; `outdated`: changed after the review."""

    ORIGINAL = "original"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    OUTDATED = "outdated"


@dataclass(frozen=True)
class Translation:
    """One unit in one language, and its review state."""

    unit: Unit
    language: str
    state: State
    fingerprint: str
    """Of the current original and translation together; eight hexadecimal digits."""

    @property
    def place(self) -> Place:
        """The place of the text."""
        passage = self.unit.passage(self.language)
        return passage.place if passage else self.unit.place

    @property
    def mark(self) -> str:
        """The line that a reviewer adds to the unit, or to publication.yaml."""
        seen = f'{{{self.language}: "{self.fingerprint}"}}'
        if self.unit.id in get_args(InPublication):
            seen = f"{{{self.unit.id}: {seen}}}"
        return f"reviewed: {seen}"


def translations(manuscript: Manuscript) -> Iterator[Translation]:
    """Yield every unit in every language that it has its own text in."""
    publication = manuscript.publication
    for unit in manuscript.units():
        for language in publication.languages:
            if language in unit.text and unit.passage(language):
                fingerprint = _fingerprint(unit, publication.original, language)
                state = _state(unit, publication.original, language, fingerprint)
                yield Translation(unit, language, state, fingerprint)


def table(manuscript: Manuscript) -> str:
    """The table of translations that are not the original, with the counts below it."""
    rows = []
    counts: Counter[tuple[str, State]] = Counter()
    for entry in translations(manuscript):
        counts[entry.language, entry.state] += 1
        if entry.state is not State.ORIGINAL:
            rows.append(f"{entry.state:<9} {entry.language:<8} {entry.unit.id:<34} {entry.mark}")
        if entry.state is State.OUTDATED:
            rows.append(f"  {entry.place}: the texts changed after the review; compare them")
    for language in manuscript.publication.languages:
        parts = [f"{counts[language, state]} {state}" for state in State if counts[language, state]]
        rows.append(f"{manuscript.name}: {language}: {', '.join(parts)}")
    return "\n".join(rows)


def _state(unit: Unit, original: str, language: str, fingerprint: str) -> State:
    if language == original or language in unit.original:
        return State.ORIGINAL
    reviewed = unit.reviewed.get(language)
    if reviewed is None:
        return State.DRAFT
    return State.REVIEWED if reviewed == fingerprint else State.OUTDATED


def _fingerprint(unit: Unit, original: str, language: str) -> str:
    first, second = unit.passage(original), unit.passage(language)
    words = "\0".join(" ".join(text.source.split()) if text else "" for text in (first, second))
    return hashlib.sha256(words.encode()).hexdigest()[:8]
