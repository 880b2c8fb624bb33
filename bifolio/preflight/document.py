"""A PDF as checks read it: text, painted content, tags, page images."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
from PIL import Image

from bifolio.pdf.actions import Action, actions_of, places_of
from bifolio.pdf.content import STROKE_ONLY
from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.pdf.glyphs import (
    BESIDE_TEXT,
    GlyphBox,
    TextLine,
    TextParagraph,
    read_glyph_boxes,
    read_pages,
)
from bifolio.pdf.painting import Painted, is_composite, painted_in
from bifolio.pdf.structure import Element, MarkedContent, contents_below, elements_of
from bifolio.pdf.xmp import Property, read_packet
from bifolio.preflight.characters import characters_of, words_of
from bifolio.preflight.clicking import ShownLink, link_annotations, shown_links
from bifolio.preflight.drawn_pages import (
    DrawnPages,
    Look,
    PageImages,
    covered_letters,
    looks_of,
)
from bifolio.preflight.findings import Sighting, whole_page
from bifolio.preflight.overflow import Overflow
from bifolio.preflight.profiles import PreflightProfile
from bifolio.preflight.typography.measure import Violation, measure_page
from bifolio.problems import Place
from bifolio.text.placements import TextPlacement
from bifolio.text.runs import TextId

LEAST_OVER = 0.5
"""pt; how far something is painted over the box of a line at least: less is rounding."""

HYPHEN = "-"
"""A hyphen as read, from the source or from hyphenation."""

MAYBE = "\u00ad"
"""Represents a hyphen at the end of a line, of either origin."""

LINE_END = "\n"
"""Represents the end of a line, where the text may have a space."""


@dataclass(frozen=True)
class TextBlock:
    """A paragraph, or its part in one column of a page."""

    page: int
    """From 1."""
    paragraph: TextParagraph
    text: TextId | None = None
    """The text of the source that it is, or is a part of, if known."""
    place: Place | None = None
    """Where the source has that text."""
    placement: TextPlacement | None = None
    """Where the layout put it, if the layout names the text."""

    @property
    def unit(self) -> str:
        """The id of its unit, or empty."""
        return self.text.unit if self.text else ""

    @property
    def language(self) -> str:
        """The language of its text, or empty."""
        return self.text.language if self.text else ""

    @cached_property
    def box(self) -> PageRectangle:
        """The bounding box of its lines."""
        lines = (line.box for line in self.paragraph.lines)
        return PageRectangle(self.page, Rectangle.around(lines))

    @property
    def words(self) -> str:
        """Its text, for messages."""
        text = said(self.paragraph).replace(MAYBE + LINE_END, "")
        return re.sub(rf"(?<=[!-~]){LINE_END}(?=[!-~])", " ", text).replace(LINE_END, "")

    def seen(self, message: str, part: Rectangle | None = None) -> Sighting:
        """Return a sighting in it, or in `part` of it."""
        box = PageRectangle(self.page, part) if part else self.box
        return Sighting(message, box, self.place, self.language, self.unit)


class BlankCause(NamedTuple):
    """Why a page is blank."""

    remedy: str = ""
    """What to do about it; empty where nothing is known."""
    place: Place | None = None
    """Where the source causes it."""


class UsedFont(NamedTuple):
    """A font that text is shown in."""

    page: int
    """The first page that uses it."""
    font: Any
    """The font dictionary."""
    codes: set[int]
    """The codes of the shown text."""

    @property
    def name(self) -> str:
        """Its BaseFont."""
        return name_of(self.font)


@dataclass(frozen=True, kw_only=True)
class Document:
    """A PDF of any origin."""

    pdf: bytes
    """The file, decrypted."""
    edition: str
    """The name of the edition, or of the file."""
    profile: PreflightProfile
    stored: bytes | None = None
    """The file itself, if it is encrypted."""
    altered: bool = False
    """Whether Bifolio did not build it in this form, so that its objects may be malformed."""
    path: Path | None = None
    ink_limit: float | None = None
    """The total area coverage that the printing condition allows (per cent), for print shops."""
    online: bool = False
    """Whether addresses may be requested."""

    @property
    def place(self) -> Place | None:
        """The place of findings that have no other."""
        return Place(self.path) if self.path else None

    @property
    def is_of_bifolio(self) -> bool:
        """Whether the file says that Bifolio made it."""
        information = self.document.trailer.get("/Info")
        if not isinstance(information, pikepdf.Dictionary):
            return False
        made_by = (str(information.get(key, "")) for key in ("/Creator", "/Producer"))
        return any(name.startswith("Bifolio ") for name in made_by)

    def cause_of_blank(self, page: int) -> BlankCause:
        """What to do about a blank page, as far as it is known; a PDF alone does not tell."""
        del page
        return BlankCause()

    @property
    def too_long(self) -> frozenset[TextId]:
        """The texts that places have no room for; a PDF alone does not tell."""
        return frozenset()

    @property
    def has_long_head(self) -> bool:
        """Whether a head, such as a title, goes on to further pages; a PDF alone does not tell."""
        return False

    @property
    def left_blank(self) -> frozenset[int]:
        """The pages that are blank on purpose; a PDF alone does not tell."""
        return frozenset()

    @property
    def overflow(self) -> Overflow | None:
        """What the layout has no room for; a PDF alone does not tell."""
        return None

    @property
    def languages(self) -> tuple[str, ...]:
        """Its languages, the leading one first."""
        language = str(self.catalog.get("/Lang", ""))
        return (language,) if language else ()

    def parts(self) -> Mapping[type, object]:
        """The possible arguments of checks, by parameter type."""
        return {Document: self, PreflightProfile: self.profile}

    def accepted(self, unit: str, check: str) -> str:
        """Why the source accepts the findings of a check in a unit; empty if it does not."""
        return ""

    @cached_property
    def blocks(self) -> list[TextBlock]:
        """The paragraphs in reading order, without artifacts."""
        return self._bare_blocks

    @cached_property
    def blocks_of(self) -> Mapping[str, Sequence[TextBlock]]:
        """The paragraphs of each unit, in reading order."""
        found: dict[str, list[TextBlock]] = {}
        for block in self.blocks:
            found.setdefault(block.unit, []).append(block)
        return found

    @cached_property
    def _bare_blocks(self) -> list[TextBlock]:
        """The paragraphs in reading order, not yet matched with the source."""
        bare = self._paragraphs(beside_text=False)
        # Reading order may alternate between pages, as in a leaflet.
        bare.sort(key=self._rank)
        return bare

    @cached_property
    def document(self) -> pikepdf.Pdf:
        """The PDF, opened by pikepdf."""
        return pikepdf.Pdf.open(io.BytesIO(self.pdf))

    @property
    def catalog(self) -> Any:
        """The document catalog (ISO 32000-1, 7.7.2)."""
        return self.document.Root

    @cached_property
    def pages(self) -> list[list[TextParagraph]]:
        """The paragraphs of each page, artifacts last."""
        return list(read_pages(self.pdf, artifacts=True))

    @cached_property
    def contents_with_words(self) -> frozenset[tuple[int, int]]:
        """The marked contents that have text, each with its page."""
        return frozenset(
            (number, content)
            for number, page in enumerate(self.pages, 1)
            for paragraph in page
            for content in paragraph.contents
        )

    @cached_property
    def _drawn(self) -> DrawnPages:
        return DrawnPages(self.pdf)

    @property
    def pictures(self) -> PageImages:
        """The image of each page, `PICTURE_SCALE` pixels per pt."""
        return PageImages(self._drawn, with_text=True)

    @property
    def grounds(self) -> PageImages:
        """The image of each page without its text: the background of text."""
        return PageImages(self._drawn, with_text=False)

    @property
    def drawn(self) -> Iterator[Image.Image]:
        """The image of each page, whose background is drawn with it: for checks that need both."""
        return (self._drawn.pair(index)[0] for index in range(len(self._drawn)))

    def look(self, block: TextBlock, line: TextLine) -> Look:
        """How a line of `block` looks. Raises `CannotCheck`."""
        return self.looks(block.page)[id(line)]

    def looks(self, page: int) -> Mapping[int, Look]:
        """How the lines of a page look, by their identity. Raises `CannotCheck`."""
        if page not in self._looks:
            lines = self._lines_by_page[page]
            found = looks_of(self._drawn.pair(page - 1), lines)
            self._looks[page] = dict(zip(map(id, lines), found, strict=True))
        return self._looks[page]

    @cached_property
    def _looks(self) -> dict[int, Mapping[int, Look]]:
        return {}

    def covered(self, block: TextBlock, line: TextLine) -> str:
        """The letters of a line of which a part is hidden. Raises `CannotCheck`."""
        if block.page not in self._covered:
            lines = [each for each in self.lines if each[0].page == block.page]
            over = {
                id(line): (line, boxes)
                for block, line, box in lines
                if (boxes := self._painted_over(block, box))
            }
            found = covered_letters(self._drawn, block.page - 1, over) if over else {}
            self._covered[block.page] = found
        return self._covered[block.page].get(id(line), "")

    @cached_property
    def _covered(self) -> dict[int, Mapping[int, str]]:
        return {}

    def _painted_over(self, block: TextBlock, box: Rectangle) -> list[Rectangle]:
        """The boxes of what is painted over `box` after the text of `block`."""
        painted, texts = self._opaque
        order = [
            texts[block.page, each]
            for each in block.paragraph.contents
            if (block.page, each) in texts
        ]
        if not order:
            return []
        ink = box.grown(-LEAST_OVER)
        return [
            each
            for at, each in painted.get(block.page, ())
            if at > max(order) and each.overlaps(ink)
        ]

    @cached_property
    def _opaque(
        self,
    ) -> tuple[Mapping[int, Sequence[tuple[int, Rectangle]]], Mapping[tuple[int, int], int]]:
        """What may hide text, by page, and each marked content of text, with their order."""
        boxes: dict[int, list[tuple[int, Rectangle]]] = {}
        texts: dict[tuple[int, int], int] = {}
        for at, (page, painted) in enumerate(self.painted):
            if painted.kind == "text":
                texts |= {(page, each): at for _, each in painted.tags if each is not None}
            elif painted.box and painted.operator not in STROKE_ONLY:
                boxes.setdefault(page, []).append((at, painted.box))
        return boxes, texts

    @cached_property
    def _lines_by_page(self) -> Mapping[int, Sequence[TextLine]]:
        found: dict[int, list[TextLine]] = {page: [] for page in range(1, len(self.pages) + 1)}
        for block, line, _ in self.lines:
            found[block.page].append(line)
        return found

    def _rank(self, block: TextBlock) -> float:
        """The position of a block in reading order; untagged blocks come last."""
        places = (
            self._order.get((block.page, content), inf) for content in block.paragraph.contents
        )
        return min(places, default=inf)

    @cached_property
    def _order(self) -> dict[tuple[int, int], int]:
        """The position of each marked content in reading order."""
        # A content that is tagged twice is read at its first position.
        read = dict.fromkeys(content for row in self.below for content in row)
        return {content: number for number, content in enumerate(read)}

    @cached_property
    def typography(self) -> list[tuple[TextBlock, Violation]]:
        """The typographic violations, each with its block."""
        owners = {id(line): block for block in self.blocks for line in block.paragraph.lines}
        return [
            (owners[id(violation.line)], violation)
            for number, page in enumerate(self.pages, 1)
            for violation in measure_page(page, number).violations
        ]

    @cached_property
    def artifacts(self) -> list[TextBlock]:
        """Text that is in no unit: page numbers, running titles, list markers, CSS `content`."""
        return self._paragraphs(beside_text=True)

    def _paragraphs(self, *, beside_text: bool) -> list[TextBlock]:
        return [
            TextBlock(number, paragraph)
            for number, page in enumerate(self.pages, 1)
            for paragraph in page
            if (paragraph.kind in BESIDE_TEXT) is beside_text
        ]

    @cached_property
    def lines(self) -> list[tuple[TextBlock, TextLine, Rectangle]]:
        """Each line of text, artifacts last, with its block and the rectangle that it fills."""
        return [
            (block, line, line.box)
            for block in (*self.blocks, *self.artifacts)
            for line in block.paragraph.lines
        ]

    @cached_property
    def elements(self) -> list[Element]:
        """The structure elements in reading order."""
        return elements_of(self.document)

    @cached_property
    def below(self) -> list[list[MarkedContent]]:
        """The marked contents of each of `elements` and its descendants, in reading order."""
        return contents_below(self.elements)

    @cached_property
    def read(self) -> list[MarkedContent]:
        """All tagged marked contents in reading order."""
        return [
            content
            for element, contents in zip(self.elements, self.below, strict=True)
            if not element.parents
            for content in contents
        ]

    @cached_property
    def words_of_contents(self) -> dict[MarkedContent, str]:
        """The text of each marked content by ToUnicode, in painting order."""
        words: dict[MarkedContent, str] = {}
        for number, painted in self.painted:
            content = next((mcid for _, mcid in painted.tags if mcid is not None), None)
            if painted.kind == "text" and content is not None:
                words[number, content] = words.get((number, content), "") + self.words_of(painted)
        return words

    def words_of(self, painted: Painted) -> str:
        """A shown text by the ToUnicode map of its font."""
        return words_of(painted.codes, self._characters(painted.font))

    def _characters(self, font: Any) -> Mapping[int, str]:
        """The characters of the codes of a font."""
        if id(font) not in self._characters_by_font:
            self._characters_by_font[id(font)] = characters_of(font)
        return self._characters_by_font[id(font)]

    @cached_property
    def _characters_by_font(self) -> dict[int, dict[int, str]]:
        return {}

    @cached_property
    def fonts_shown(self) -> list[UsedFont]:
        """Each font in use."""
        shown: dict[int, UsedFont] = {}
        for number, painted in self.painted:
            if painted.kind == "text":
                fresh = UsedFont(number, painted.font, set())
                shown.setdefault(id(painted.font), fresh).codes.update(painted.codes)
        return list(shown.values())

    @cached_property
    def characters_shown(self) -> list[tuple[UsedFont, dict[int, str]]]:
        """Each composite font in use (ISO 32000-1, 9.7), with the characters of its codes."""
        found = []
        for used in self.fonts_shown:
            if is_composite(used.font):
                characters = self._characters(used.font)
                known = used.codes & characters.keys()
                found.append((used, {code: characters[code] for code in known}))
        return found

    @cached_property
    def glyph_boxes(self) -> dict[MarkedContent, list[GlyphBox]]:
        """The visible glyphs of each marked content, on pages with links."""
        pages = {box.page for _, box, _ in link_annotations(self.document)}
        for element, contents in zip(self.elements, self.below, strict=True):
            if element.tag == "Link":
                pages |= {page for page, _ in contents}
        return read_glyph_boxes(self.pdf, sorted(pages))

    @cached_property
    def links(self) -> list[ShownLink]:
        """Every Link element in reading order."""
        if not any(element.tag == "Link" for element in self.elements):
            return []
        return shown_links(self.document, self.elements, self.below, self.glyph_boxes)

    @cached_property
    def alternates(self) -> list[str]:
        """All alternate texts."""
        return [element.alternate for element in self.elements if element.alternate]

    @cached_property
    def painted(self) -> list[tuple[int, Painted]]:
        """Everything that is painted, with its page number."""
        return list(painted_in(self.document))

    @cached_property
    def fonts(self) -> dict[str, Any]:
        """The simple fonts and CIDFonts in use (ISO 32000-1, 9.6 and 9.7.4), by BaseFont."""
        inner = (
            each.font.DescendantFonts[0] if "/DescendantFonts" in each.font else each.font
            for each in self.fonts_shown
        )
        return {name_of(font): font for font in inner}

    def missing_glyphs(self) -> Iterator[tuple[int, str]]:
        """The page and the font of each text that shows glyph 0."""
        for number, painted in self.painted:
            if painted.kind == "text" and 0 in painted.codes and is_composite(painted.font):
                yield number, name_of(painted.font)

    @cached_property
    def xmp(self) -> str:
        """The metadata stream."""
        stream = self.catalog.get("/Metadata")
        return stream.read_bytes().decode("utf-8", "replace") if stream is not None else ""

    @cached_property
    def xmp_properties(self) -> dict[str, Property]:
        """The properties of the metadata stream, by qualified name."""
        return read_packet(self.xmp)

    def opacity(self, block: TextBlock) -> float:
        """The least opacity of the text of a block, from 0 to 1."""
        return min(
            (self._opacities.get((block.page, each), 1.0) for each in block.paragraph.contents),
            default=1.0,
        )

    @cached_property
    def _opacities(self) -> dict[tuple[int, int], float]:
        """The opacity of the text of each marked content."""
        found: dict[tuple[int, int], float] = {}
        for number, painted in self.painted:
            for _, content in painted.tags:
                if painted.kind == "text" and content is not None:
                    key = number, content
                    found[key] = min(found.get(key, 1.0), painted.opacity)
        return found

    def beyond_page(self, page: int, box: Rectangle) -> float:
        """How far a rectangle extends beyond its page (pt); negative if it does not."""
        media = Rectangle.of(self.document.pages[page - 1].mediabox)
        return max(box.margins(media))

    @cached_property
    def dictionaries(self) -> list[Any]:
        """Every dictionary and stream of the PDF, including direct objects."""
        return [item for each in self.document.objects for item in _dictionaries(each)]

    @cached_property
    def actions(self) -> list[Action]:
        """All actions."""
        pages = places_of(page.obj for page in self.document.pages)
        return list(actions_of(self.document.Root, self.dictionaries, pages))

    @cached_property
    def bleeds(self) -> list[Rectangle]:
        """The bleed box of each page."""
        return [Rectangle.of(page.bleedbox) for page in self.document.pages]

    @cached_property
    def trims(self) -> list[Rectangle]:
        """The trim box of each page."""
        return [Rectangle.of(page.trimbox) for page in self.document.pages]

    @cached_property
    def printed(self) -> list[tuple[int, Painted]]:
        """What is painted within the bleed box: everything except printer's marks."""
        return [
            (number, painted)
            for number, painted in self.painted
            if painted.box is None or painted.box.overlaps(self.bleeds[number - 1])
        ]


