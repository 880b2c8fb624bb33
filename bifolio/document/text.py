"""The texts of a publication, in sections and blocks: text.yaml.

The JSON Schema for editors is generated from these types.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from bifolio.document.blocks import AnyBlock
from bifolio.document.blocks.block import Conditional
from bifolio.document.passage import LanguageTag, Translations
from bifolio.document.unit import CheckId, Fingerprint, Unit, heading_unit
from bifolio.document.values import SharedValue
from bifolio.source_yaml.field_types import FreeText, Identifier
from bifolio.source_yaml.nodes import Node

ONLY_HEADING = "begin the section with a block `kind: heading` instead, with `only:`"
"""How a section has a heading in one language only."""

CONTACTS = "contacts"
"""The role of sections whose contacts are in every language of the publication in all editions."""

COVER = "cover"
"""The role of sections whose pictures are on the cover, where the layout has them."""


class Section(Conditional):
    """A section of the text, with an optional heading."""

    id: Identifier
    """The lasting id; the heading's id too."""
    role: Identifier = "text"
    """The role of the section; layouts style sections by their roles."""
    accent: Identifier | None = None
    """The name of an accent of the house: `leaf` is its tokens `--accent-leaf` and
    `--accent-leaf-ink`."""
    heading: Translations | None = None
    """The heading by language."""
    reviewed: Mapping[LanguageTag, Fingerprint] = {}
    """The reviewed translations of the heading, as in a unit."""
    accepted: Mapping[CheckId, FreeText] = {}
    """Accepted findings of preflight in the heading: the id of the check, and the reason."""
    note: FreeText = ""
    """A note for reviewers and editors; it is in no PDF."""
    blocks: Annotated[tuple[AnyBlock, ...], Field(strict=False, min_length=1)]
    """The content in order, of any kinds."""

    @property
    def title(self) -> Unit | None:
        """The heading as a unit, under the section's id."""
        if not self.heading:
            return None
        heading = heading_unit(self.id, self.heading, self, self.reviewed)
        return heading.model_copy(update={"accepted": self.accepted})


class Text(Node):
    """The texts of the publication: text.yaml."""

    elsewhere: ClassVar[Mapping[str, str]] = {
        "sections.only": f"add `only:` to each of its blocks; for a heading, {ONLY_HEADING}"
    }

    shared: Mapping[Identifier, SharedValue] = {}
    """Values that are the same in all languages; every text can use them as {name}."""
    front: Annotated[tuple[Unit, ...], Field(strict=False)] = ()
    """Texts that a layout places outside of the sections."""
    organisations: Annotated[tuple[Unit, ...], Field(strict=False)] = ()
    """The organisations of the publication; logos/ID.svg or .png replaces the typeset name."""
    notes: Annotated[tuple[Unit, ...], Field(strict=False)] = ()
    """The footnotes; a text refers to one with [^id]."""
    sections: Annotated[tuple[Section, ...], Field(strict=False, min_length=1)]
    """The sections in order."""
