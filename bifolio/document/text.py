"""The words of a publication in sections and blocks: text.yaml.

The JSON Schema for editors is generated from these types.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from bifolio.document.blocks.contact import Contact
from bifolio.document.blocks.figure import Figure
from bifolio.document.blocks.items import Items
from bifolio.document.blocks.paragraph import Paragraph
from bifolio.document.passage import LanguageTag, Translations, Words
from bifolio.document.unit import CheckId, Fingerprint, Unit, heading_unit
from bifolio.source_yaml.field_types import Identifier
from bifolio.source_yaml.nodes import Node

Block = Annotated[Paragraph | Contact | Figure | Items, Field(discriminator="kind")]


class Section(Node):
    """A part of the text under a heading of its own."""

    id: Identifier
    """The lasting id; the heading's id too."""
    role: Identifier = "text"
    """What the section is; the layouts give each role its looks."""
    heading: Translations | None = None
    """The heading by language."""
    reviewed: Mapping[LanguageTag, Fingerprint] = {}
    """The translations of the heading that a person has reviewed, as in a unit."""
    accepted: Mapping[CheckId, str] = {}
    """What preflight finds in the heading and is meant to be so: the id of the check, and why."""
    note: str = ""
    """A word to whoever reviews or edits this section; never printed."""
    blocks: Annotated[tuple[Block, ...], Field(strict=False, min_length=1)]
    """Paragraphs, lists, contacts and figures in order."""

    @property
    def title(self) -> Unit | None:
        """The heading as a unit, under the section's id."""
        if not self.heading:
            return None
        heading = heading_unit(self.id, self.heading, self, self.reviewed)
        return heading.model_copy(update={"accepted": self.accepted})


class Text(Node):
    """The words of the publication: text.yaml."""

    shared: Mapping[Identifier, Words] = {}
    """Values that are the same in all languages; any unit takes them as {name}."""
    front: Annotated[tuple[Unit, ...], Field(strict=False)] = ()
    """Texts that a layout puts in places of their own."""
    organisations: Annotated[tuple[Unit, ...], Field(strict=False)] = ()
    """Who stands behind the publication; logos/ID.svg or .png replaces the typeset name."""
    sections: Annotated[tuple[Section, ...], Field(strict=False, min_length=1)]
    """The sections in order."""

    def shared_values(self) -> dict[str, str]:
        """The publication's own values, by name."""
        return {name: passage.source for name, passage in self.shared.items()}
