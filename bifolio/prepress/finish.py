"""Makes a PDF/X-4 file (ISO 15930-7) of a printed PDF: ink, boxes, marks, output intent, metadata.

It takes bytes and returns bytes, the same for the same: identifiers are digests of what is in the
file, and dates are the publication's. The tags stay; links go, as no annotation may stand within
the bleed, and what they lead to is of no use on paper.
"""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from bifolio.folds import Fold
from bifolio.model import PT_PER_MM, Intent
from bifolio.prepress.conditions import Condition
from bifolio.prepress.marks import SLUG_FOOT, Boxes, Rectangle, boxes, draw_marks, number
from bifolio.prepress.overprint import (
    GRAPHICS_STATES,
    IDENTITY,
    Matrix,
    NotSeparable,
    Use,
    ink_of,
    rewrite,
    times,
    to_grey,
    to_registration,
)
from bifolio.prepress.pictures import RESOLUTION, separate_picture
from bifolio.prepress.separation import Separator
from bifolio.render.metadata import Metadata
from bifolio.render.xmp import xmp_packet
from bifolio.tokens import Ink, Screen

VERSION = "PDF/X-4"
PDF_VERSION = "1.6"
"""What PDF/X-4 is built on."""

MARKS, SLUG = "/BifolioMarks", "/BifolioSlug"

PAGE_ARTIFACT = "/Artifact <</Type /Page>> BDC"
"""Around what helps in production and is no part of the page (ISO 32000-1, table 330)."""

DEEPEST = 12
"""Forms within forms that are followed."""


@dataclass(frozen=True)
class Imprint:
    """What a file for a print shop is made with."""

    condition: Condition
    bleed: float
    """pt."""
    marks: bool
    intent: Intent
    tokens: Mapping[Screen, Ink]
    """The inks of the house, by their colours on the screen."""
    fold: Fold | None = None
    """How the sheet is folded."""

    @property
    def margin(self) -> float:
        """How far a page moves from the corner of its medium (pt)."""
        return boxes(0, 0, self.bleed, marks=self.marks).offset


def finish(printed: bytes, imprint: Imprint, about: Metadata, slug: bytes | None = None) -> bytes:
    """Return the PDF/X-4 file of a `printed` PDF, whose trim boxes say how large its pages are.

    `slug` is a PDF with the slug line of each page, which only a page with marks has.
    Raises `NotSeparable` for a colour or a picture that cannot be turned into ink.
    """
    digest = hashlib.sha256(printed + (slug or b"") + imprint.condition.profile)
    separator = Separator(imprint.condition.profile, imprint.intent, imprint.tokens)
    with Pdf.open(io.BytesIO(printed)) as pdf, Pdf.open(io.BytesIO(slug or printed)) as slugs:
        ink = _Ink(pdf, separator)
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
        _identify(pdf, about, digest.digest())
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
    left, bottom, right, top = map(float, page.trimbox)
    return boxes(right - left, top - bottom, imprint.bleed, marks=imprint.marks)


def _creases(fold: Fold | None, placed: Boxes, *, side: int) -> tuple[float, ...]:
    """Where a page is folded (pt from its left edge)."""
    if fold is None:
        return ()
    width = (placed.trim[2] - placed.trim[0]) / PT_PER_MM
    return tuple(crease * PT_PER_MM for crease in fold.creases(width, side))


