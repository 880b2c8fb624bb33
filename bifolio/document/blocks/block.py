"""What all kinds of content have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self, TypeGuard

from pydantic import Field, PrivateAttr

from bifolio.document.crop import Crop
from bifolio.document.passage import (
    Passage,
    PictureFile,
    Pictures,
    Translations,
    TranslationsOrSame,
)
from bifolio.document.publication import EditionName
from bifolio.document.typed_fields import typed_unit
from bifolio.document.unit import REFERENCE, Translated, Unit, put_in
from bifolio.document.values import SharedValue
from bifolio.problems import Problem
from bifolio.source_yaml.nodes import Node, to_kebab

LEAVES = "_leaves"
"""The slot of a block with the values in its content, once they were asked for."""


class Conditional(Node):
    """What only some editions may have."""

    editions: Annotated[tuple[EditionName, ...], Field(strict=False)] = ()
    """The only editions that have it; default: all."""
    except_: Annotated[tuple[EditionName, ...], Field(strict=False, alias="except")] = ()
    """The editions that do not have it."""

    def is_in(self, edition: str) -> bool:
        """Whether the edition called `edition` has it."""
        return edition not in self.except_ and (not self.editions or edition in self.editions)


class Block(Translated, Conditional):
    """A piece of the content of a section.

    A kind of content declares its fields, in reading order. A field with texts by language, at any
    depth, is a unit; its id is the path of the field (`team.people.2.name`). A field of `Pictures`
    is a picture, and the field `alt` beside it is its alternative text.
    """

    # Not a private attribute, which copies with other values would have, and comparisons see.
    __slots__ = (LEAVES,)

    is_wide: ClassVar[bool] = False
    """Whether blocks of this kind are as wide as the page where text is in columns."""

    _filled_in: frozenset[str] = PrivateAttr(default=frozenset())
    """The names of the shared values that its addresses and numbers have."""
    plain_fields: ClassVar[tuple[str, ...]] = ()
    """The fields with addresses and numbers, which are no texts but may have shared values."""
    kind: str
    """The kind of content."""

    @property
    def spans_columns(self) -> bool:
        """Whether this block is as wide as the page where text is in columns."""
        return self.is_wide

    def content(self) -> dict[str, object]:
        """Its fields by name: units, blocks, pictures, plain values, and tuples and mappings."""
        return _fields(self, self.id, self)

    def leaves(self) -> Sequence[object]:
        """Every value in its content, at any depth; the files of a picture are one."""
        known: tuple[object, ...] | None = getattr(self, LEAVES, None)
        if known is None:
            found: list[object] = []
            _collect(self.content(), found)
            known = tuple(found)
            object.__setattr__(self, LEAVES, known)
        return known

    def units(self) -> Iterator[Unit]:
        """Every text, in reading order."""
        if isinstance(self, Unit):
            yield self
        for each in self.leaves():
            if isinstance(each, Block):
                yield from each.units()
            elif isinstance(each, Unit):
                yield each

    @property
    def least_picture(self) -> tuple[float, float]:
        """Width and height in mm of a box that its pictures fill in every layout, or exceed."""
        return 40.0, 24.0

    def own_pictures(self) -> Iterator[Pictures]:
        """The files of every picture that is not in a block within it, by language."""
        yield from filter(_is_pictures, self.leaves())

    def pictures_within(self) -> Iterator[Pictures]:
        """The files of every picture, by language."""
        for each in self.leaves():
            if isinstance(each, Block):
                yield from each.pictures_within()
            elif _is_pictures(each):
                yield each

    def picture_files(self) -> Iterator[PictureFile]:
        """The file of every picture."""
        for each in self.pictures_within():
            yield from each.values()

    def inner_blocks(self) -> tuple[Block, ...]:
        """The blocks in it, without those in these."""
        return tuple(each for each in self.leaves() if isinstance(each, Block))

    def blocks_within(self) -> Iterator[Block]:
        """The blocks in it, at any depth."""
        for each in self.inner_blocks():
            yield each
            yield from each.blocks_within()

    def loaded(self, folder: Path) -> tuple[Self, list[Problem]]:
        """Read its files in the publication's `folder`; return the block and the problems."""
        del folder
        return self, []

    @property
    def filled_in(self) -> frozenset[str]:
        """The names of the shared values that its addresses and numbers have."""
        return self._filled_in

    def with_values(self, shared: Mapping[str, SharedValue]) -> Self:
        """Replace `{name}` in its addresses and numbers, which are no texts, by shared values."""
        fields = {name: getattr(self, name) for name in self.plain_fields}
        words = {name: each for name, each in shared.items() if isinstance(each, Passage)}
        values = {**words, **self.shared}
        used: set[str] = set()

        def filled(value: object) -> object:
            if isinstance(value, Mapping):
                return {tag: filled(each) for tag, each in value.items()}
            if not isinstance(value, Passage):
                return value
            used.update({match[1] for match in re.finditer(REFERENCE, value.source)} & {*values})
            return put_in(value, values)

        changed = {name: filled(value) for name, value in fields.items()}
        if not used:
            return self
        block = self.model_copy(update=changed)
        block._filled_in = frozenset(used)
        return block

    def in_edition(self, name: str) -> Self | None:
        """The block as the edition called `name` has it; None if it does not."""
        return self if self.is_in(name) else None

    def problems(self) -> Iterator[Problem]:
        """The errors that only this kind can have."""
        return iter(())


