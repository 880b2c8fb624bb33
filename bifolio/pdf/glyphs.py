"""Glyph positions, and the paragraphs that glyphs belong to, as PDFium reads them."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from bifolio.pdf.geometry import Rectangle

PARAGRAPHS = {"P", "H1", "H2", "H3", "H4", "H5", "H6", "LBody", "Caption", "TH", "TD", "Note"}
"""Structure types whose text is broken into lines (ISO 32000-1, 14.8.4.3)."""

SHORT = frozenset({"Caption", "TH", "TD", "Note"})
"""Those of short or ragged texts; a paragraph in one of them is of its kind."""

LINE_SKIP = 0.35
"""em; a glyph this far down is on another line. Superscripts are raised by less."""

HYPHEN = 0x2010
"""The code of a hyphen that Bifolio writes for a typed one at a line end."""

DIVIDED = 0x02
"""PDFium's code for the hyphen of a word that is divided between two lines."""

ADDED = frozenset(map(ord, " \r\n"))
"""The codes that PDFium adds between words and lines."""

OVERHANGING = frozenset("fjTVWY/")
"""Letters whose ink may exceed their advance width."""

DEEPEST = 15
"""The most levels of nested forms that are read."""

UNPAIRED = 0xFFFD
"""Replaces an unpaired surrogate (Unicode 16.0, 3.9, C10)."""

ARTIFACT = "Artifact"

LABEL = "Lbl"
"""The label of a list item: a bullet or a number (ISO 32000-1, 14.8.4.3.3)."""

GENERATED = "Generated"
"""Content that a stylesheet generated (CSS Generated Content 3): a span with this title."""

PICTURE = "Figure"
"""The structure type of pictures, which may have words of their own."""

BESIDE_TEXT = frozenset({ARTIFACT, LABEL, GENERATED})
"""Kinds of paragraphs that are not from the source."""

Group = tuple[int, str, str]
"""Number of the paragraph, its structure type, and the language of the content."""

NO_GROUP: Group = (-1, ARTIFACT, "")

WORD_SPACES = " \u00a0"
"""Word spaces, which justification stretches."""

ASCENT, DESCENT = 0.8, 0.2
"""em above and below the baseline that a line of text is assumed to fill."""

LEAST_SLOPE = 5
"""Of a baseline that runs to the right, how much further it does than up or down."""

FAR = 1.2
"""em; a glyph this far up or down is on another line, even further right."""


class NotReadable(Exception):
    """PDFium cannot read the file; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on the page; lengths in pt, from the lower left corner."""

    text: str
    x: float
    """The origin."""
    y: float
    """The baseline."""
    advance: float
    """The width that the font gives it."""
    size: float
    language: str = ""
    """BCP 47, of the innermost structure element that has one."""
    colour: tuple[int, int, int] = (0, 0, 0)
    """Its fill: red, green and blue, 0 to 255."""
    turned: Rectangle | None = None
    """Where it is, if its baseline does not run to the right, as on the upper half of a sheet that
    is folded."""

    @property
    def right(self) -> float:
        """Where its advance ends."""
        return self.x + self.advance


@dataclass(frozen=True)
class TextLine:
    """The visible glyphs of one line, from left to right."""

    glyphs: tuple[Glyph, ...]
    spaces: frozenset[int] = frozenset()
    """Indices of the glyphs that follow a space."""
    wide_spaces: frozenset[int] = frozenset()
    """Those that follow a fixed-width space, such as U+3000."""
    missing: float = 0.0
    """What a float at its right takes of its width (pt), if that is known."""
    is_broken: bool = False
    """Whether it is known that it ends at a forced break."""

    @cached_property
    def text(self) -> str:
        """Its text, with spaces."""
        words = (
            f" {glyph.text}" if at in self.spaces else glyph.text
            for at, glyph in enumerate(self.glyphs)
        )
        return "".join(words)

    @cached_property
    def baseline(self) -> float:
        """The baseline of its largest glyph (pt)."""
        size = max(glyph.size for glyph in self.glyphs)
        return next(glyph.y for glyph in self.glyphs if glyph.size >= size - 0.01)

    @cached_property
    def size(self) -> float:
        """Its commonest type size (pt)."""
        sizes = [round(glyph.size, 2) for glyph in self.glyphs]
        if sizes.count(sizes[0]) == len(sizes):
            return sizes[0]
        return max(set(sizes), key=sizes.count)

    @cached_property
    def box(self) -> Rectangle:
        """The rectangle that it fills: around its glyphs if they are turned."""
        if turned := [glyph.turned for glyph in self.glyphs if glyph.turned]:
            return Rectangle.around(turned)
        size = max(glyph.size for glyph in self.glyphs)
        base = self.baseline
        return Rectangle(self.left, base - DESCENT * size, self.right, base + ASCENT * size)

    @property
    def left(self) -> float:
        """The origin of its first glyph (pt)."""
        return self.glyphs[0].x

    @property
    def right(self) -> float:
        """Where its last glyph ends (pt)."""
        return self.glyphs[-1].right