class _Ink:
    """Turns all that the pages of a file show into ink, each thing once."""

    def __init__(self, pdf: Pdf, separator: Separator) -> None:
        self._pdf = pdf
        self._separator = separator
        self._done: set[tuple[int, int]] = set()
        self._pictures: dict[tuple[int, int], tuple[Any, float]] = {}

    def separate(self, page: pikepdf.Page, placed: Boxes) -> None:
        """Rewrite the content of `page`, moved to its place within the marks, cut at the bleed."""
        resources = page.Resources
        shift: Matrix = (1, 0, 0, 1, placed.offset, placed.offset)
        rewritten = rewrite(page, self._separator.colour, shift, inner=False)
        self._provide(resources)
        self._follow(rewritten.uses, resources, 0, shift)
        left, bottom, right, top = placed.bleed
        offset = number(placed.offset)
        size = f"{number(right - left)} {number(top - bottom)}"
        before = (
            f"q {number(left)} {number(bottom)} {size} re W n "
            f"1 0 0 1 {offset} {offset} cm 0 0 0 1 k 0 0 0 1 K\n"
        )
        page.Contents = self._pdf.make_stream(before.encode() + rewritten.data + b"\nQ\n")
        if _is_transparent(resources):
            page.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK)

    def separate_pictures(self) -> None:
        """Put each picture that was found into ink, as large as it is needed."""
        for image, scale in self._pictures.values():
            separate_picture(image, self._separator, scale, self._pdf)

    def _provide(self, resources: Any) -> None:
        """Give `resources` what rewritten streams use, and take colour spaces that none does."""
        states = _own(resources, "/ExtGState")
        for name, entries in GRAPHICS_STATES.items():
            states[name] = Dictionary({f"/{key}": value for key, value in entries.items()})
        if "/ColorSpace" in resources:
            del resources.ColorSpace

    def _follow(
        self, uses: Iterable[Use], resources: Any, depth: int, shift: Matrix = IDENTITY
    ) -> None:
        """Separate the forms, patterns, pictures and soft masks that a stream uses.

        Patterns stand still on a page whose content moves by `shift` (ISO 32000-1, 8.7.3.1).
        """
        for use in uses:
            item = resources[use.kind][use.name]
            if not item.is_indirect:
                # What is written within the resources gets a number, by which it is known again.
                item = resources[use.kind][use.name] = self._pdf.make_indirect(item)
            if use.kind == "/Pattern":
                self._separate_pattern(item, depth, shift)
            elif use.kind == "/Shading":
                self._separate_shading(item)
            elif item.Subtype == Name.Image:
                self._measure(item, use.matrix)
            elif depth < DEEPEST:
                self._separate_form(item, use.matrix, depth)
        for _, state in resources.get("/ExtGState", Dictionary()).items():
            if isinstance(state.get("/SMask"), Dictionary):
                self._separate_mask(state.SMask.G)

    def _separate_form(self, form: Any, matrix: Matrix, depth: int) -> None:
        inner = times(_matrix_of(form), matrix)
        self._separate_stream(form, inner, depth, first=self._is_first(form))
        if "/Group" in form and "/CS" in form.Group:
            form.Group.CS = Name.DeviceCMYK

    def _separate_pattern(self, pattern: Any, depth: int, shift: Matrix) -> None:
        first = self._is_first(pattern)
        if first:
            pattern.Matrix = _array(times(_matrix_of(pattern), shift))
        if int(pattern.PatternType) == 1:
            self._separate_stream(pattern, _matrix_of(pattern), depth, first=first)
        elif first:
            self._separate_shading(pattern.Shading)

    def _separate_stream(self, stream: Any, matrix: Matrix, depth: int, *, first: bool) -> None:
        """Rewrite a form or a tile, unless it was, and what it uses."""
        resources = _own(stream, "/Resources")
        rewritten = rewrite(stream, self._separator.colour, matrix, inner=True)
        self._provide(resources)
        if first:
            stream.write(rewritten.data)
        if depth < DEEPEST:
            self._follow(rewritten.uses, resources, depth + 1)

    def _separate_shading(self, shading: Any) -> None:
        if shading.ColorSpace == Name.DeviceCMYK:
            return
        if shading.ColorSpace not in (Name.DeviceRGB, Name.DeviceGray):
            raise NotSeparable("a gradient is in a colour space that is not the device's")
        shading.ColorSpace = Name.DeviceCMYK
        for function in _interpolations(shading.Function):
            for end in ("/C0", "/C1"):
                parts = tuple(map(float, function[end]))
                function[end] = _array(ink_of(parts, self._separator.colour))

    def _separate_mask(self, form: Any) -> None:
        """A soft mask is light and dark, no ink: it is said in grey."""
        if self._is_first(form):
            form.write(to_grey(form))
            form.Group.CS = Name.DeviceGray
            if "/ColorSpace" in form.get("/Resources", Dictionary()):
                del form.Resources.ColorSpace

    def _measure(self, image: Any, matrix: Matrix) -> None:
        """Note how many of the pixels of `image` are needed where it is placed with `matrix`."""
        a, b, c, d, *_ = matrix
        across = (a * a + b * b) ** 0.5 / 72 * RESOLUTION / int(image.Width)
        down = (c * c + d * d) ** 0.5 / 72 * RESOLUTION / int(image.Height)
        _, before = self._pictures.get(image.objgen, (image, 0.0))
        self._pictures[image.objgen] = image, max(across, down, before)

    def _is_first(self, item: Any) -> bool:
        first = item.objgen not in self._done
        self._done.add(item.objgen)
        return first


