"""A list: bulleted or numbered, with lists in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    Tag,
)
from pydantic_core import CoreSchema

from bifolio.document.blocks.block import Block, TextPart
from bifolio.document.passage import TEXT_OR_BY_LANGUAGE, TranslationsOrSame
from bifolio.document.unit import Unit
from bifolio.problems import Problem
from bifolio.source_yaml.nodes import Node, PlacedMapping

DEEPEST = 3
"""The levels of lists in lists; a reader keeps no more of them apart."""


class _OrText:
    """Describes for editors that an item may be a text alone."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [*TEXT_OR_BY_LANGUAGE["anyOf"], handler(schema)]}


def _with_text(value: object) -> object:
    """Read a text, alone or by language, as an item of that text."""
    keys: set[str] = {"id", "text", *ItemParts.model_fields}
    if isinstance(value, str) or (isinstance(value, Mapping) and value and not keys & value.keys()):
        item = PlacedMapping(value.place)  # type: ignore[union-attr]
        item["text"] = value
        item.key_places["text"] = item.place
        return item
    return value


def _form(value: object) -> str:
    return "named" if isinstance(value, Mapping) and "id" in value else "unnamed"


AnyItem = Annotated[
    Annotated["ListItem", Tag("unnamed")] | Annotated["NamedItem", Tag("named")],
    Discriminator(_form),
    BeforeValidator(_with_text),
    _OrText(),
]
"""An item: a text, or a text with paragraphs and items below it."""


class ItemParts(Node):
    """What an item has below its text."""

    more: Annotated[tuple[TranslationsOrSame, ...], Field(strict=False)] = ()
    """Further paragraphs of the item."""
    numbered: bool = False
    """Whether the items below have numbers."""
    items: Annotated[tuple[AnyItem, ...], Field(strict=False)] = ()
    """The items of a list below it."""


class ListItem(TextPart, ItemParts):
    """An item of a list."""


class NamedItem(Unit, ItemParts):
    """An item with an id of its own, and a review of its own."""


class Items(Block):
    """A list with bullets or numbers; its items are texts, and may have lists in them."""

    kind: Literal["list"]
    numbered: bool | Literal["digits"] = False
    """Whether the items have numbers: in the style of each language, or 1. in all of them."""
    start: Annotated[int, Field(ge=0, le=9999)] = 1
    """The number of the first item."""
    items: Annotated[tuple[AnyItem, ...], Field(strict=False, min_length=1)]
    """The items in order."""

    def problems(self) -> Iterator[Problem]:
        """A start without numbers, and lists that are nested too deep."""
        if self.start != 1 and not self.numbered:
            message = f"'{self.id}' has `start:`, but no numbers"
            hint = "add `numbered: true`, or delete `start:`"
            yield Problem("source/start-without-numbers", message, hint, self.place)
        for item in _below(self.items, DEEPEST):
            message = f"the list '{self.id}' has more than {DEEPEST} levels"
            hint = "move these items up, or make a section of the list"
            yield Problem("source/nested-too-deep", message, hint, item.place)


def _below(items: tuple[ListItem | NamedItem, ...], levels: int) -> Iterator[ListItem | NamedItem]:
    """The first item of each list that is more than `levels` deep."""
    if not levels:
        yield from items[:1]
        return
    for item in items:
        yield from _below(item.items, levels - 1)
