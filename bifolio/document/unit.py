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
"""The pattern of a reference to a shared value: {name}."""


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
    """The text by language, or one text if it is the same in all languages."""
    only: LanguageTag | None = None
    """The single language that has this unit."""
    original: Annotated[tuple[LanguageTag, ...], Field(strict=False)] = ()
    """Languages whose text is an original, not a translation."""
    reviewed: Mapping[LanguageTag, Fingerprint] = {}
    """The reviewed translations, each with the fingerprint from `bifolio translations`."""
    note: str = ""
    """A note for reviewers and editors; it is in no PDF."""
    accepted: Mapping[CheckId, str] = {}
    """Accepted findings of preflight in this unit: the id of the check, and the reason."""
    shared: Mapping[Identifier, Words] = {}
    """Values of this unit that are the same in all languages; its text can use them as {name}."""

    @property
    def same_in_all(self) -> bool:
        """Whether one text is used in all languages."""
        return ANY_LANGUAGE in self.text

    def passage(self, language: str) -> Passage | None:
        """The text in `language`, or the one for all languages, if there is any."""
        if self.only and self.only != language:
            return None
        return self.text.get(language) or self.text.get(ANY_LANGUAGE)

    def values(self, shared: Mapping[str, str]) -> dict[str, str]:
        """The values that the text can use as {name}; its own replace those in `shared`."""
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
