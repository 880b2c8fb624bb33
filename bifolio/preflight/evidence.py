"""What checks look at: the finished PDF, the source, and where the layout put each text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bifolio.document.blocks.contact import Contact
from bifolio.document.blocks.figure import Figure
from bifolio.document.glossary import Glossary
from bifolio.document.manuscript import Manuscript
from bifolio.document.publication import Edition, Sheets
from bifolio.document.unit import Unit
from bifolio.fonts.subset import CutFace
from bifolio.paper.formats import PaperName
from bifolio.pdf.colours import Ink, Screen, ink_tokens, screen_tokens
from bifolio.pdf.metadata import Metadata
from bifolio.preflight.document import HYPHEN, LINE_END, MAYBE, Document, TextBlock, fold, said
from bifolio.preflight.findings import Sighting
from bifolio.preflight.readback import ReadBack
from bifolio.problems import Place
from bifolio.text.placements import Placement, Placements
from bifolio.text.runs import Content, TextId


@dataclass(frozen=True)
class Expected:
    """A text that the edition has to print."""

    content: Content
    unit: Unit
    in_flow: bool
    """It stands in the order of the source, not in a place that the layout chooses."""

    @property
    def folded(self) -> str:
        """Its words without white space."""
        return fold(self.content.text)

    def seen(self, message: str) -> Sighting:
        """Something that was seen in it."""
        content = self.content
        return Sighting(message, place=content.place, language=content.language, unit=content.unit)


@dataclass(frozen=True, kw_only=True)
class Evidence(Document):
    """All that is known of one edition."""

    manuscript: Manuscript
    copy: Mapping[tuple[str, str], Content]
    about: Metadata
    glossary: Glossary
    """The terms of the project."""
    faces: Sequence[CutFace]
    """The fonts that it was printed with."""
    stylesheets: Sequence[Path]
    placements: Placements
    """Where the layout put each text."""
    reprinted: bytes | None = None
    """The same edition printed a second time, where that was done."""
    sheets: Sheets | None = None
    """What was asked for, where the PDF has the pages of the edition on sheets."""
    pages_of: bytes | None = None
    """The PDF that the pages on the sheets are of."""

    @property
    def paper(self) -> PaperName:
        """The format of the paper."""
        return (self.sheets or self.settings).paper

    @property
    def settings(self) -> Edition:
        """The edition as publication.yaml has it."""
        return self.manuscript.publication.editions[self.edition]

    @property
    def place(self) -> Place | None:
        """Where the source describes the edition."""
        return self.settings.place

    def accepted(self, unit: str, check: str) -> str:
        """Why the source accepts what a check finds in a unit; empty where it does not."""
        for each in self.manuscript.units():
            if each.id == unit and check in each.accepted:
                return each.accepted[check]
        return ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the edition, the leading one first."""
        return self.settings.languages

    @cached_property
    def expected(self) -> list[Expected]:
        """Every text that the edition has to print, in the order of the source."""
        text = self.manuscript.text
        placed = {unit.id for unit in (*text.front, *text.organisations)}
        placed |= {self.manuscript.title.id, self.manuscript.imprint.id}
        return [
            Expected(self.copy[unit.id, language], unit, unit.id not in placed)
            for unit in self.manuscript.units()
            for language in self._languages_of(unit)
        ]

    @cached_property
    def same_in_all(self) -> frozenset[str]:
        """The ids of the units whose one text serves every language; it may stand beside each."""
        return frozenset(each.unit.id for each in self.expected if each.unit.same_in_all)

    def _languages_of(self, unit: Unit) -> Iterator[str]:
        everywhere = isinstance(unit, Contact)
        wanted = self.manuscript.publication.languages if everywhere else self.languages
        if unit.same_in_all or isinstance(unit, Figure):
            wanted = wanted[:1]
        for language in wanted:
            if unit.passage(language) and (unit.id, language) in self.copy:
                yield language

    @cached_property
    def blocks(self) -> list[TextBlock]:
        """The paragraphs of the text in reading order, each with the text of the source that it is.

        Which one that is, its marked contents say, by the record of the layout (`Placement`). What
        no record names, as in a layout without `data-unit`, is identified by its words.
        """
        known = {
            (placed.page, content): placed
            for placed in self.placements.texts
            for content in placed.contents
        }
        blocks = [_identified(block, known, self.copy) for block in self._bare_blocks]
        named = {block.text for block in blocks}
        others = [each for each in self.expected if each.content.id not in named]
        return _by_words(blocks, others, self.as_read)

    @cached_property
    def occurrences(self) -> Mapping[TextId, Sequence[Occurrence]]:
        """Each time that a text is in the PDF, by the text."""
        found: dict[TextId, list[TextBlock]] = {}
        for block in self.blocks:
            if block.text:
                found.setdefault(block.text, []).append(block)
        return {
            text: list(_occurrences(blocks, self.as_read(self.copy[text].text), self.as_read))
            for text, blocks in found.items()
        }

    @cached_property
    def as_read(self) -> ReadBack:
        """Brings texts into the form in which the PDF is read, to compare them."""
        return ReadBack(self.faces)

    def place_of(self, text: TextId) -> Place | None:
        """Where the source has a text."""
        return self.copy[text].place if text in self.copy else None

    @cached_property
    def tokens(self) -> frozenset[Screen]:
        """The colours for screens that stylesheets give a name to."""
        return screen_tokens(path.read_text("utf-8") for path in self.stylesheets)

    @cached_property
    def inks(self) -> frozenset[Ink]:
        """The inks that stylesheets give a name to."""
        return ink_tokens(path.read_text("utf-8") for path in self.stylesheets)


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
    known: Mapping[tuple[int, int], Placement],
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
