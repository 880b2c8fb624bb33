"""Writes sheets as a PDF: each page becomes a form XObject that all its placements share."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from math import cos, radians, sin

from pikepdf import Matrix
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from bifolio import __version__
from bifolio.imposition.sheet import Mark, PagePlacement, Sheet, Side
from bifolio.imposition.source import Source, SourcePage, broken_reported

HAIRLINE = 0.25
"""pt: thin enough to cut and fold along, above the 0.2 pt that every printer can print."""

DASHES = "[2 2] 0 d"
"""The dash pattern of a fold mark (ISO 32000-1, 8.4.3.6), so that nobody cuts along it."""

KEPT_FROM_INFO = ("/Title", "/Author", "/Subject", "/Keywords", "/CreationDate", "/ModDate")
KEPT_FROM_CATALOG = ("/Lang", "/OCProperties", "/OutputIntents")
"""The language, the layers and the output intents."""


def draw(sheets: Sequence[Sheet], source: Source) -> bytes:
    """Return a PDF of the sides of `sheets`, with the same bytes for the same source.

    Page content and resources are copied unchanged, once. Title, author and dates are kept; tags
    and links are not. Raises `Problems` if a page is damaged.
    """
    writer = PdfWriter()
    forms = _Forms(writer, source)
    written = io.BytesIO()
    with broken_reported(source.path):
        for sheet in sheets:
            for side in (sheet.front, sheet.back):
                if side is not None:
                    _add_side(writer, forms, side, sheet)
        _keep_metadata(writer, source)
        writer.write(written)
    return written.getvalue()


class _Forms:
    """The pages of a source as form XObjects (ISO 32000-1, 8.10), made on demand."""

    def __init__(self, writer: PdfWriter, source: Source) -> None:
        self._writer = writer
        self._pages = source.pages
        self._made: dict[int, IndirectObject] = {}

    def page(self, number: int) -> SourcePage:
        return self._pages[number - 1]

    def form(self, number: int) -> IndirectObject:
        if number not in self._made:
            self._made[number] = self._writer._add_object(self._form_of(self.page(number)))
        return self._made[number]

    def _form_of(self, source: SourcePage) -> StreamObject:
        page = source.page
        contents = page.get_contents()
        form = DecodedStreamObject()
        form.set_data(contents.get_data() if contents is not None else b"")
        compressed = form.flate_encode()
        compressed.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Form"),
                NameObject("/BBox"): ArrayObject(FloatObject(edge) for edge in source.bleed),
            }
        )
        for key in ("/Resources", "/Group"):
            if key in page:
                compressed[NameObject(key)] = page.raw_get(key).clone(self._writer)
        return compressed


def _add_side(writer: PdfWriter, forms: _Forms, side: Side, sheet: Sheet) -> None:
    page = writer.add_blank_page(sheet.width, sheet.height)
    used = dict.fromkeys(each.page for each in side.placements)
    names = DictionaryObject({NameObject(f"/P{number}"): forms.form(number) for number in used})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): names})
    content = DecodedStreamObject()
    lines = [*(_placed(each, forms.page(each.page)) for each in side.placements)]
    lines += _marked(side.marks)
    content.set_data("\n".join(lines).encode("ascii"))
    page[NameObject("/Contents")] = writer._add_object(content.flate_encode())


def _placed(placement: PagePlacement, source: SourcePage) -> str:
    """The operators that paint a page at its placement."""
    clip = placement.clip
    box = " ".join(map(_number, (clip.left, clip.bottom, clip.width, clip.height)))
    matrix = " ".join(map(_number, _matrix(placement, source).shorthand))
    return f"q {box} re W n {matrix} cm /P{placement.page} Do Q"


def _matrix(placement: PagePlacement, source: SourcePage) -> Matrix:
    """From page space to the side (ISO 32000-1, 8.3.4)."""
    angle = radians(-(source.rotation + placement.rotation) % 360)
    scale = placement.scale * source.unit
    a, b = scale * round(cos(angle)), scale * round(sin(angle))
    turned = source.trim.transformed(Matrix(a, b, -b, a, 0, 0))
    x, y = placement.trim.left - turned.left, placement.trim.bottom - turned.bottom
    return Matrix(a, b, -b, a, x, y)


def _marked(marks: Sequence[Mark]) -> Iterator[str]:
    if marks:
        yield f"q {HAIRLINE} w 0 G"
    for mark in marks:
        ends = f"{_number(mark.x1)} {_number(mark.y1)} m {_number(mark.x2)} {_number(mark.y2)} l S"
        yield f"{DASHES if mark.dashed else '[] 0 d'} {ends}"
    if marks:
        yield "Q"


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _keep_metadata(writer: PdfWriter, source: Source) -> None:
    found: Mapping[str, object] = source.reader.metadata or {}
    kept = {key: str(found[key]) for key in KEPT_FROM_INFO if found.get(key)}
    writer.metadata = {**kept, "/Producer": f"Bifolio {__version__}"}
    catalog = source.reader.root_object
    for key in KEPT_FROM_CATALOG:
        if key in catalog:
            writer.root_object[NameObject(key)] = catalog.raw_get(key).clone(writer)
    if "/Title" in kept:
        writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(
            {NameObject("/DisplayDocTitle"): BooleanObject(True)}
        )
