"""An edition as checks read it: the finished PDF, its source, and the placements of the layout.

Matches the paragraphs of the PDF with the texts of the source.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from bifolio.document.publication import Sheets
from bifolio.document.text import Section
from bifolio.paper.folds import FOLDS
from bifolio.paper.formats import PT_PER_MM, PaperName
from bifolio.pdf.geometry import Rectangle
from bifolio.pdf.glyphs import PICTURE, TextLine, TextParagraph
from bifolio.pdf.structure import MarkedContent
from bifolio.preflight.document import (
    HYPHEN,
    LINE_END,
    MAYBE,
    BlankCause,
    Document,
    TextBlock,
    fold,
    said,
)
from bifolio.preflight.overflow import Overflow, overflow_of
from bifolio.preflight.readback import ReadBack
from bifolio.preflight.source import EditionSource, Expected
from bifolio.problems import Place
from bifolio.text.placements import PageArea, Placements, TextPlacement
from bifolio.text.runs import Content, TextId

ROUNDED = 0.01
"""pt by which the layout and the PDF, which rounds, may place the same line apart."""


OPTIONAL = {LINE_END: " ", MAYBE: HYPHEN}
"""What a text may have in place of a placeholder of extracted text."""


def _breaks_in_a_row(sections: Iterable[Section]) -> Iterator[Place]:
    """Where the source has a break that follows another one."""
    for section in sections:
        for one, other in pairwise(section.blocks):
            if one.kind == other.kind == "break":
                yield other.place


@dataclass(frozen=True, kw_only=True)
class Evidence(Document):
    """The PDF and the source of an edition."""

    source: EditionSource
    placements: Placements
    """Where the layout put each text."""
    rebuilt: bytes | None = None
    """The PDF of a second build of the edition, if any."""

    @property
    def place(self) -> Place | None:
        """Where the source defines the edition."""
        return self.source.place

    @cached_property
    def pages(self) -> list[list[TextParagraph]]:
        """The paragraphs of each page, artifacts last.

        They have what the layout knows: what floats take of lines, which lines end at a forced
        break, and which texts are ragged.
        """
        areas = dict(enumerate(self.placements.areas))
        ragged = {
            (each.page - 1, content)
            for each in self.placements.texts
            if each.is_ragged
            for content in each.contents
        }
        return [
            [_set_ragged(in_layout(paragraph, areas.get(at)), at, ragged) for paragraph in page]
            for at, page in enumerate(super().pages)
        ]

    @property
    def has_facing_pages(self) -> bool:
        """Whether the layout promises two languages on facing pages."""
        return self.placements.has_facing_pages

    def cause_of_blank(self, page: int) -> BlankCause:
        """What to do about a blank page, as far as it is known."""
        if not self.has_facing_pages:
            again = next(_breaks_in_a_row(self.source.manuscript.text.sections), None)
            return BlankCause("delete one of two breaks in a row", again) if again else BlankCause()
        facing = page + 1 if page % 2 == 0 else page - 1
        shown = {block.unit for block in self.blocks if block.page == facing}
        units = [each.unit for each in self.source.expected if each.in_flow]
        beside = [unit for unit in units if unit.id in shown]
        if beside and all(unit.only for unit in beside):
            cause = "the page that faces it has texts of one language only: move them to others"
            return BlankCause(cause, beside[0].place)
        return BlankCause("divide what is before it: it may be longer than a page in one language")

    @cached_property
    def lines(self) -> list[tuple[TextBlock, TextLine, Rectangle]]:
        """Each line of text, artifacts last, with its block and the rectangle that it fills.

        What `text/overset` reports is not among them: the rest of a text on the pages after its
        place, and the margins with running heads that are too long.
        """
        ends: dict[TextId | None, int] = {
            text: each.page for each in self.placements.cut for text in each.texts
        }
        is_beside = self.placements.running.isdisjoint(ends)
        artifacts = frozenset() if is_beside else frozenset(map(id, self.artifacts))
        return [
            each
            for each in super().lines
            if id(each[0]) not in artifacts and each[0].page <= ends.get(each[0].text, each[0].page)
        ]

    @property
    def left_blank(self) -> frozenset[int]:
        """The pages that a break to a left or right page left blank; none in a booklet."""
        if self.has_facing_pages:
            return frozenset()
        areas = enumerate(self.placements.areas, 1)
        return frozenset(number for number, area in areas if area.is_blank)

    @property
    def too_long(self) -> frozenset[TextId]:
        """The texts, and those of pictures, that places of the layout have no room for."""
        return self.placements.too_long

    @property
    def has_long_head(self) -> bool:
        """Whether a head, such as a title, goes on to further pages."""
        return any(each.of == "head" for each in self.placements.cut)

    @cached_property
    def overflow(self) -> Overflow | None:
        """What is on more pages than the profile allows."""
        if "pages" not in self.profile.limits:
            return None
        return overflow_of(self.placements, int(self.profile.limit("pages")))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the edition, the leading one first."""
        return self.source.languages

    @property
    def paper(self) -> PaperName:
        """The paper format of the file."""
        return self.source.settings.paper

    def creases(self, page: int) -> Sequence[float]:
        """The folds of a page, in mm from the left edge of its TrimBox."""
        fold, width = self.source.settings.fold, self.trims[page - 1].width / PT_PER_MM
        return FOLDS[fold].creases(width, side=(page - 1) % 2) if fold else ()

    def accepted(self, unit: str, check: str) -> str:
        """Why the source accepts the findings of a check in a unit; empty if it does not."""
        return self.source.accepted(unit, check)

    def parts(self) -> Mapping[type, object]:
        """The possible arguments of checks, by parameter type."""
        own = {Evidence: self, EditionSource: self.source, Placements: self.placements}
        return {**super().parts(), **own}

    @cached_property
    def blocks(self) -> list[TextBlock]:
        """The paragraphs in reading order, matched with the texts of the source.

        They are identified by the marked contents of `placements`, or by their words in a layout
        without `data-unit`.
        """
        known = {
            (placed.page, content): placed
            for placed in self.placements.texts
            for content in placed.contents
        }
        blocks = [_identified(block, known, self.source.copy) for block in self._bare_blocks]
        named = {block.text for block in blocks}
        others = [each for each in self.source.expected if each.content.id not in named]
        found = _by_words(blocks, others, self.source.as_read)
        return [block if block.text else self._placed(block) for block in found]

    def _placed(self, block: TextBlock) -> TextBlock:
        """A paragraph with the place of the text that it repeats, such as an entry of contents.

        Words in a picture have the place of its alternative text.
        """
        if block.paragraph.kind == PICTURE:
            mark = (block.page, min(block.paragraph.contents, default=-1))
            return replace(block, place=self._pictures.get(mark, block.place))
        words = fold(self.source.as_read(block.words))
        return replace(block, place=self._repeated.get(words, block.place))

    @cached_property
    def _pictures(self) -> Mapping[MarkedContent, Place]:
        """The places of the alternative texts of pictures, by the marked contents of these."""
        places = {fold(each.text): each.place for each in self.source.copy.values()}
        return {
            mark: places[alternate]
            for element, marks in zip(self.elements, self.below, strict=True)
            if element.tag == PICTURE and (alternate := fold(element.alternate)) in places
            for mark in marks
        }

    @cached_property
    def _repeated(self) -> Mapping[str, Place]:
        """The places of the texts that the layout repeats, by their words without white space."""
        copy, as_read = self.source.copy, self.source.as_read
        contents = (copy[text] for text in self.placements.repeated if text in copy)
        return {fold(as_read(each.on_one_line)): each.place for each in contents}

    @cached_property
    def occurrences(self) -> Mapping[TextId, Sequence[Occurrence]]:
        """The occurrences of each text in the PDF."""
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
    """An edition imposed on sheets."""

    sheets: Sheets
    """The imposition in publication.yaml."""
    pages_of: bytes
    """The PDF that was imposed."""

    @property
    def paper(self) -> PaperName:
        """The paper format of the sheets."""
        return self.sheets.paper

    def parts(self) -> Mapping[type, object]:
        """The possible arguments of checks, by parameter type."""
        return {**super().parts(), SheetsEvidence: self}