@dataclass(frozen=True)
class TextParagraph:
    """The lines of a paragraph, or of its part in one column."""

    kind: str
    """Its structure type, that of the cell or caption that it is in, or one of `BESIDE_TEXT`; P in
    an untagged PDF."""
    lines: tuple[TextLine, ...]
    contents: frozenset[int] = frozenset()
    """Its marked-content identifiers on the page; none in an untagged PDF."""
    is_ragged: bool = False
    """Whether it is known that its lines are not justified."""

    @property
    def text(self) -> str:
        """Its text, the lines joined."""
        return "".join(line.text for line in self.lines)


def read_pages(pdf: Path | bytes, *, artifacts: bool = False) -> Iterator[list[TextParagraph]]:
    """Yield the paragraphs of each page, in the order of the structure tree or of the content.

    With `artifacts`, untagged text comes last, as one paragraph. Raises `NotReadable`.
    """
    with _opened(pdf) as document:
        for page in document:
            yield _paragraphs(page, artifacts=artifacts)


@dataclass(frozen=True, slots=True)
class GlyphBox:
    """The rectangle around a visible glyph."""

    text: str
    size: float
    box: Rectangle


def read_glyph_boxes(
    pdf: Path | bytes, pages: Iterable[int]
) -> dict[tuple[int, int], list[GlyphBox]]:
    """Return the visible glyphs of each marked content of `pages`, in content order.

    Keys are the page number, from 1, and the marked-content identifier; -1 for unmarked content.
    Raises `NotReadable`.
    """
    found: dict[tuple[int, int], list[GlyphBox]] = {}
    with _opened(pdf) as document:
        for number in pages:
            text = document[number - 1].get_textpage()
            for index, code, shown in _characters(text.raw):
                if chr(code).strip():
                    glyph = GlyphBox(chr(code), shown.size, Rectangle(*text.get_charbox(index)))
                    found.setdefault((number, shown.owner), []).append(glyph)
    return found


@contextmanager
def _opened(pdf: Path | bytes) -> Iterator[Any]:
    """Open a document; raises `NotReadable` for one that PDFium cannot open or read a page of."""
    try:
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            yield document
    except pypdfium2.PdfiumError as error:
        raise NotReadable(str(error)) from None


def _paragraphs(page: Any, *, artifacts: bool) -> list[TextParagraph]:
    groups = _by_paragraph(page)
    # A page of a tagged PDF may have nothing but decoration, its number and running titles.
    # A form XObject, such as a slug line, is marked as a whole.
    kinds = [pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM]
    if not groups and all(map(_is_artifact, page.get_objects(kinds, max_depth=1))):
        groups = {NO_GROUP[0]: NO_GROUP}
    found: dict[int, list[tuple[int, Glyph]]] = {}
    for owner, number, glyph in _as_painted(page, list(_glyphs(page, groups))):
        found.setdefault(number, []).append((owner, glyph))
    kind_of = {number: kind for number, kind, _ in groups.values()} if groups else {0: "P"}
    kind_of.pop(NO_GROUP[0], None)
    paragraphs = [
        TextParagraph(
            kind_of[number],
            tuple(_lines([glyph for _, glyph in column])),
            frozenset(owner for owner, _ in column),
        )
        for number in sorted(kind_of)
        for column in _columns(found.get(number, ()))
        if any(glyph.text.strip() for _, glyph in column)
    ]
    if artifacts and NO_GROUP[0] in found:
        glyphs = [glyph for _, glyph in found[NO_GROUP[0]]]
        paragraphs.append(TextParagraph(ARTIFACT, tuple(_lines(glyphs))))
    return paragraphs


def _columns(glyphs: Sequence[tuple[int, Glyph]]) -> Iterator[list[tuple[int, Glyph]]]:
    """Split a paragraph where it continues in the next column."""
    column: list[tuple[int, Glyph]] = []
    for owner, glyph in glyphs:
        if column:
            above = glyph.y - column[-1][1].y > FAR * max(glyph.size, column[-1][1].size)
            if above and glyph.x >= max(each.right for _, each in column) - glyph.size / 2:
                yield column
                column = []
        column.append((owner, glyph))
    if column:
        yield column


