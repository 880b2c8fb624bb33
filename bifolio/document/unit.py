"""A text with a lasting id, in all languages side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from bifolio.document.passage import (
    ANY_LANGUAGE,
    LanguageTag,
    Passage,
    Translations,
    TranslationsOrSame,
    Words,
)
from bifolio.source_yaml.field_types import Identifier
from bifolio.source_yaml.nodes import Form, Node

REFERENCE = r"\{([a-z][a-z0-9-]*)\}"
"""How a text asks for a shared value: {name}."""


Fingerprint = Annotated[
    str,
    Form(
        r"^[0-9a-f]{8}$",
        "fingerprint",
        "copy it from `bifolio translations`: eight digits or letters a-f, in quotes",
    ),
]


CheckId = Annotated[
    str,
    Form(
        r"^[a-z-]+/[a-z0-9-]+$",
        "check id",
        "write subject/name; `bifolio checks` lists them",
    ),
]


class Unit(Node):
    """A text with a lasting id, in all languages side by side."""

    id: Identifier
    """The lasting id; never reused, never renamed."""
    text: TranslationsOrSame
    """The words by language; or once, where they are the same in all languages."""
    only: LanguageTag | None = None
    """The single language that has this unit."""
    original: Annotated[tuple[LanguageTag, ...], Field(strict=False)] = ()
    """Languages in which these words are the original's, not a translation."""
    reviewed: Mapping[LanguageTag, Fingerprint] = {}
    """The translations that a person has reviewed: the fingerprint of what they saw."""
    note: str = ""
    """A word to whoever reviews or edits this unit; never printed."""
    accepted: Mapping[CheckId, str] = {}
    """What preflight finds in this unit and is meant to be so: the id of the check, and why."""
    shared: Mapping[Identifier, Words] = {}
    """Values of this unit that are the same in all languages; the text takes them as {name}."""

    @property
    def same_in_all(self) -> bool:
        """Whether one text serves every language."""
        return ANY_LANGUAGE in self.text

    def passage(self, language: str) -> Passage | None:
        """The words in `language`, or those that serve every language, if there are any."""
        if self.only and self.only != language:
            return None
        return self.text.get(language) or self.text.get(ANY_LANGUAGE)

    def values(self, shared: Mapping[str, str]) -> dict[str, str]:
        """The values that the text may ask for by {name}: its own before the publication's."""
        own = {name: passage.source for name, passage in self.shared.items()}
        return {**shared, **own}


class Heading(Unit):
    """A text of one line: a heading, the title, the imprint."""


def heading_unit(
    identifier: str, words: Translations, node: Node, reviewed: Mapping[str, str]
) -> Heading:
    """Return the heading called `identifier`, with the place of `node`."""
    unit = Heading.model_construct(id=identifier, text=words, reviewed=reviewed)
    unit._place = node.place
    return unit
