"""What templates see of a publication: plain, immutable values, without paths or files.

A template is somebody else's program. It gets strings and numbers, and the functions of `merge`;
no object here leads to the file system or can be changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from bifolio.document.blocks.block import Block, Parted
from bifolio.document.blocks.heading import Subheading
from bifolio.document.manuscript import Manuscript
from bifolio.document.passage import ANY_LANGUAGE, Passage, PictureFile
from bifolio.document.publication import Edition
from bifolio.document.text import CONTACTS, Section
from bifolio.document.unit import Unit

SECTION_RANK = 2
"""The HTML level of the headings of sections."""

BREAK = "break"
"""The kind of blocks that show nothing."""

LOWEST_RANK = 6
"""The lowest HTML level of headings."""


@dataclass(frozen=True)
class UnitView:
    """A text in all languages."""

    id: str
    languages: tuple[str, ...]
    """The languages that it has words in; `und` where one text serves all."""
    only: str
    """The single language that has it; empty where all may."""

    @property
    def same_in_all(self) -> bool:
        """Whether one text serves every language."""
        return ANY_LANGUAGE in self.languages and not self.only

    def passage(self, language: str) -> bool:
        """Whether it has words in `language`, or words that serve every language."""
        if self.only and self.only != language:
            return False
        return language in self.languages or ANY_LANGUAGE in self.languages


@dataclass(frozen=True)
class FieldsView:
    """The fields of a part of a block, by name: units, pictures, plain values, tuples of them."""

    _fields: Mapping[str, object]

    def __getattr__(self, name: str) -> object:
        """The field called `name`."""
        if name.startswith("_") or name not in self._fields:
            raise AttributeError(name)
        return self._fields[name]


@dataclass(frozen=True)
class PartedView(UnitView):
    """A text with fields below it, by name: an item of a list with its paragraphs and items."""

    _fields: FieldsView = field(repr=False, kw_only=True)

    def __getattr__(self, name: str) -> object:
        """The field called `name`."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._fields, name)


@dataclass(frozen=True)
class BlockView(PartedView):
    """A block: its fields by name, besides those of a unit if it has a text of its own."""

    kind: str
    units: tuple[UnitView, ...]
    """All of its texts."""
    rank: int
    """The HTML level of a heading in it: 3 for h3."""
    is_wide: bool
    """Whether it is as wide as the page where text is in columns."""


@dataclass(frozen=True)
class PictureView:
    """A picture; `image(picture, language)` is the address of its file."""

    files: Mapping[str, str]
    """The paths in the publication's folder, by language."""

    @property
    def same_in_all(self) -> bool:
        """Whether one file serves every language."""
        return ANY_LANGUAGE in self.files


@dataclass(frozen=True)
class SectionView:
    """A part of the text."""

    id: str
    role: str
    title: UnitView | None
    """Its heading."""
    blocks: tuple[BlockView, ...]
    accent: str = ""
    """The name of its accent, a token of the house; empty for the accent of all."""

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


def text_view(manuscript: Manuscript, languages: Collection[str]) -> TextView:
    """What a template sees of the words of `manuscript` in an edition with these `languages`.

    Blocks and sections that only other languages have are left out; contacts are not, which are in
    every language.
    """
    text = manuscript.text
    sections = (_section_view(section, languages) for section in text.sections)
    return TextView(
        front=tuple(map(unit_view, text.front)),
        organisations=tuple(map(unit_view, text.organisations)),
        sections=tuple(section for section in sections if section is not None),
    )


def unit_view(unit: Unit) -> UnitView:
    """What a template sees of a unit."""
    return UnitView(unit.id, tuple(unit.text), unit.only or "")


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


def _section_view(section: Section, languages: Collection[str]) -> SectionView | None:
    """What a template sees of a section; None if it has nothing in any of the `languages`.

    The heading of a section that one language has is its first block.
    """
    blocks: Sequence[Block] = section.blocks
    if section.role != CONTACTS:
        blocks = [block for block in blocks if _is_in(block, languages)]
    if not section.title and all(block.kind == BREAK for block in blocks):
        return None
    title: Unit | None = section.title
    if title is None and (own := _own_heading(blocks)):
        title, blocks = own, blocks[1:]
    return SectionView(
        section.id,
        section.role,
        unit_view(title) if title else None,
        _block_views(blocks, SECTION_RANK if title else SECTION_RANK - 1),
        section.accent or "",
    )


def _is_in(block: Block, languages: Collection[str]) -> bool:
    """Whether one of the `languages` has a block, or a part of it."""
    if block.only:
        return block.only in languages
    units = tuple(block.units())
    return not units or any(not unit.only or unit.only in languages for unit in units)


def _own_heading(blocks: Sequence[Block]) -> Subheading | None:
    """The heading at the beginning of a section that only one language has, if it has one."""
    first = blocks[0]
    if not isinstance(first, Subheading) or not first.only or first.level > 1:
        return None
    shared = {block.only for block in blocks if block.kind != BREAK}
    return first if shared == {first.only} else None


def _block_views(blocks: Iterable[Block], above: int) -> tuple[BlockView, ...]:
    """What a template sees of `blocks`, which are below a heading of the HTML level `above`."""
    views = []
    now = above
    for block in blocks:
        if isinstance(block, Subheading):
            now = min(above + block.level, LOWEST_RANK)
            views.append(block_view(block, now))
        else:
            views.append(block_view(block, min(now + 1, LOWEST_RANK)))
    return tuple(views)


def block_view(block: Block, rank: int = SECTION_RANK + 1) -> BlockView:
    """What a template sees of a block; `rank` is the HTML level of a heading in it."""
    units = tuple(map(unit_view, block.units()))
    languages = dict.fromkeys(language for unit in units for language in unit.languages)
    content = block.content()
    above = rank if content.get("heading") else rank - 1
    fields = {name: _view(value, above) for name, value in content.items()}
    return BlockView(
        block.id,
        tuple(block.text) if isinstance(block, Unit) and block.text else tuple(languages),
        block.only or "",
        block.kind,
        units,
        rank,
        block.spans_columns,
        _fields=FieldsView(fields),
    )


def _view(content: object, above: int) -> object:
    """What a template sees of a part of a block, the blocks in it below a heading of `above`."""
    match content:
        case tuple() if any(isinstance(each, Block) for each in content):
            return _block_views(content, above)
        case Unit():
            return unit_view(content)
        case Parted(unit, parts):
            fields = FieldsView({name: _view(value, above) for name, value in parts.items()})
            return PartedView(unit.id, tuple(unit.text), unit.only or "", _fields=fields)
        case Passage():
            return content.source
        case tuple():
            return tuple(_view(each, above) for each in content)
        case Mapping() if content and all(
            isinstance(each, PictureFile) for each in content.values()
        ):
            return PictureView({language: file.source for language, file in content.items()})
        case Mapping():
            return FieldsView({str(name): _view(value, above) for name, value in content.items()})
        case _:
            return content


def _is_file(value: object) -> TypeGuard[PictureFile]:
    return isinstance(value, PictureFile)