def _as_painted(page: Any, glyphs: Sequence[_Found]) -> Iterator[tuple[int, int, Glyph]]:
    """The glyphs of a page; if it has accents, in painting order.

    PDFium puts a raised accent after all glyphs on the baseline.
    """
    order: dict[int, int] = {}
    if any(is_accent(found.glyph.text) for found in glyphs):
        objects = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=DEEPEST)
        order = {ctypes.addressof(each.raw.contents): at for at, each in enumerate(objects)}
    for found in sorted(glyphs, key=lambda found: order.get(found.shown.address, 0)):
        yield found.shown.owner, found.number, found.glyph


def _glyphs(page: Any, groups: Mapping[int, Group]) -> Iterator[_Found]:
    """Each character of the page, in PDFium's order."""
    opened = page.get_textpage()  # it is closed when nothing refers to it
    text = opened.raw
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium.FS_RECTF()
    for index, code, shown in _characters(text):
        if code < 0x20 or not shown.size:  # a control character, or text too small to see
            continue
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        number, _, language = groups.get(shown.owner, NO_GROUP) if groups else (0, "P", "")
        advance = box.right - box.left
        if chr(code) in OVERHANGING:
            advance = _width(shown.item, code, shown.size) or advance  # the box includes the ink
        turned = Rectangle(box.left, box.bottom, box.right, box.top) if shown.is_turned else None
        own = (x.value, y.value, advance, shown.size, language, shown.colour)
        glyph = Glyph(chr(code), *own, turned)
        yield _Found(shown, number, glyph)


def _characters(text: Any) -> Iterator[tuple[int, int, _TextObject]]:
    """Each character that the page shows: its index, its code point and its text object."""
    known: dict[int, _TextObject] = {}
    for index, code in _code_points(text):
        item = pdfium.FPDFText_GetTextObject(text, index)
        if not item or (code in ADDED and pdfium.FPDFText_IsGenerated(text, index) == 1):
            continue
        address = ctypes.addressof(item.contents)
        if address not in known:
            known[address] = _text_object(text, index, item, address)
        yield (
            index,
            ord("-") if code in (HYPHEN, DIVIDED) else code,
            known[address],
        )


def _code_points(text: Any) -> Iterator[tuple[int, int]]:
    """Each character of a page: its index and its code point.

    PDFium gives UTF-16: a character beyond U+FFFF takes two indices and is yielded for the first.
    """
    count = pdfium.FPDFText_CountChars(text)
    codes = (pdfium.FPDFText_GetUnicode(text, index) for index in range(count))
    high: int | None = None
    for index, code in enumerate(codes):
        if high is not None and 0xDC00 <= code <= 0xDFFF:
            yield index - 1, 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = None
            continue
        if high is not None:
            yield index - 1, UNPAIRED
        high = code if 0xD800 <= code <= 0xDBFF else None
        if high is None:
            yield index, UNPAIRED if 0xDC00 <= code <= 0xDFFF else code
    if high is not None:
        yield count - 1, UNPAIRED


def _width(item: Any, code: int, size: float) -> float:
    """The width of a character in the font of the text object `item` (pt); 0 if unknown."""
    width = ctypes.c_float()
    font = pdfium.FPDFTextObj_GetFont(item)
    known = pdfium.FPDFFont_GetGlyphWidth(font, code, ctypes.c_float(size), width)
    return width.value if known else 0.0


class _TextObject(NamedTuple):
    """What the glyphs of one text object share."""

    item: Any
    address: int
    owner: int
    """Their marked content, or -1."""
    size: float
    colour: tuple[int, int, int]
    is_turned: bool
    """Whether their baseline does not run to the right."""


class _Found(NamedTuple):
    """A glyph, its text object and the number of its paragraph."""

    shown: _TextObject
    number: int
    glyph: Glyph


def _text_object(text: Any, index: int, item: Any, address: int) -> _TextObject:
    """Read the text object `item`, which has the character at `index`."""
    matrix = pdfium.FS_MATRIX()
    channels = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    pdfium.FPDFText_GetFillColor(text, index, *channels)
    red, green, blue, _ = (channel.value for channel in channels)
    return _TextObject(
        item,
        address,
        pdfium.FPDFPageObj_GetMarkedContentID(item),
        pdfium.FPDFText_GetFontSize(text, index) * _height(matrix),
        (red, green, blue),
        matrix.a <= LEAST_SLOPE * abs(matrix.b),
    )


