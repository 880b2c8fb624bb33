"""Converts a built PDF to PDF/X-4 (ISO 15930-7): inks, boxes, marks, output intent, metadata.

It is deterministic: identifiers come from a digest of all inputs, dates from the publication. Tags
are kept; links are removed, as PDF/X allows no annotation within the bleed.
"""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from bifolio.document.publication import Intent
from bifolio.paper.folds import Fold
from bifolio.paper.formats import PT_PER_MM
from bifolio.pdf.colours import Ink, Screen
from bifolio.pdf.geometry import Rectangle
from bifolio.pdf.metadata import Metadata
from bifolio.pdf.objects import array, number
from bifolio.pdf.xmp import xmp_packet
from bifolio.prepress.conditions import Condition
from bifolio.prepress.content_stream import to_registration
from bifolio.prepress.convert import InkConverter
from bifolio.prepress.marks import SLUG_FOOT, Boxes, boxes, draw_marks
from bifolio.prepress.separation import Separator

VERSION = "PDF/X-4"
PDF_VERSION = "1.6"
"""The PDF version of PDF/X-4."""

MARKS, SLUG = "/BifolioMarks", "/BifolioSlug"

PAGE_ARTIFACT = "/Artifact <</Type /Page>> BDC"
"""Marks production content that is not part of the page (ISO 32000-1, table 330)."""


@dataclass(frozen=True)
class Imprint:
    """The settings of a file for a print shop."""

    condition: Condition
    bleed: float
    """pt."""
    marks: bool
    intent: Intent
    tokens: Mapping[Screen, Ink]
    """The inks of design tokens, by screen colour."""
    fold: Fold | None = None

    @property
    def margin(self) -> float:
        """The distance of the trim box from the corner of the medium (pt)."""
        return boxes(0, 0, self.bleed, marks=self.marks).offset

    def digest(self, *contents: bytes) -> bytes:
        """The SHA-256 of `contents` and of all fields, including the ICC profile."""
        fields = repr(self).encode()
        parts = (hashlib.sha256(part).digest() for part in (fields, *contents))
        return hashlib.sha256(b"".join(parts)).digest()


def finish(
    built: bytes, imprint: Imprint, about: Metadata, digest: bytes, slug: bytes | None = None
) -> bytes:
    """Convert a `built` PDF, whose trim boxes are the size of its pages, to PDF/X-4.

    `digest` (SHA-256 of all inputs) becomes the identifiers. `slug` is a PDF with the slug line of
    each page, for pages with marks. Raises `NotSeparable` for a colour or an image that cannot be
    converted to inks.
    """
    separator = Separator(imprint.condition.profile, imprint.intent, imprint.tokens)
    with Pdf.open(io.BytesIO(built)) as pdf, Pdf.open(io.BytesIO(slug or built)) as slugs:
        ink = InkConverter(pdf, separator)
        surrounds = _Surrounds(pdf)
        for side, (page, line) in enumerate(zip(pdf.pages, slugs.pages, strict=True)):
            placed = _placed(page, imprint)
            ink.separate(page, placed)
            _set_boxes(page, placed)
            if imprint.marks:
                creases = _creases(imprint.fold, placed, side=side % 2)
                surrounds.draw(page, placed, creases, line if slug else None)
            if "/Annots" in page:
                del page.Annots
        ink.separate_pictures()
        _mend_structure(pdf, imprint.margin)
        _state_intent(pdf, imprint.condition)
        _identify(pdf, about, digest)
        finished = io.BytesIO()
        pdf.save(
            finished,
            force_version=PDF_VERSION,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
        )
    return finished.getvalue()


def _placed(page: pikepdf.Page, imprint: Imprint) -> Boxes:
    trim = Rectangle.of(page.trimbox)
    return boxes(trim.width, trim.height, imprint.bleed, marks=imprint.marks)


def _creases(fold: Fold | None, placed: Boxes, *, side: int) -> tuple[float, ...]:
    """The fold lines of a page (pt from its left edge)."""
    if fold is None:
        return ()
    width = placed.trim.width / PT_PER_MM
    return tuple(crease * PT_PER_MM for crease in fold.creases(width, side))