def agree(words: str, text: str) -> bool:
    """Whether `words`, as returned by `said`, are exactly `text`, including spaces."""
    text = " ".join(text.split())
    ends = {0}  # of the words so far, in the text
    for part in re.split(f"([{LINE_END}{MAYBE}])", words):
        if part in OPTIONAL:
            ends |= {end + 1 for end in ends if text.startswith(OPTIONAL[part], end)}
        else:
            ends = {end + len(part) for end in ends if text.startswith(part, end)}
    return len(text) in ends


def without_hyphens(words: str) -> str:
    """`words` without hyphens and white space, as a key for look-ups."""
    return fold(words).replace(HYPHEN, "").replace(MAYBE, "")


@dataclass(frozen=True)
class Occurrence:
    """One occurrence of a text in the PDF."""

    blocks: Sequence[TextBlock]
    """Its parts in columns and on pages, in reading order."""
    is_exact: bool
    """Whether it is exactly the text of the source."""


def in_layout(paragraph: TextParagraph, area: PageArea | None) -> TextParagraph:
    """The paragraph, whose lines have what floats take of them, and end where breaks are."""
    if area is None or not (area.short_lines or area.broken_lines):
        return paragraph

    def known(line: TextLine) -> TextLine:
        begin = Rectangle(line.left, line.baseline, line.left, line.baseline).grown(ROUNDED)
        short = (each.missing for each in area.short_lines if each.box.overlaps(begin))
        is_broken = any(each.overlaps(begin) for each in area.broken_lines)
        return replace(line, missing=max(short, default=0), is_broken=is_broken)

    return replace(paragraph, lines=tuple(map(known, paragraph.lines)))


def _set_ragged(
    paragraph: TextParagraph, page: int, ragged: Collection[tuple[int, int]]
) -> TextParagraph:
    """The paragraph, with whether all of it is in `ragged`: pages, from 0, and marked contents."""
    contents = paragraph.contents
    is_ragged = bool(contents) and all((page, each) in ragged for each in contents)
    return replace(paragraph, is_ragged=True) if is_ragged else paragraph


def _identified(
    block: TextBlock,
    known: Mapping[tuple[int, int], TextPlacement],
    copy: Mapping[tuple[str, str], Content],
) -> TextBlock:
    """Match a block with the text of its marked contents, if they are all of one."""
    contents = sorted(block.paragraph.contents)
    placed = [known[block.page, each] for each in contents if (block.page, each) in known]
    if len({each.text for each in placed}) != 1 or placed[0].text not in copy:
        return block
    text = placed[0].text
    return replace(block, text=text, place=copy[text].place, placement=placed[0])


def _occurrences(
    blocks: Sequence[TextBlock], words: str, as_read: ReadBack
) -> Iterator[Occurrence]:
    """The occurrences of a text with these `words` in `blocks`."""
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
    """Match the blocks without a text with `expected` texts of exactly the same words."""
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
    """The text that begins with the block at `at`, and the index after its last block."""
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
