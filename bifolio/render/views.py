"""What templates see of a publication: plain, immutable values, without paths or files.

A template is somebody else's program. It gets strings and numbers, and the functions of `merge`;
no object here leads to the file system or can be changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from bifolio.document.blocks.contact import Contact
from bifolio.document.blocks.figure import Figure
from bifolio.document.blocks.items import Items
from bifolio.document.blocks.paragraph import Paragraph
from bifolio.document.manuscript import Manuscript
from bifolio.document.passage import ANY_LANGUAGE
from bifolio.document.publication import Edition
from bifolio.document.text import Section
from bifolio.document.unit import Unit


@dataclass(frozen=True)
class UnitView:
    """A text in all languages: a paragraph, a contact, a figure, an item, a heading."""

    id: str
    kind: str
    """paragraph, contact or figure; `unit` for what is no block."""
    languages: tuple[str, ...]
    """The languages that it has words in; `und` where one text serves all."""
    only: str
    """The single language that has it; empty where all may."""

    @property
    def same_in_all(self) -> bool:
        """Whether one text serves every language."""
        return ANY_LANGUAGE in self.languages

    def passage(self, language: str) -> bool:
        """Whether it has words in `language`, or words that serve every language."""
        if self.only and self.only != language:
            return False
        return language in self.languages or self.same_in_all


@dataclass(frozen=True)
class ListView:
    """A list of units."""

    id: str
    items: tuple[UnitView, ...]
    kind: str = "list"


@dataclass(frozen=True)
class SectionView:
    """A part of the text."""

    id: str
    role: str
    title: UnitView | None
    """Its heading."""
    blocks: tuple[UnitView | ListView, ...]

    @property
    def heading(self) -> bool:
        """Whether it has a heading."""
        return self.title is not None


@dataclass(frozen=True)
class TextView:
    """The words of a publication."""

    front: tuple[UnitView, ...]
    organisations: tuple[UnitView, ...]
    sections: tuple[SectionView, ...]


@dataclass(frozen=True)
class EditionView:
    """The edition that is built."""

    languages: tuple[str, ...]
    """The leading one first."""
    layout: str
    paper: str
    orientation: str
    target: str
    """screen, office or press."""
    fold: str
    """letter or z; empty where it is not folded."""
    size: tuple[float, float]
    """Width and height of a page in mm."""


@dataclass(frozen=True)
class PublicationView:
    """The publication."""

    languages: tuple[str, ...]
    original: str
    date: str
    """YYYY-MM-DD."""


def text_view(manuscript: Manuscript) -> TextView:
    """What a template sees of the words of `manuscript`."""
    text = manuscript.text
    return TextView(
        front=tuple(map(unit_view, text.front)),
        organisations=tuple(map(unit_view, text.organisations)),
        sections=tuple(map(_section_view, text.sections)),
    )


def unit_view(unit: Unit) -> UnitView:
    """What a template sees of a unit."""
    kind = unit.kind if isinstance(unit, Paragraph | Contact | Figure) else "unit"
    return UnitView(unit.id, kind, tuple(unit.text), unit.only or "")


def edition_view(edition: Edition) -> EditionView:
    """What a template sees of an edition."""
    return EditionView(
        edition.languages,
        edition.layout,
        edition.paper,
        edition.orientation,
        edition.target,
        edition.fold or "",
        edition.size,
    )


def publication_view(manuscript: Manuscript) -> PublicationView:
    """What a template sees of a publication beside its words."""
    publication = manuscript.publication
    return PublicationView(
        publication.languages, publication.original, publication.date.isoformat()
    )


def _section_view(section: Section) -> SectionView:
    return SectionView(
        section.id,
        section.role,
        unit_view(section.title) if section.title else None,
        tuple(_block_view(block) for block in section.blocks),
    )


def _block_view(block: Unit | Items) -> UnitView | ListView:
    if isinstance(block, Items):
        return ListView(block.id, tuple(map(unit_view, block.items)))
    return unit_view(block)