def _dictionaries(item: Any) -> Iterator[Any]:
    """An object and its direct descendants, if dictionaries or streams."""
    if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        yield item
        kids = [kid for _, kid in item.items()]
    elif isinstance(item, pikepdf.Array):
        kids = list(item)
    else:
        return
    for kid in kids:
        if isinstance(kid, pikepdf.Object) and not kid.is_indirect:
            yield from _dictionaries(kid)


def place_of(element: Element) -> PageRectangle:
    """The box of a structure element, or its page."""
    page = element.page or 1
    return PageRectangle(page, element.box) if element.box else whole_page(page)


def name_of(font: Any) -> str:
    """The BaseFont of a font; a Type 3 font has none."""
    return str(font.get("/BaseFont", font.get("/Name", "/of Type 3"))).removeprefix("/")


def fold(text: str) -> str:
    """Remove white space."""
    return "".join(text.split())


def said(*parts: TextParagraph) -> str:
    """The text of the parts of a paragraph in consecutive columns or pages.

    Lines are separated by `LINE_END`; a hyphen before it is `MAYBE`.
    """
    *inner, last = (line.text for part in parts for line in part.lines)
    ends = (text.removesuffix(HYPHEN) + MAYBE if text.endswith(HYPHEN) else text for text in inner)
    return LINE_END.join([*ends, last])