def _height(matrix: Any) -> float:
    """The scale from text space to the page, perpendicular to the baseline.

    Slant and rotation do not change it.
    """
    a, b, c, d = (float(each) for each in (matrix.a, matrix.b, matrix.c, matrix.d))
    return abs(a * d - b * c) / math.hypot(a, b) if b else abs(d)


def _by_paragraph(page: Any) -> dict[int, Group]:
    """The paragraph and the language of each marked content of a tagged page."""
    groups: dict[int, Group] = {}
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return groups
    try:
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            element = pdfium.FPDF_StructTree_GetChildAtIndex(tree, index)
            _walk(element, None, "", groups, [0])
    finally:
        pdfium.FPDF_StructTree_Close(tree)
    return groups


def _walk(
    element: Any,
    paragraph: tuple[int, str] | None,
    language: str,
    groups: dict[int, Group],
    count: list[int],
) -> None:
    kind = _string_of(pdfium.FPDF_StructElement_GetType, element)
    language = _string_of(pdfium.FPDF_StructElement_GetLang, element) or language
    if _string_of(pdfium.FPDF_StructElement_GetTitle, element) == GENERATED:
        kind = GENERATED
    if kind == "P" and paragraph and paragraph[1] in SHORT:
        kind = paragraph[1]
    if kind in PARAGRAPHS | BESIDE_TEXT | {PICTURE}:
        paragraph = (count[0], kind)
        count[0] += 1
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        content = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
        if content >= 0:
            groups[content] = (*(paragraph or (count[0], "P")), language)
        elif child:
            _walk(child, paragraph, language, groups, count)


def _is_artifact(item: Any) -> bool:
    """Whether an object of a page is marked as an artifact (ISO 32000-1, 14.8.2.2)."""
    for index in range(pdfium.FPDFPageObj_CountMarks(item)):
        mark, length = pdfium.FPDFPageObj_GetMark(item, index), ctypes.c_ulong()
        name = (ctypes.c_ushort * (len(ARTIFACT) + 1))()
        pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), length)
        if bytes(name).decode("utf-16-le").rstrip("\0") == ARTIFACT:
            return True
    return False


def _string_of(ask: Callable[..., int], element: Any) -> str:
    """Read a string of a structure element: the first call returns its length."""
    length = ask(element, None, 0)
    buffer = ctypes.create_string_buffer(length)
    ask(element, buffer, length)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def _lines(glyphs: Sequence[Glyph]) -> Iterator[TextLine]:
    """Split the glyphs of a paragraph into lines; a new line begins further left, or far away."""
    row: list[Glyph] = []
    # A superscript may follow a subscript: the last of the largest glyphs is the base of both.
    base: Glyph | None = None
    for glyph in glyphs:
        beside = base is not None and (
            is_accent(glyph.text) or not (_is_apart(row[-1], glyph) and _is_apart(base, glyph))
        )
        if not beside:
            if not glyph.text.strip():
                continue
            if row:
                yield _line(row)
            row, base = [], None
        row.append(glyph)
        if base is None or glyph.size >= base.size:
            base = glyph
    if row:
        yield _line(row)


def _is_apart(previous: Glyph, glyph: Glyph) -> bool:
    size = max(previous.size, glyph.size)
    distance = abs(previous.y - glyph.y) / size
    return distance > FAR or (distance > LINE_SKIP and glyph.x < previous.x + size / 2)


def _line(row: Sequence[Glyph]) -> TextLine:
    visible: list[Glyph] = []
    spaces: dict[int, bool] = {}
    for glyph in _from_left_to_right(row):
        if glyph.text.strip():
            visible.append(glyph)
        else:
            at = len(visible)
            spaces[at] = spaces.get(at, False) or glyph.text not in WORD_SPACES
    inner = {at: is_wide for at, is_wide in spaces.items() if 0 < at < len(visible)}
    return TextLine(
        tuple(visible), frozenset(inner), frozenset(at for at, is_wide in inner.items() if is_wide)
    )


def _from_left_to_right(row: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs of a line by position; a separate accent stays after its letter."""
    places: list[float] = []
    for glyph in row:
        places.append(places[-1] if places and is_accent(glyph.text) else glyph.x)
    order = sorted(range(len(row)), key=places.__getitem__)
    return [row[at] for at in order]


@cache
def is_accent(text: str) -> bool:
    """Whether a character is a combining mark (Unicode 16.0, 3.6)."""
    return unicodedata.category(text[:1] or " ") in ("Mn", "Me")
