"""What checks look at: the finished PDF, the source, and where the layout put each text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from bifolio.pdf.placements import PageArea, Placement
from bifolio.preflight.document import HYPHEN, LINE_END, MAYBE, Block, Document, fold, said
from bifolio.preflight.findings import Sighting
from bifolio.preflight.readback import ReadBack
from bifolio.problems import Place
from bifolio.text.runs import Content


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
    placed: Sequence[Placement]
    areas: Sequence[PageArea]
    running: frozenset[str] = frozenset()
    """The sources (FILE:LINE) of titles that run above the pages."""
    has_facing_pages: bool = False
    """Whether left and right pages have the same texts in two languages, as the layout says."""
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
    def blocks(self) -> list[Block]:
        """The paragraphs of the text in reading order, each with the unit that it says."""
        return _with_units(self._bare_blocks, self.expected, self.as_read)

    @cached_property
    def as_read(self) -> ReadBack:
        """Brings texts into the form in which the PDF is read, to compare them."""
        return ReadBack(self.faces)

    def place_of(self, placement: Placement) -> Place | None:
        """Where the source of a placed text stands."""
        name, _, line = placement.source.rpartition(":")
        return Place(self.manuscript.folder / name, int(line)) if line.isdigit() else None

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


def _with_units(
    blocks: Sequence[Block], expected: Sequence[Expected], as_read: ReadBack
) -> list[Block]:
    """Tell each block which unit it says; a unit may go on over pages and columns."""
    by_words: dict[str, list[Expected]] = {}
    for each in expected:
        by_words.setdefault(without_hyphens(as_read(each.folded)), []).append(each)
    found = []
    at = 0
    while at < len(blocks):
        match = _match(blocks, at, by_words, as_read)
        if match is None:
            found.append(blocks[at])
            at += 1
            continue
        last, text = match
        alike = by_words[without_hyphens(as_read(text.folded))]
        if len(alike) > 1:
            alike.remove(text)
        content = text.content
        found += [
            Block(block.page, block.paragraph, content.unit, content.language, content.place, part)
            for part, block in enumerate(blocks[at:last])
        ]
        at = last
    return found


def _match(
    blocks: Sequence[Block],
    at: int,
    by_words: Mapping[str, Sequence[Expected]],
    as_read: ReadBack,
) -> tuple[int, Expected] | None:
    """The text that begins with the block at `at`, and the number of the block after its last."""
    for end in range(at + 1, len(blocks) + 1):
        words = as_read(said(*(block.paragraph for block in blocks[at:end])))
        bare = without_hyphens(words)
        for each in by_words.get(bare, ()):
            if agree(words, as_read(each.content.text)):
                return end, each
        if not any(known.startswith(bare) for known in by_words):
            return None
    return None
