"""The review state of translations."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import get_args

from bifolio.document.manuscript import Manuscript
from bifolio.document.publication import InPublication
from bifolio.document.unit import Unit, authored_id
from bifolio.problems import Place


class State(StrEnum):
    """The review state of one unit in one language; `outdated`: changed after the review."""

    ORIGINAL = "original"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    OUTDATED = "outdated"


@dataclass(frozen=True)
class Translation:
    """One unit, or one block with all of its texts, in one language; and its review state."""

    units: tuple[Unit, ...]
    language: str
    state: State
    fingerprint: str
    """Of the current original and translation together; eight hexadecimal digits."""

    @property
    def id(self) -> str:
        """The id of the unit or block."""
        return authored_id(self.units[0])

    @property
    def place(self) -> Place:
        """The place of the first text."""
        passages = (unit.passage(self.language) for unit in self.units)
        return next((each.place for each in passages if each), self.units[0].place)

    @property
    def mark(self) -> str:
        """The line that a reviewer adds to the unit, or to publication.yaml."""
        seen = f'{{{self.language}: "{self.fingerprint}"}}'
        if self.id in get_args(InPublication):
            seen = f"{{{self.id}: {seen}}}"
        return f"reviewed: {seen}"


def translations(manuscript: Manuscript) -> Iterator[Translation]:
    """Yield every unit and every block with texts, in every language that it has texts of."""
    publication = manuscript.publication
    for _, group in groupby(manuscript.units(), key=authored_id):
        units = tuple(group)
        for language in publication.languages:
            own = tuple(unit for unit in units if language in unit.text and unit.passage(language))
            if own:
                fingerprint = _fingerprint(own, publication.original, language)
                state = _state(own[0], publication.original, language, fingerprint)
                yield Translation(own, language, state, fingerprint)


def table(manuscript: Manuscript) -> str:
    """The table of translations that are not the original, with the counts below it."""
    rows = []
    counts: Counter[tuple[str, State]] = Counter()
    for entry in translations(manuscript):
        counts[entry.language, entry.state] += 1
        if entry.state is not State.ORIGINAL:
            rows.append(f"{entry.state:<9} {entry.language:<8} {entry.id:<34} {entry.mark}")
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


def _fingerprint(units: tuple[Unit, ...], original: str, language: str) -> str:
    texts = (unit.passage(each) for unit in units for each in (original, language))
    words = "\0".join(" ".join(text.source.split()) if text else "" for text in texts)
    return hashlib.sha256(words.encode()).hexdigest()[:8]
