"""The source of an edition, as checks read it: texts, settings, terms, fonts and colours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bifolio.document.glossary import Glossary
from bifolio.document.manuscript import Manuscript
from bifolio.document.passage import ANY_LANGUAGE
from bifolio.document.publication import Edition
from bifolio.document.text import CONTACTS, COVER
from bifolio.document.unit import Unit
from bifolio.fonts.subset import CutFace
from bifolio.pdf.colours import Ink, Screen, ink_tokens, screen_tokens
from bifolio.pdf.metadata import Metadata
from bifolio.preflight.document import fold
from bifolio.preflight.findings import Sighting
from bifolio.preflight.readback import ReadBack
from bifolio.problems import Place
from bifolio.text.runs import Content, TextId


@dataclass(frozen=True)
class Expected:
    """A text that the edition must contain."""

    content: Content
    unit: Unit
    in_flow: bool
    """Whether it is in source order, not where the layout puts it."""

    @property
    def folded(self) -> str:
        """Its words without white space."""
        return fold(self.content.text)

    def seen(self, message: str) -> Sighting:
        """Return a sighting in it."""
        content = self.content
        return Sighting(message, place=content.place, language=content.language, unit=content.unit)


@dataclass(frozen=True, kw_only=True)
class EditionSource:
    """The source of an edition."""

    edition: str
    """The name of the edition."""
    manuscript: Manuscript
    copy: Mapping[tuple[str, str], Content]
    """The typeset text of the publication, by unit id and language."""
    about: Metadata
    glossary: Glossary
    """The terms of the project."""
    faces: Sequence[CutFace]
    """The fonts of the edition."""
    stylesheets: Sequence[Path]

    @property
    def settings(self) -> Edition:
        """The settings of the edition in publication.yaml."""
        return self.manuscript.publication.editions[self.edition]

    @property
    def place(self) -> Place | None:
        """Where the source defines the edition."""
        return self.settings.place

    def accepted(self, unit: str, check: str) -> str:
        """Why the source accepts the findings of a check in a unit; empty if it does not."""
        return self._accepted.get((unit, check), "")

    @cached_property
    def _accepted(self) -> Mapping[tuple[str, str], str]:
        """Why the source accepts the findings of a check in a unit, by both."""
        return {
            (unit.id, check): reason
            for unit in self.manuscript.units()
            for check, reason in unit.accepted.items()
        }

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the edition, the leading one first."""
        return self.settings.languages

    @cached_property
    def expected(self) -> list[Expected]:
        """Every text that the edition must contain, in source order."""
        text = self.manuscript.text
        placed = {unit.id for unit in (*text.front, *text.organisations, *text.notes)}
        placed |= {self.manuscript.title.id, self.manuscript.imprint.id}
        placed |= self._in_sections(COVER, "figure")
        return [
            Expected(
                self.copy[unit.id, language],
                unit,
                unit.id not in placed and not unit.is_said_elsewhere,
            )
            for unit in self.manuscript.units()
            for language in self._languages_of(unit)
        ]

    @cached_property
    def targets(self) -> frozenset[str]:
        """The ids to which links in it may lead; links to others are plain words in it."""
        notes = (unit.id for unit in self.manuscript.text.notes)
        return frozenset((*self.manuscript.targets(), *notes))

    @cached_property
    def _contacts(self) -> frozenset[str]:
        """The ids of the units in sections of contacts."""
        return self._in_sections(CONTACTS)

    def _in_sections(self, role: str, kind: str = "") -> frozenset[str]:
        """The ids of the units of blocks in sections of a role, of one kind or of all."""
        sections = (each for each in self.manuscript.text.sections if each.role == role)
        blocks = (block for section in sections for block in section.blocks)
        shown = (block for block in blocks if kind in ("", block.kind))
        return frozenset(unit.id for block in shown for unit in block.units())

    @cached_property
    def same_in_all(self) -> frozenset[str]:
        """The ids of the units that have one text for all languages."""
        return frozenset(each.unit.id for each in self.expected if each.unit.same_in_all)

    def shown_in(self, unit: Unit) -> tuple[str, ...]:
        """The languages for which a layout may show a unit: all of the publication for contacts."""
        everywhere = unit.everywhere and unit.id in self._contacts
        return self.manuscript.publication.languages if everywhere else self.languages

    def _languages_of(self, unit: Unit) -> Iterator[str]:
        wanted = self.shown_in(unit)
        if unit.same_in_all or (unit.pictures and ANY_LANGUAGE in unit.pictures):
            wanted = wanted[:1]
        for language in wanted:
            if unit.passage(language) and (unit.id, language) in self.copy:
                yield language

    @cached_property
    def as_read(self) -> ReadBack:
        """Converts texts to the characters that the PDF reads as."""
        return ReadBack(self.faces)

    def place_of(self, text: TextId) -> Place | None:
        """Where the source has a text."""
        return self.copy[text].place if text in self.copy else None

    @cached_property
    def tokens(self) -> frozenset[Screen]:
        """The screen colours of the design tokens."""
        return screen_tokens(path.read_text("utf-8") for path in self.stylesheets)

    @cached_property
    def inks(self) -> frozenset[Ink]:
        """The inks of the design tokens."""
        return ink_tokens(path.read_text("utf-8") for path in self.stylesheets)
