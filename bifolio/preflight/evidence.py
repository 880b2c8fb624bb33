"""What is known of an edition: the finished PDF, its source, and where the layout put each text.

Here the two meet: the paragraphs of the PDF get the texts of the source that they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bifolio.document.publication import Sheets
from bifolio.paper.formats import PaperName
from bifolio.preflight.document import HYPHEN, LINE_END, MAYBE, Document, TextBlock, fold, said
from bifolio.preflight.readback import ReadBack
from bifolio.preflight.source import EditionSource, Expected
from bifolio.problems import Place
from bifolio.text.placements import Placements, TextPlacement
from bifolio.text.runs import Content, TextId


@dataclass(frozen=True, kw_only=True)
class Evidence(Document):
    """All that is known of one edition."""

    source: EditionSource
    placements: Placements
    """Where the layout put each text."""
    rebuilt: bytes | None = None
    """The PDF of the same edition, built a second time; None where it was built once."""

    @property
    def place(self) -> Place | None:
        """Where the source describes the edition."""
        return self.source.place

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the edition, the leading one first."""
        return self.source.languages

    @property
    def paper(self) -> PaperName:
        """The format of the paper that the file is for."""
        return self.source.settings.paper

    def accepted(self, unit: str, check: str) -> str:
        """Why the source accepts what a check finds in a unit; empty where it does not."""
        return self.source.accepted(unit, check)

    def parts(self) -> Mapping[type, object]:
        """What a check may read, by the types of its parameters."""
        own = {Evidence: self, EditionSource: self.source, Placements: self.placements}
        return {**super().parts(), **own}

    @cached_property
    def blocks(self) -> list[TextBlock]:
        """The paragraphs of the text in reading order, each with the text of the source that it is.

        They are identified by their marked contents, which `placements` names. What it does not
        name, as in a layout without `data-unit`, is identified by its words.
        """
        known = {
            (placed.page, content): placed
            for placed in self.placements.texts
            for content in placed.contents
        }
        blocks = [_identified(block, known, self.source.copy) for block in self._bare_blocks]
        named = {block.text for block in blocks}
        others = [each for each in self.source.expected if each.content.id not in named]
        return _by_words(blocks, others, self.source.as_read)

    @cached_property
    def occurrences(self) -> Mapping[TextId, Sequence[Occurrence]]:
        """Each time that a text is in the PDF, by the text."""
        copy, as_read = self.source.copy, self.source.as_read
        found: dict[TextId, list[TextBlock]] = {}
        for block in self.blocks:
            if block.text:
                found.setdefault(block.text, []).append(block)
        return {
            text: list(_occurrences(blocks, as_read(copy[text].text), as_read))
            for text, blocks in found.items()
        }


@dataclass(frozen=True, kw_only=True)
class SheetsEvidence(Evidence):
    """The pages of an edition on sheets, as they are printed, cut and folded."""

    sheets: Sheets
    """What publication.yaml asks for."""
    pages_of: bytes
    """The PDF that the pages are of."""

    @property
    def paper(self) -> PaperName:
        """The format of the sheets."""
        return self.sheets.paper

    def parts(self) -> Mapping[type, object]:
        """What a check may read, by the types of its parameters."""
        return {**super().parts(), SheetsEvidence: self}


def agree(words: str, text: str) -> bool:
    """Whether `words`, as they were said, are `text`: to the letter, and with its spaces."""
    pattern = re.escape(words).replace(re.escape(LINE_END), " ?").replace(MAYBE, f"{HYPHEN}?")
    return re.fullmatch(pattern, " ".join(text.split())) is not None


def without_hyphens(words: str) -> str:
    """`words` without any hyphen or white space: by this they are looked up."""
    return fold(words).replace(HYPHEN, "").replace(MAYBE, "")


@dataclass(frozen=True)
class Occurrence:
    """One time that a text is in the PDF."""

    blocks: Sequence[TextBlock]
    """Its parts in columns and on pages, in reading order."""
    is_exact: bool
    """Whether it says what the source does, to the letter."""


def _identified(
    block: TextBlock,
    known: Mapping[tuple[int, int], TextPlacement],
    copy: Mapping[tuple[str, str], Content],
) -> TextBlock:
    """A block with the text that its marked contents are of, if they are all of one."""
    contents = sorted(block.paragraph.contents)
    placed = [known[block.page, each] for each in contents if (block.page, each) in known]
    if len({each.text for each in placed}) != 1 or placed[0].text not in copy:
        return block
    text = placed[0].text
    return replace(block, text=text, place=copy[text].place, placement=placed[0])


def _occurrences(
    blocks: Sequence[TextBlock], words: str, as_read: ReadBack
) -> Iterator[Occurrence]:
    """The times that a text with these `words` is in `blocks`: elements, which may be repeated."""
    begin = 0
    for end, block in enumerate(blocks, 1):
        following = blocks[end] if end < len(blocks) else None
        is_exact = agree(as_read(said(*(each.paragraph for each in blocks[begin:end]))), words)
        if is_exact or following is None or _element(following) != _element(block):
            yield Occurrence(blocks[begin:end], is_exact)
            begin = end


def _element(block: TextBlock) -> int | None:
    return block.placement.element if block.placement else None


def _by_words(
    blocks: Sequence[TextBlock], expected: Sequence[Expected], as_read: ReadBack
) -> list[TextBlock]:
    """Let blocks without a text be those of `expected` whose words they say, to the letter."""
    by_words: dict[str, list[Expected]] = {}
    for each in expected:
        by_words.setdefault(without_hyphens(as_read(each.folded)), []).append(each)
    found: list[TextBlock] = []
    while len(found) < len(blocks):
        at = len(found)
        match = None if blocks[at].text else _match(blocks, at, by_words, as_read)
        if match is None:
            found.append(blocks[at])
            continue
        last, text = match
        alike = by_words[without_hyphens(as_read(text.folded))]
        if len(alike) > 1:
            alike.remove(text)
        content = text.content
        found += [replace(block, text=content.id, place=content.place) for block in blocks[at:last]]
    return found


def _match(
    blocks: Sequence[TextBlock],
    at: int,
    by_words: Mapping[str, Sequence[Expected]],
    as_read: ReadBack,
) -> tuple[int, Expected] | None:
    """The text that begins with the block at `at`, and the number of the block after its last."""
    for end in range(at + 1, len(blocks) + 1):
        if blocks[end - 1].text:
            return None
        words = as_read(said(*(block.paragraph for block in blocks[at:end])))
        bare = without_hyphens(words)
        for each in by_words.get(bare, ()):
            if agree(words, as_read(each.content.text)):
                return end, each
        if not any(known.startswith(bare) for known in by_words):
            return None
    return None