class _Surrounds:
    """Draws what stands around the pages of a file."""

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
        # The resources are shared by the pages, and the slug line is each page's own.
        resources = Dictionary(page.Resources)
        forms = Dictionary(resources.get("/XObject", Dictionary()))
        forms[MARKS] = self._marks[alike]
        drawn = f"{MARKS} Do"
        if slug is not None:
            forms[SLUG] = self._slug(slug)
            drawn += f" 1 0 0 1 {number(placed.trim[0])} {number(SLUG_FOOT)} cm {SLUG} Do"
        resources.XObject = forms
        page.Resources = resources
        page.contents_add(f"{PAGE_ARTIFACT} q {drawn} Q EMC\n".encode())
        page.contents_coalesce()

    def _slug(self, slug: pikepdf.Page) -> Any:
        """The slug line of a page as a form, in the registration colour."""
        form = self._form(to_registration(slug), tuple(map(float, slug.mediabox)))
        form.Resources.Font = self._pdf.copy_foreign(slug.Resources.Font)
        return form

    def _form(self, data: bytes, box: tuple[float, ...]) -> Any:
        """A form XObject that knows the registration colour as /All (ISO 32000-1, 8.6.6.4)."""
        tint = Dictionary(
            FunctionType=2,
            N=1,
            Domain=Array([0, 1]),
            C0=Array([0, 0, 0, 0]),
            C1=Array([1, 1, 1, 1]),
        )
        registration = Array([Name.Separation, Name.All, Name.DeviceCMYK, tint])
        form = self._pdf.make_stream(data)
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, _array(box)
        form.Resources = Dictionary(ColorSpace=Dictionary(All=registration))
        return form


def _set_boxes(page: pikepdf.Page, placed: Boxes) -> None:
    """Give `page` its boxes (ISO 32000-1, 14.11.2); one that crops is none of them."""
    for name in ("/CropBox", "/ArtBox"):
        if name in page:
            del page[name]
    page.MediaBox = _array(placed.media)
    page.BleedBox = _array(placed.bleed)
    page.TrimBox = _array(placed.trim)


def _mend_structure(pdf: Pdf, offset: float) -> None:
    """Take links out of the tags, whose words stay, and move what tags and bookmarks point at."""
    if "/Names" in pdf.Root:
        del pdf.Root.Names
    for item in pdf.objects:
        if isinstance(item, Dictionary) and "/Dest" in item:
            page, kind, *where = item.Dest
            item.Dest = Array([page, kind, *_array(float(x) + offset for x in where[:2]), 0])
        if isinstance(item, Dictionary) and "/S" in item and "/P" in item:
            _mend_element(item, offset)
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    kept = [pair for pair in pairs if isinstance(pair[1], Array)]
    pdf.Root.StructTreeRoot.ParentTree.Nums = Array([part for pair in kept for part in pair])


def _mend_element(element: Any, offset: float) -> None:
    if str(element.S) == "/Link":
        element.S = Name.Span
        kids = element.get("/K", Array())
        kids = kids if isinstance(kids, Array) else Array([kids])
        element.K = Array([kid for kid in kids if not _is_reference(kid)])
    attributes = element.get("/A")
    if isinstance(attributes, Dictionary) and "/BBox" in attributes:
        attributes.BBox = _array(float(edge) + offset for edge in attributes.BBox)


def _is_reference(kid: Any) -> bool:
    """Whether a kid of an element refers to an annotation (ISO 32000-1, 14.7.4.3)."""
    return isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR


def _state_intent(pdf: Pdf, condition: Condition) -> None:
    """Say what the file was made for (ISO 32000-1, 14.11.5)."""
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
    """Say in all places that ask for it what the file is, and that it is PDF/X-4."""
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


def _is_transparent(resources: Any, depth: int = 0) -> bool:
    """Whether something that resources have is painted with transparency (ISO 32000-1, 11)."""

    def each(kind: str) -> list[Any]:
        return [item for _, item in resources.get(kind, Dictionary()).items()]

    for state in each("/ExtGState"):
        if min(float(state.get(key, 1)) for key in ("/ca", "/CA")) < 1:
            return True
        if str(state.get("/SMask", "/None")) != "/None":
            return True
        if str(state.get("/BM", "/Normal")) != "/Normal":
            return True
    if any("/Group" in form or "/SMask" in form for form in each("/XObject")):
        return True
    inner = [item.Resources for item in each("/Pattern") if "/Resources" in item]
    return depth < DEEPEST and any(_is_transparent(own, depth + 1) for own in inner)


def _interpolations(function: Any) -> Iterator[Any]:
    """The functions that go from one colour to another, of the function of a gradient."""
    if int(function.FunctionType) == 3:
        for part in function.Functions:
            yield from _interpolations(part)
    elif int(function.FunctionType) == 2:
        yield function
    else:
        raise NotSeparable("a gradient is given by samples")


def _matrix_of(item: Any) -> Matrix:
    a, b, c, d, e, f = map(float, item.get("/Matrix", IDENTITY))
    return a, b, c, d, e, f


def _own(item: Any, key: str) -> Any:
    """The dictionary that `item` has under `key`; an empty one where it had none."""
    if key not in item:
        item[key] = Dictionary()
    return item[key]


def _array(values: Iterable[float]) -> Array:
    return Array([Decimal(number(value)) for value in values])