class TextPart(Node):
    """A part of a block that is a text, with other fields below it."""

    text: TranslationsOrSame
    """The text by language, or one text if it is the same in all languages."""


@dataclass(frozen=True)
class Parted:
    """A text in a block, and the content below it."""

    unit: Unit
    parts: Mapping[str, object]


class AlternativeText(Unit):
    """The alternative text of a picture in a block."""

    files: Pictures
    """The files of the picture, by language."""
    _crop: Crop | None = PrivateAttr(default=None)

    @property
    def crop(self) -> Crop | None:
        """The part of the picture that is shown; None for all of it."""
        return self._crop

    @property
    def pictures(self) -> Pictures | None:
        """The files of the picture."""
        return self.files


_COMMON = frozenset(Block.model_fields)
"""The fields of every kind, which are no content of their own."""


def _fields(node: Node, path: str, owner: Translated) -> dict[str, object]:
    """The content of `node`, which is at `path` in `owner`."""
    own = _COMMON | {"text"} if isinstance(node, Unit | TextPart) else _COMMON
    values = {name: getattr(node, name) for name in type(node).model_fields if name not in own}
    content = {
        name: _content(value, f"{path}.{to_kebab(name)}", owner) for name, value in values.items()
    }
    if files := next(filter(_is_pictures, values.values()), None):
        content["crop"] = crop = getattr(node, "crop", None)
        if isinstance(alt := content.get("alt"), Unit):
            content["alt"] = _alternative(alt, files, crop)
    return content


def _content(value: object, path: str, owner: Translated) -> object:
    if isinstance(value, Block):
        return value
    if isinstance(value, Unit):
        parts = _fields(value, value.id, value)
        return Parted(value, parts) if parts else value
    if isinstance(value, TextPart):
        return Parted(unit_of(path, value.text, owner), _fields(value, path, owner))
    if isinstance(value, Node):
        return _fields(value, path, owner)
    if isinstance(value, tuple):
        return tuple(_content(each, f"{path}.{n}", owner) for n, each in enumerate(value, 1))
    if _is_texts(value) and not _is_pictures(value):
        return typed_unit(unit_of(path, value, owner))
    return value


def _is_texts(value: object) -> TypeGuard[Translations]:
    return isinstance(value, Mapping) and all(isinstance(each, Passage) for each in value.values())


def _is_pictures(value: object) -> TypeGuard[Pictures]:
    if not isinstance(value, Mapping) or not value:
        return False
    return all(isinstance(each, PictureFile) for each in value.values())


def unit_of(path: str, words: Translations, owner: Translated) -> Unit:
    """A text of `owner` as a unit, with the languages, the review and the values of the block."""
    fields: dict[str, Any] = {name: getattr(owner, name) for name in Translated.model_fields}
    unit = Unit.model_construct(**fields | {"id": path, "text": words})
    unit._everywhere = owner.everywhere
    unit._place = min((each.place for each in words.values()), default=owner.place)
    return unit


def _alternative(text: Unit, files: Pictures, crop: Crop | None) -> AlternativeText:
    """The unit `text` as the alternative text of a picture."""
    fields = {name: getattr(text, name) for name in Unit.model_fields}
    unit = AlternativeText.model_construct(**fields, files=files)
    unit._everywhere, unit._place, unit._crop = text.everywhere, text.place, crop
    return unit


def _collect(content: object, found: list[object]) -> None:
    """Add every value in `content` to `found`."""
    if isinstance(content, Block | str | int | None):
        found.append(content)
    elif isinstance(content, tuple):
        for each in content:
            _collect(each, found)
    elif isinstance(content, Parted):
        found.append(content.unit)
        _collect(content.parts, found)
    elif isinstance(content, Mapping) and not _is_pictures(content):
        for each in content.values():
            _collect(each, found)
    else:
        found.append(content)
