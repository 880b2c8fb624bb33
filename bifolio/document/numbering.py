"""EditionNumbers the notes and the captions of an edition, in the order of the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from bifolio.document.blocks.block import Block
from bifolio.document.manuscript import Manuscript
from bifolio.document.references import CROSS_REFERENCE, found_in
from bifolio.languages.references import NUMBERED, references_of

NUMBER = "number"
"""The cross reference that shows the name and the number of a caption: `{number:id}`."""


@dataclass(frozen=True)
class EditionNumbers:
    """The numbers of an edition."""

    notes: Mapping[str, int] = field(default_factory=dict)
    """By the id of the note; one for all languages."""
    first: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The id of the first unit that refers to a note, by note and language."""
    captions: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """The kind of a block and the number of its caption, by the id of the block."""


def number(manuscript: Manuscript, languages: Collection[str]) -> EditionNumbers:
    """Number what the texts of `manuscript` refer to in `languages`.

    Captions of a kind are numbered if some text refers to one of them by its number. What is for
    another language only has none. Kinds that have one name in one of `languages` share one count.
    """
    notes: dict[str, int] = {}
    first: dict[tuple[str, str], str] = {}
    for unit in manuscript.texts():
        for language in languages:
            for note in unit.note_ids(language):
                notes.setdefault(note, len(notes) + 1)
                first.setdefault((note, language), unit.id)
    return EditionNumbers(notes, first, dict(_captions(manuscript, {*languages})))


def is_numbered(block: Block) -> bool:
    """Whether a block has a caption that can be numbered."""
    return block.kind in NUMBERED and bool(getattr(block, "caption", None))


def _captions(
    manuscript: Manuscript, languages: Collection[str]
) -> Iterator[tuple[str, tuple[str, int]]]:
    asked = {
        match[2]
        for unit in manuscript.units()
        for passage in unit.text.values()
        for match in found_in(CROSS_REFERENCE, passage.source)
        if match[1] == NUMBER
    }
    captioned = [
        block
        for block in manuscript.blocks()
        if is_numbered(block) and block.only in (None, *languages)
    ]
    kinds = {block.kind for block in captioned if block.id in asked}
    counted_as = {kind: _counted_as(kind, languages) for kind in kinds}
    counts = Counter[str]()
    for block in captioned:
        if block.kind in kinds:
            counts[counted_as[block.kind]] += 1
            yield block.id, (block.kind, counts[counted_as[block.kind]])


def _counted_as(kind: str, languages: Collection[str]) -> str:
    """The first kind that has the same name in one of `languages` (图: figures and charts)."""
    names = [references_of(language).names for language in languages]
    return next(each for each in NUMBERED if any(name[each] == name[kind] for name in names))
