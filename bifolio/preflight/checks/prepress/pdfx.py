"""Print shops: the requirements of PDF/X-4 (ISO 15930-7), listed in PDFX-4.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.pdf.icc import PDF_VERSIONS, read_header
from bifolio.preflight.document import Document
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.intent import defects_of
from bifolio.preflight.registry import check

CLAIM = "PDF/X-4"
VERSION = "1.6"
INTENT = Name.GTS_PDFX

BLEND_MODES = frozenset(
    {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten"}
    | {"/ColorDodge", "/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion"}
    | {"/Hue", "/Saturation", "/Color", "/Luminosity"}
)
"""The blend modes of ISO 32000-1, 11.3.5."""

NEVER = {
    "/OPI": "an OPI placeholder",
    "/Alternates": "an image with alternates",
    "/Ref": "a reference XObject",
    "/TR": "a transfer function",
    "/HTP": "a halftone phase",
}
"""Entries that PDF/X-4 forbids, and what they mean."""

REQUIRED = (
    *("pdfxid:GTS_PDFXVersion", "dc:title", "xmp:CreateDate", "xmp:ModifyDate"),
    *("xmp:MetadataDate", "xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass"),
    "pdf:Trapped",
)
"""XMP properties that PDF/X-4 requires."""


@check("press/identified", Severity.FAIL)
def identified(evidence: Document) -> Iterator[Sighting]:
    """The metadata does not identify the file as PDF/X-4, or the PDF version is not 1.6.

    Why: The workflow of a print shop recognises PDF/X-4 by these entries (ISO 15930-7).
    Fix: rebuild the edition
    """
    found = _property(evidence, "pdfxid:GTS_PDFXVersion")
    if found != CLAIM:
        yield Sighting(f"GTS_PDFXVersion is '{found}', not {CLAIM}")
    version = str(evidence.catalog.get("/Version", evidence.document.pdf_version)).lstrip("/")
    if version != VERSION:
        yield Sighting(f"the file is PDF {version}; {CLAIM} is PDF {VERSION}")


@check("press/metadata", Severity.FAIL)
def metadata(evidence: Document) -> Iterator[Sighting]:
    """A property that PDF/X-4 requires is missing, or differs from the document information.

    Why: Title, dates and identifiers distinguish the revisions of a job (ISO 15930-7).
    Fix: rebuild the edition
    """
    for name in REQUIRED:
        if not _property(evidence, name):
            yield Sighting(f"the metadata has no {name}")
    information = evidence.document.docinfo
    for key, name in (("/CreationDate", "xmp:CreateDate"), ("/ModDate", "xmp:ModifyDate")):
        dates = str(information.get(key, "")), _property(evidence, name)
        one, other = (re.sub(r"\D", "", each) for each in dates)
        if one != other:
            yield Sighting(f"{key[1:]} differs from {name}")
    if "/Filter" in evidence.document.Root.get("/Metadata", Dictionary()):
        yield Sighting("the metadata stream is compressed, which not all programs can read")


@check("press/trapped", Severity.FAIL)
def trapped(evidence: Document) -> Iterator[Sighting]:
    """The Trapped key is missing or contradictory.

    Why: Prepress has to know whether the file is already trapped (ISO 15930-7).
    Fix: rebuild the edition
    """
    information = str(evidence.document.docinfo.get("/Trapped", "")).lstrip("/")
    if information not in ("True", "False"):
        yield Sighting(f"Trapped is '{information}', not True or False")
    found = _property(evidence, "pdf:Trapped")
    if found != information:
        yield Sighting(f"pdf:Trapped is '{found}', Trapped is '{information}'")


@check("press/file-identifier", Severity.FAIL)
def file_identifier(evidence: Document) -> Iterator[Sighting]:
    """The file has no file identifier.

    Why: The ID in the trailer identifies the file (ISO 15930-7).
    Fix: rebuild the edition
    """
    found = evidence.document.trailer.get("/ID", Array())
    if len(found) != 2 or not all(len(bytes(part)) == 16 for part in found):
        yield Sighting("the trailer has no ID with two strings of 16 bytes")


@check("press/output-intent", Severity.FAIL)
def output_intent(evidence: Evidence) -> Iterator[Sighting]:
    """The output intent is missing, is not that of the edition, or has no CMYK press profile.

    Why: CMYK values have no meaning without a printing condition (ISO 15930-7).
    Fix: set the condition and its profile below `press:` of the edition
    """
    intents = [
        intent
        for intent in evidence.document.Root.get("/OutputIntents", Array())
        if intent.get("/S") == INTENT
    ]
    if len(intents) != 1:
        yield Sighting(f"{len(intents)} output intents for PDF/X, not one")
        return
    (intent,) = intents
    condition = str(intent.get("/OutputConditionIdentifier", ""))
    settings = evidence.source.settings.for_press
    if settings is not None and condition != settings.condition:
        yield Sighting(f"the condition is '{condition}', the edition has '{settings.condition}'")
    if not condition:
        yield Sighting("the output intent has no OutputConditionIdentifier")
    if not str(intent.get("/Info", intent.get("/RegistryName", ""))):
        yield Sighting("the output intent has neither Info nor RegistryName")
    profile = intent.get("/DestOutputProfile")
    if profile is None:
        yield Sighting("the output intent has no profile")
        return
    header = read_header(profile.read_bytes())
    if header is None or not header.is_of_cmyk_press:
        yield Sighting("the profile of the output intent is not for a CMYK press")
    elif int(profile.get("/N", 0)) != 4 or header.version not in PDF_VERSIONS:
        yield Sighting("the profile of the output intent has a wrong N or ICC version")
    else:
        for defect in defects_of(profile.read_bytes()):
            yield Sighting(f"the profile of the output intent {defect}")


@check("press/annotations", Severity.FAIL)
def no_annotations(evidence: Document) -> Iterator[Sighting]:
    """There is an annotation on the page, or an action in the file.

    Why: Comments and links are not page content, and some software prints them (ISO 15930-7).
    Fix: rebuild the edition
    """
    for number, page in enumerate(evidence.document.pages, 1):
        for note in page.obj.get("/Annots", Array()):
            box = Rectangle.of(note.Rect)
            if box.overlaps(evidence.bleeds[number - 1]):
                kind = str(note.get("/Subtype", "")).lstrip("/")
                yield Sighting(f"an annotation ({kind}) on the page", PageRectangle(number, box))
    if any(_acts(item) for item in evidence.dictionaries):
        yield Sighting("the file has an action")


@check("press/transparency", Severity.FAIL)
def transparency(evidence: Document) -> Iterator[Sighting]:
    """The blending colour space of a transparent page is not CMYK, or a blend mode is unknown.

    Why: The result of flattening depends on the print shop otherwise (ISO 15930-7).
    Fix: rebuild the edition
    """
    for item in evidence.dictionaries:
        mode = item.get("/BM", Array())
        for each in mode if isinstance(mode, Array) else [mode]:
            if str(each) not in BLEND_MODES:
                yield Sighting(f"unknown blend mode '{str(each).lstrip('/')}'")
    if not any(_is_transparent(item) for item in evidence.dictionaries):
        return
    for number, page in enumerate(evidence.document.pages, 1):
        if page.obj.get("/Group", Dictionary()).get("/CS") != Name.DeviceCMYK:
            yield Sighting("the blending colour space of the page is not CMYK", whole_page(number))


@check("press/forbidden", Severity.FAIL, once=True)
def forbidden(evidence: Document) -> Iterator[Sighting]:
    """The file contains external references or device-dependent settings that PDF/X-4 forbids.

    Why: A PDF/X-4 file is complete, and gives the same result on every device (ISO 15930-7).
    Fix: rebuild the edition; other software may have added it
    """
    if "/OCProperties" in evidence.document.Root:
        yield Sighting("the file has layers, which Bifolio does not write")
    for item in evidence.dictionaries:
        for key, what in NEVER.items():
            # A name is the default of a graphics state, or a structure type that is mapped.
            if key in item and not isinstance(item[key], Name):
                yield Sighting(f"the file has {what}")
        if str(item.get("/Subtype", "")) == "/PS":
            yield Sighting("the file has a PostScript XObject")
        if isinstance(item, Stream):
            filters = item.get("/Filter", Array())
            if "/LZWDecode" in map(str, filters if isinstance(filters, Array) else [filters]):
                yield Sighting("the file has LZW compression")
            if "/F" in item:
                yield Sighting("the file has an external stream")


def _acts(item: Any) -> bool:
    """Whether a dictionary has an action (ISO 32000-1, 12.6); an /A may also be attributes."""
    action = item.get("/A")
    has_action = isinstance(action, Dictionary) and "/S" in action
    return has_action or "/AA" in item or "/OpenAction" in item


def _is_transparent(item: Any) -> bool:
    """Whether a graphics state or an image is transparent."""
    alphas = (item[key] for key in ("/ca", "/CA") if key in item)
    faint = any(float(alpha) < 1 for alpha in alphas if isinstance(alpha, Decimal | int))
    return faint or str(item.get("/SMask", "/None")) != "/None"


def _property(document: Document, name: str) -> str:
    """The text of an XMP property; empty if it is missing."""
    found = document.xmp_properties.get(name)
    return found.text if found else ""
