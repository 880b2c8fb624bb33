"""A text with a lasting id, in all languages side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, TypeVar

from pydantic import Field, PrivateAttr

from bifolio.document.crop import Crop
from bifolio.document.passage import (
    ANY_LANGUAGE,
    LanguageTag,
    Passage,
    Pictures,
    Translations,
    TranslationsOrSame,
    Words,
)
from bifolio.document.references import NOTE, found_in
from bifolio.source_yaml.field_types import FreeText, Identifier
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


class Translated(Node):
    """What has a lasting id, texts in all languages, and the state of their review."""

    _everywhere: bool = PrivateAttr(default=False)

    id: Identifier
    """The lasting id; never reused, never renamed."""
    only: LanguageTag | None = None
    """The single language that has it."""
    original: Annotated[tuple[LanguageTag, ...], Field(strict=False)] = ()
    """Languages whose text is an original, not a translation."""
    reviewed: Mapping[LanguageTag, Fingerprint] = {}
    """The reviewed translations, each with the fingerprint from `bifolio translations`."""
    note: FreeText = ""
    """A note for reviewers and editors; it is in no PDF."""
    accepted: Mapping[CheckId, FreeText] = {}
    """Accepted findings of preflight in it: the id of the check, and the reason."""
    shared: Mapping[Identifier, Words] = {}
    """Values that are the same in all languages; its texts can use them as {name}."""

    @property
    def everywhere(self) -> bool:
        """Whether every edition has it in every language of the publication."""
        return self._everywhere

    def values(self, shared: Mapping[str, str]) -> dict[str, str]:
        """The values that its texts can use as {name}; its own replace those in `shared`."""
        own = {name: passage.source for name, passage in self.shared.items()}
        return {**shared, **own}


class Unit(Translated):
    """A text with a lasting id, in all languages side by side."""

    text: TranslationsOrSame
    """The text by language, or one text if it is the same in all languages."""

    @property
    def pictures(self) -> Pictures | None:
        """The files of the picture whose alternative text it is; None for other texts."""
        return None

    @property
    def same_in_all(self) -> bool:
        """Whether one text is used in all languages, of which there are more than one."""
        return ANY_LANGUAGE in self.text and not self.only

    @property
    def is_said_elsewhere(self) -> bool:
        """Whether other texts say the same, so that a layout may hide it from screen readers."""
        return False

    def is_quoted_in(self, language: str) -> bool:
        """Whether layouts put it within quotation marks of `language`."""
        del language
        return False

    @property
    def crop(self) -> Crop | None:
        """The part of that picture that is shown; None for all of it."""
        return None

    def note_ids(self, language: str = "") -> Iterator[str]:
        """The ids of the notes to which its text refers in `language`; default: in all."""
        passages = [self.passage(language)] if language else self.text.values()
        for passage in passages:
            if passage:
                yield from (match[1] for match in found_in(NOTE, passage.source))

    def passage(self, language: str) -> Passage | None:
        """The text in `language`, or the one for all languages, if there is any."""
        if self.only and self.only != language:
            return None
        return self.text.get(language) or self.text.get(ANY_LANGUAGE)


def put_in(passage: Passage, values: Mapping[str, Passage]) -> Passage:
    """Replace `{name}` in `passage` by the value of that name; others are kept."""

    def value(match: re.Match[str]) -> str:
        found = values.get(match[1])
        return found.source if found else match[0]

    source = re.sub(REFERENCE, value, passage.source)
    return passage if source == passage.source else replace(passage, source=source, typed="")


AnyUnit = TypeVar("AnyUnit", bound=Unit)


def unit_as(kind: type[AnyUnit], unit: Unit, **fields: object) -> AnyUnit:
    """Return `unit` as a unit of another kind, with the further `fields` of that."""
    given: dict[str, Any] = {**dict(unit), **fields}
    other = kind.model_construct(**given)
    other._place, other._everywhere = unit.place, unit.everywhere
    return other


def authored_id(unit: Unit) -> str:
    """The id in the source: of `unit`, or of the block in which it is a field."""
    return unit.id.partition(".")[0]


def is_authored(unit: Unit) -> bool:
    """Whether the id of `unit` is in the source."""
    return authored_id(unit) == unit.id


class Heading(Unit):
    """A text of one line: a heading, the title, the imprint."""


def heading_unit(
    identifier: str, words: Translations, node: Node, reviewed: Mapping[str, str]
) -> Heading:
    """Return the heading called `identifier`, with the place of `node`."""
    unit = Heading.model_construct(id=identifier, text=words, reviewed=reviewed)
    unit._place = node.place
    return unit
