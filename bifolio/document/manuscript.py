"""A publication with its texts, as read from a folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bifolio.document.blocks.block import Block
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

    def for_edition(self, name: str, front: frozenset[str] | None = None) -> Manuscript:
        """Leave out the sections and blocks that are not in the edition called `name`.

        Front texts whose ids are not in `front` are left out, too; None: none of them.
        """
        sections = []
        for section in self.text.sections:
            blocks = tuple(found for each in section.blocks if (found := each.in_edition(name)))
            if section.is_in(name) and blocks:
                kept = section.model_copy(update={"blocks": blocks})
                sections.append(section if blocks == section.blocks else kept)
        shown = tuple(unit for unit in self.text.front if front is None or unit.id in front)
        text = self.text.model_copy(update={"sections": tuple(sections), "front": shown})
        used = {note for unit in replace(self, text=text).texts() for note in unit.note_ids()}
        notes = tuple(note for note in text.notes if note.id in used)
        return replace(self, text=text.model_copy(update={"notes": notes}))

    def blocks(self) -> Sequence[Block]:
        """Every block of every section, and those within others."""
        return self._blocks

    @cached_property
    def _blocks(self) -> Sequence[Block]:
        return tuple(
            found
            for section in self.text.sections
            for block in section.blocks
            for found in (block, *block.blocks_within())
        )

    def targets(self) -> dict[str, tuple[str, ...]]:
        """The ids of the units of each section, block and unit to which a text may link."""
        found: dict[str, tuple[str, ...]] = {}
        for section in self.text.sections:
            own = [section.id] if section.title else []
            units = [unit.id for block in section.blocks for unit in block.units()]
            found[section.id] = (*own, *units)
            found |= {unit: (unit,) for unit in units if "." not in unit}
        found |= {block.id: tuple(unit.id for unit in block.units()) for block in self.blocks()}
        return found

    def kinds(self) -> tuple[str, ...]:
        """The kinds of its blocks, sorted."""
        return tuple(sorted({block.kind for block in self.blocks()}))

    def units(self) -> Sequence[Unit]:
        """Every unit in reading order; title, imprint and headings are units too."""
        return self._units

    @cached_property
    def _units(self) -> Sequence[Unit]:
        text = self.text
        return (
            *(self.title, *text.front, *text.organisations),
            *(*self._texts, *text.notes, self.imprint),
        )

    def texts(self) -> Sequence[Unit]:
        """The units of the sections, in reading order."""
        return self._texts

    @cached_property
    def _texts(self) -> Sequence[Unit]:
        return tuple(
            unit
            for section in self.text.sections
            for units in (
                (section.title,) if section.title else (),
                *(block.units() for block in section.blocks),
            )
            for unit in units
        )
