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
from bifolio.preflight.intent import faults_of
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


@check(
    "press/identified",
    Severity.FAIL,
    rationale="ISO 15930-7: a print shop's programs know the file by what it says it is.",
    hint="print the PDF with the press again",
)
def identified(evidence: Document) -> Iterator[Sighting]:
    """The file does not say that it is PDF/X-4, or is of another version of PDF than that is."""
    said = _properties(evidence).get("pdfxid:GTS_PDFXVersion", "")
    if said != CLAIM:
        yield Sighting(f"the metadata says '{said}', not {CLAIM}")
    version = str(evidence.catalog.get("/Version", evidence.document.pdf_version)).lstrip("/")
    if version != VERSION:
        yield Sighting(f"the file is PDF {version}; {CLAIM} is PDF {VERSION}")


@check(
    "press/metadata",
    Severity.FAIL,
    rationale="ISO 15930-7: title, dates and identifiers tell one state of a job from another.",
    hint="print the PDF with the press again",
)
def metadata(evidence: Document) -> Iterator[Sighting]:
    """A property that PDF/X-4 asks for is missing, or differs from the document information."""
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


@check(
    "press/trapped",
    Severity.FAIL,
    rationale="ISO 15930-7: whoever plates the file has to know whether it is trapped already.",
    hint="print the PDF with the press again",
)
def trapped(evidence: Document) -> Iterator[Sighting]:
    """The file does not say, or says in two ways, whether it is trapped."""
    information = str(evidence.document.docinfo.get("/Trapped", "")).lstrip("/")
    if information not in ("True", "False"):
        yield Sighting(f"Trapped is '{information}', not True or False")
    said = _properties(evidence).get("pdf:Trapped", "")
    if said != information:
        yield Sighting(f"pdf:Trapped is '{said}', the document information says '{information}'")


@check(
    "press/file-identifier",
    Severity.FAIL,
    rationale="ISO 15930-7: the identifier tells this file from every other one.",
    hint="print the PDF with the press again",
)
def file_identifier(evidence: Document) -> Iterator[Sighting]:
    """The file has no identifier."""
    found = evidence.document.trailer.get("/ID", Array())
    if len(found) != 2 or not all(len(bytes(part)) == 16 for part in found):
        yield Sighting("the trailer has no ID of two parts of 16 bytes")


@check(
    "press/output-intent",
    Severity.FAIL,
    rationale="ISO 15930-7: CMYK means nothing without the condition that it is printed in.",
    hint="name the condition and its profile below `press:` of the edition",
)
def output_intent(evidence: Evidence) -> Iterator[Sighting]:
    """The output intent is missing, is not the edition's, or has no profile of a press."""
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
        for fault in faults_of(profile.read_bytes()):
            yield Sighting(f"the profile of the output intent {fault}")


@check(
    "press/annotations",
    Severity.FAIL,
    rationale="ISO 15930-7: notes and links are no part of the page, and some programs print them.",
    hint="print the PDF with the press again",
)
def no_annotations(evidence: Document) -> Iterator[Sighting]:
    """An annotation stands on the page, or something is to happen when it is clicked."""
    for number, page in enumerate(evidence.document.pages, 1):
        for note in page.obj.get("/Annots", Array()):
            box = Rectangle.of(note.Rect)
            if box.overlaps(evidence.bleeds[number - 1]):
                kind = str(note.get("/Subtype", "")).lstrip("/")
                yield Sighting(f"an annotation ({kind}) on the page", PageRectangle(number, box))
    if any(_acts(item) for item in evidence.dictionaries):
        yield Sighting("the file has an action")


@check(
    "press/transparency",
    Severity.FAIL,
    rationale="ISO 15930-7: what is transparent is blended in the inks of the press, in the ways "
    "that PDF knows, or looks different at every print shop.",
    hint="print the PDF with the press again",
)
def transparency(evidence: Document) -> Iterator[Sighting]:
    """A transparent page is not blended in CMYK, or in a way that PDF does not know."""
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


@check(
    "press/forbidden",
    Severity.FAIL,
    rationale="ISO 15930-7: the file is complete, and the same on every device.",
    hint="print the PDF with the press again; a tool that it went through may have put it in",
)
def forbidden(evidence: Document) -> Iterator[Sighting]:
    """The file refers to others, or has what differs from device to device."""
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
