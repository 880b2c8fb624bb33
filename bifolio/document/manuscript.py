"""A publication with its texts, as read from a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bifolio.document.blocks.items import Items
from bifolio.document.glossary import Glossary, read_glossary
from bifolio.document.passage import Translations
from bifolio.document.publication import InPublication, Publication
from bifolio.document.text import Text
from bifolio.document.unit import Unit, heading_unit

LOGOS = "logos"
LOGO_SUFFIXES = (".svg", ".png")
"""The folder of logos in the folder of a publication, and their formats."""


@dataclass(frozen=True)
class Manuscript:
    """A publication with its texts, as read from `folder`."""

    folder: Path
    publication: Publication
    text: Text

    @property
    def name(self) -> str:
        """The name of the publication and of its folder."""
        return self.folder.name

    @property
    def title(self) -> Unit:
        """The title as a unit."""
        return self._in_publication("title", self.publication.title)

    @property
    def imprint(self) -> Unit:
        """The imprint as a unit."""
        return self._in_publication("imprint", self.publication.imprint)

    def _in_publication(self, identifier: InPublication, words: Translations) -> Unit:
        reviewed = self.publication.reviewed.get(identifier, {})
        return heading_unit(identifier, words, self.publication, reviewed)

    def glossary(self) -> Glossary:
        """The terms of its glossaries. Raises `Problems`."""
        return read_glossary(self.publication.glossary, self.folder)

    def logo(self, unit: Unit) -> Path | None:
        """The logo that replaces the name of an organisation, if there is one."""
        files = (self.folder / LOGOS / f"{unit.id}{suffix}" for suffix in LOGO_SUFFIXES)
        return next((path for path in files if path.is_file()), None)

    def units(self) -> Iterator[Unit]:
        """Every unit in reading order; title, imprint and headings are units too."""
        yield self.title
        yield from self.text.front
        yield from self.text.organisations
        for section in self.text.sections:
            if section.title:
                yield section.title
            for block in section.blocks:
                yield from block.items if isinstance(block, Items) else (block,)
        yield self.imprint
