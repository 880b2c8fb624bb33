"""The print shop: what PDF/X-4 asks of the file (ISO 15930-7); PDFX-4.md is the list."""

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
    f"/{name}"
    for name in (
        *("Normal", "Compatible", "Multiply", "Screen", "Overlay", "Darken", "Lighten"),
        *("ColorDodge", "ColorBurn", "HardLight", "SoftLight", "Difference", "Exclusion"),
        *("Hue", "Saturation", "Color", "Luminosity"),
    )
)
"""The blend modes of ISO 32000-1, 11.3.5."""

NEVER = {
    "/OPI": "a picture that is to be replaced (OPI)",
    "/Alternates": "a picture with alternates",
    "/Ref": "a form that refers to another file",
    "/TR": "a transfer function",
    "/HTP": "a halftone phase",
}
"""Entries that no dictionary of a PDF/X-4 file has, and what they would be."""

REQUIRED = (
    "pdfxid:GTS_PDFXVersion",
    "dc:title",
    "xmp:CreateDate",
    "xmp:ModifyDate",
    "xmp:MetadataDate",
    "xmpMM:DocumentID",
    "xmpMM:VersionID",
    "xmpMM:RenditionClass",
    "pdf:Trapped",
)
"""Properties that the metadata of a PDF/X-4 file have."""


@check("press/identified", Severity.FAIL)
def identified(evidence: Document) -> Iterator[Sighting]:
    """The metadata does not identify the file as PDF/X-4, or the PDF version is not 1.6.

    Why: The workflow of a print shop recognises PDF/X-4 by these entries (ISO 15930-7).
    Fix: rebuild the edition
    """
    said = _properties(evidence).get("pdfxid:GTS_PDFXVersion", "")
    if said != CLAIM:
        yield Sighting(f"the metadata says '{said}', not {CLAIM}")
    version = str(evidence.catalog.get("/Version", evidence.document.pdf_version)).lstrip("/")
    if version != VERSION:
        yield Sighting(f"the file is PDF {version}; {CLAIM} is PDF {VERSION}")


@check("press/metadata", Severity.FAIL)
def metadata(evidence: Document) -> Iterator[Sighting]:
    """A property that PDF/X-4 requires is missing, or differs from the document information.

    Why: Title, dates and identifiers distinguish the revisions of a job (ISO 15930-7).
    Fix: rebuild the edition
    """
    properties = _properties(evidence)
    for name in REQUIRED:
        if not properties.get(name):
            yield Sighting(f"the metadata has no {name}")
    information = evidence.document.docinfo
    for key, name in (("/CreationDate", "xmp:CreateDate"), ("/ModDate", "xmp:ModifyDate")):
        said = re.sub(r"\D", "", str(information.get(key, "")))
        if said != re.sub(r"\D", "", properties.get(name, "")):
            yield Sighting(f"{key[1:]} is not what {name} says")
    if "/Filter" in evidence.document.Root.get("/Metadata", Dictionary()):
        yield Sighting("the metadata is compressed: not all programs find it")


@check("press/trapped", Severity.FAIL)
def trapped(evidence: Document) -> Iterator[Sighting]:
    """The Trapped key is missing or contradictory.

    Why: Prepress has to know whether the file is already trapped (ISO 15930-7).
    Fix: rebuild the edition
    """
    information = str(evidence.document.docinfo.get("/Trapped", "")).lstrip("/")
    if information not in ("True", "False"):
        yield Sighting(f"Trapped is '{information}', not True or False")
    said = _properties(evidence).get("pdf:Trapped", "")
    if said != information:
        yield Sighting(f"pdf:Trapped is '{said}', the document information says '{information}'")


@check("press/file-identifier", Severity.FAIL)
def file_identifier(evidence: Document) -> Iterator[Sighting]:
    """The file has no file identifier.

    Why: The ID in the trailer identifies the file (ISO 15930-7).
    Fix: rebuild the edition
    """
    found = evidence.document.trailer.get("/ID", Array())
    if len(found) != 2 or not all(len(bytes(part)) == 16 for part in found):
        yield Sighting("the trailer has no ID of two parts of 16 bytes")


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
        yield Sighting(f"there are {len(intents)} output intents for PDF/X, where one is needed")
        return
    (intent,) = intents
    condition = str(intent.get("/OutputConditionIdentifier", ""))
    settings = evidence.source.settings.for_press
    if settings is not None and condition != settings.condition:
        yield Sighting(f"the intent is '{condition}', the edition is for '{settings.condition}'")
    if not condition:
        yield Sighting("the output intent does not name its condition")
    if not str(intent.get("/Info", intent.get("/RegistryName", ""))):
        yield Sighting("the output intent does not say what its condition is")
    profile = intent.get("/DestOutputProfile")
    if profile is None:
        yield Sighting("the output intent has no profile")
        return
    header = read_header(profile.read_bytes())
    if header is None or not header.is_of_cmyk_press:
        yield Sighting("the profile of the output intent is not that of a CMYK press")
    elif int(profile.get("/N", 0)) != 4 or header.version not in PDF_VERSIONS:
        yield Sighting("the profile of the output intent is of another kind than it says")
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
                yield Sighting(f"there is no blend mode '{str(each).lstrip('/')}'")
    if not any(_is_transparent(item) for item in evidence.dictionaries):
        return
    for number, page in enumerate(evidence.document.pages, 1):
        if page.obj.get("/Group", Dictionary()).get("/CS") != Name.DeviceCMYK:
            yield Sighting("the page does not say that it is blended in CMYK", whole_page(number))


@check("press/forbidden", Severity.FAIL)
def forbidden(evidence: Document) -> Iterator[Sighting]:
    """The file contains external references or device-dependent settings that PDF/X-4 forbids.

    Why: A PDF/X-4 file is complete, and gives the same result on every device (ISO 15930-7).
    Fix: rebuild the edition; other software may have added it
    """
    if "/OCProperties" in evidence.document.Root:
        yield Sighting("the file has layers, and the press makes none")
    for what in dict.fromkeys(what for item in evidence.dictionaries for what in _faults(item)):
        yield Sighting(f"the file has {what}")


def _faults(item: Any) -> Iterator[str]:
    """What a dictionary or stream has that no file for a print shop may have."""
    for key, what in NEVER.items():
        # A name is the default of a graphics state, or a structure type that is mapped.
        if key in item and not isinstance(item[key], Name):
            yield what
    if str(item.get("/Subtype", "")) == "/PS":
        yield "PostScript"
    if isinstance(item, Stream):
        filters = item.get("/Filter", Array())
        if "/LZWDecode" in map(str, filters if isinstance(filters, Array) else [filters]):
            yield "LZW compression"
        if "/F" in item:
            yield "a stream in another file"


def _acts(item: Any) -> bool:
    """Whether something is to happen (ISO 32000-1, 12.6); the attributes of tags are an /A too."""
    action = item.get("/A")
    return (
        "/AA" in item
        or "/OpenAction" in item
        or (isinstance(action, Dictionary) and "/S" in action)
    )


def _is_transparent(item: Any) -> bool:
    """Whether a graphics state or an image lets the ground through."""
    alphas = (item[key] for key in ("/ca", "/CA") if key in item)
    faint = any(float(alpha) < 1 for alpha in alphas if isinstance(alpha, Decimal | int))
    return faint or str(item.get("/SMask", "/None")) != "/None"


def _properties(evidence: Document) -> dict[str, str]:
    """The properties of the metadata by qualified name, with all that they say."""
    return {name: found.text for name, found in evidence.xmp_properties.items()}