class _Surrounds:
    """Draws printer's marks and slug lines."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._marks: dict[tuple[Rectangle, tuple[float, ...]], Any] = {}

    def draw(
        self,
        page: pikepdf.Page,
        placed: Boxes,
        creases: tuple[float, ...],
        slug: pikepdf.Page | None,
    ) -> None:
        """Draw the marks around `page`, and its slug line below."""
        alike = placed.media, creases
        if alike not in self._marks:
            self._marks[alike] = self._form(draw_marks(placed, creases), placed.media)
        # Pages share resources, but each has its own slug line.
        resources = Dictionary(page.Resources)
        forms = Dictionary(resources.get("/XObject", Dictionary()))
        forms[MARKS] = self._marks[alike]
        drawn = f"{MARKS} Do"
        if slug is not None:
            forms[SLUG] = self._slug(slug)
            drawn += f" 1 0 0 1 {number(placed.trim.left)} {number(SLUG_FOOT)} cm {SLUG} Do"
        resources.XObject = forms
        page.Resources = resources
        page.contents_add(f"{PAGE_ARTIFACT} q {drawn} Q EMC\n".encode())
        page.contents_coalesce()

    def _slug(self, slug: pikepdf.Page) -> Any:
        """A slug line as a form in the registration colour."""
        form = self._form(to_registration(slug), Rectangle.of(slug.mediabox))
        form.Resources.Font = self._pdf.copy_foreign(slug.Resources.Font)
        return form

    def _form(self, data: bytes, box: Rectangle) -> Any:
        """A form XObject with the registration colour as /All (ISO 32000-1, 8.6.6.4)."""
        tint = Dictionary(
            FunctionType=2,
            N=1,
            Domain=Array([0, 1]),
            C0=Array([0, 0, 0, 0]),
            C1=Array([1, 1, 1, 1]),
        )
        registration = Array([Name.Separation, Name.All, Name.DeviceCMYK, tint])
        form = self._pdf.make_stream(data)
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, array(box)
        form.Resources = Dictionary(ColorSpace=Dictionary(All=registration))
        return form


def _set_boxes(page: pikepdf.Page, placed: Boxes) -> None:
    """Set the boxes of `page` (ISO 32000-1, 14.11.2), without CropBox and ArtBox."""
    for name in ("/CropBox", "/ArtBox"):
        if name in page:
            del page[name]
    page.MediaBox = array(placed.media)
    page.BleedBox = array(placed.bleed)
    page.TrimBox = array(placed.trim)


def _mend_structure(pdf: Pdf, offset: float) -> None:
    """Replace Link tags by Span, and move tag boxes and bookmarks by `offset`."""
    if "/Names" in pdf.Root:
        del pdf.Root.Names
    for bookmark in _bookmarks(pdf.Root.get("/Outlines", Dictionary())):
        page, kind, *where = bookmark.Dest
        bookmark.Dest = Array([page, kind, *array(float(x) + offset for x in where[:2]), 0])
    for item in pdf.objects:
        if isinstance(item, Dictionary) and "/S" in item and "/P" in item:
            _mend_element(item, offset)
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    kept = [pair for pair in pairs if isinstance(pair[1], Array)]
    pdf.Root.StructTreeRoot.ParentTree.Nums = Array([part for pair in kept for part in pair])


def _bookmarks(parent: Any) -> Iterator[Any]:
    """All descendants of an outline item (ISO 32000-1, 12.3.3)."""
    item = parent.get("/First")
    while item is not None:
        yield item
        yield from _bookmarks(item)
        item = item.get("/Next")


def _mend_element(element: Any, offset: float) -> None:
    if str(element.S) == "/Link":
        element.S = Name.Span
        kids = element.get("/K", Array())
        kids = kids if isinstance(kids, Array) else Array([kids])
        element.K = Array([kid for kid in kids if not _is_reference(kid)])
    attributes = element.get("/A")
    if isinstance(attributes, Dictionary) and "/BBox" in attributes:
        attributes.BBox = array(Rectangle.of(attributes.BBox).moved(offset, offset))


def _is_reference(kid: Any) -> bool:
    """Whether a kid of an element is an object reference (ISO 32000-1, 14.7.4.3)."""
    return isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR


def _state_intent(pdf: Pdf, condition: Condition) -> None:
    """Add the output intent (ISO 32000-1, 14.11.5)."""
    profile = pdf.make_stream(condition.profile, N=4, Alternate=Name.DeviceCMYK)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(condition.identifier),
        OutputCondition=String(condition.name),
        Info=String(condition.name),
        DestOutputProfile=profile,
    )
    if condition.registry:
        intent.RegistryName = String(condition.registry)
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _identify(pdf: Pdf, about: Metadata, digest: bytes) -> None:
    """Identify the file as PDF/X-4 in the document information and in the XMP."""
    if "/Version" in pdf.Root:
        del pdf.Root.Version
    pdf.docinfo.Trapped = Name("/False")
    number = f"uuid:{uuid.UUID(bytes=digest[:16], version=4)}"
    claims = {
        "pdfxid:GTS_PDFXVersion": VERSION,
        "pdf:Trapped": "False",
        "xmpMM:DocumentID": number,
        "xmpMM:InstanceID": number,
        "xmpMM:RenditionClass": "default",
        "xmpMM:VersionID": "1",
        "xmp:MetadataDate": about.date,
    }
    packet = xmp_packet(about, str(pdf.docinfo["/Producer"]), claims)
    pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
