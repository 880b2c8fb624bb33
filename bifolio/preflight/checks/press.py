"""The print shop: PDF/X-4 (ISO 15930-7), the boxes, the marks, and what lies on which plate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from pikepdf import Array, Dictionary, Name, Stream
from PIL import ImageMath

from bifolio.folds import FOLDS
from bifolio.model import PT_PER_MM
from bifolio.preflight.evidence import Evidence, line_box
from bifolio.preflight.findings import Box, Severity, Sighting, whole_page
from bifolio.preflight.painting import Painted, Rectangle, overlap
from bifolio.preflight.registry import CannotLook, check
from bifolio.preflight.spaces import spaces_of
from bifolio.prepress.pictures import read_picture
from bifolio.render.xmp import NAMESPACES
from bifolio.tokens import Ink

CLAIM = "PDF/X-4"
VERSION = "1.6"
INTENT = Name.GTS_PDFX
OUTPUT_CLASS, CMYK_SPACE, SIGNATURE = b"prtr", b"CMYK", b"acsp"

PLATES = frozenset({"Cyan", "Magenta", "Yellow", "Black", "All", "None"})
"""Colorants that need no plate besides the four of the process."""

CMYK_ONLY = frozenset(
    {"DeviceCMYK", "DeviceGray", "Separation", "DeviceN", "ICCBased CMYK", "Pattern"}
)

BLACK: Ink = (0.0, 0.0, 0.0, 1.0)

STROKE_ONLY = frozenset({b"S", b"s"})

NEARLY = 0.1
"""pt; less is rounding."""

CROPS, REGISTERS = 8, 4
"""How many crop marks and registration marks surround a page."""

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


# What the file says of itself


@check(
    "press/identified",
    Severity.FAIL,
    rationale="ISO 15930-7: a print shop's programs know the file by what it says it is.",
    hint="print the PDF with the press again",
)
def identified(evidence: Evidence) -> Iterator[Sighting]:
    """The file does not say that it is PDF/X-4, or is of another version of PDF than that is."""
    said = _properties(evidence).get("pdfxid:GTS_PDFXVersion", "")
    if said != CLAIM:
        yield Sighting(f"the metadata says '{said}', not {CLAIM}")
    version = str(evidence.catalog.get("/Version", evidence.reader.pdf_header[5:])).lstrip("/")
    if version != VERSION:
        yield Sighting(f"the file is PDF {version}; {CLAIM} is PDF {VERSION}")


@check(
    "press/metadata",
    Severity.FAIL,
    rationale="ISO 15930-7: title, dates and identifiers tell one state of a job from another.",
    hint="print the PDF with the press again",
)
def metadata(evidence: Evidence) -> Iterator[Sighting]:
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
def trapped(evidence: Evidence) -> Iterator[Sighting]:
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
def file_identifier(evidence: Evidence) -> Iterator[Sighting]:
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
    settings = evidence.settings.for_press
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
    data = profile.read_bytes()
    if data[36:40] != SIGNATURE or data[12:16] != OUTPUT_CLASS or data[16:20] != CMYK_SPACE:
        yield Sighting("the profile of the output intent is not that of a CMYK press")
    elif int(profile.get("/N", 0)) != 4 or data[8] not in (2, 4):
        yield Sighting("the profile of the output intent is of another kind than it says")


# The page and what surrounds it


@check(
    "press/boxes",
    Severity.FAIL,
    rationale="ISO 15930-7: programs that impose trust the boxes; the cut is where TrimBox says.",
    hint="print the PDF with the press again",
)
def boxes(evidence: Evidence) -> Iterator[Sighting]:
    """The boxes of a page do not lie within each other, or its bleed is not the edition's."""
    settings = evidence.settings.for_press
    for number, page in enumerate(evidence.document.pages, 1):
        here = whole_page(number)
        if "/TrimBox" not in page.obj or "/BleedBox" not in page.obj:
            yield Sighting("the page has no TrimBox or no BleedBox", here)
            continue
        if "/ArtBox" in page.obj:
            yield Sighting("the page has an ArtBox beside its TrimBox", here)
        if int(page.obj.get("/Rotate", 0)) or float(page.obj.get("/UserUnit", 1)) != 1:
            yield Sighting("the page is turned or scaled", here)
        media, bleed, trim = (
            tuple(map(float, box)) for box in (page.mediabox, page.bleedbox, page.trimbox)
        )
        if "/CropBox" in page.obj and not _holds(tuple(map(float, page.cropbox)), bleed):
            yield Sighting("the CropBox cuts the bleed", here)
        marks = settings is None or settings.marks
        if not _holds(media, bleed) or (marks and min(_margins(media, bleed)) < 1):
            yield Sighting("the BleedBox does not lie within the MediaBox", here)
        margins = _margins(bleed, trim)
        wanted = settings.bleed * PT_PER_MM if settings else 3 * PT_PER_MM
        if any(abs(margin - wanted) > NEARLY for margin in margins):
            found = min(margins) / PT_PER_MM
            message = f"the bleed is {found:.1f} mm, where {wanted / PT_PER_MM:.1f} mm is asked for"
            yield Sighting(message, here)


@check(
    "press/bleed",
    Severity.FAIL,
    rationale="Knives are a millimetre off; what ends at the edge of the page shows a white line.",
    hint="let what reaches the edge go on by var(--bleed), or end well before the edge",
)
def bleed(evidence: Evidence) -> Iterator[Sighting]:
    """Something reaches the edge of the page, and does not go on to the edge of the bleed."""
    near = evidence.profile.limit("edge") * PT_PER_MM
    for number, painted in evidence.printed:
        if painted.box is None or _is_white(painted) or _is_empty(painted.box):
            continue
        trim, beyond = evidence.trims[number - 1], evidence.bleeds[number - 1]
        for name, reach, limit in _sides(painted.box, trim, beyond):
            if -near < reach < limit - NEARLY:
                message = f"a {painted.kind} ends {_from_edge(reach)}, {name}"
                yield Sighting(message, Box(number, *painted.box))


@check(
    "press/safe-area",
    Severity.FAIL,
    rationale="Knives are a millimetre off, and text that is nearly cut looks like a mistake.",
    hint="give the page larger margins in the layout",
)
def safe_area(evidence: Evidence) -> Iterator[Sighting]:
    """Text stands too near to the edge of the page."""
    least = evidence.profile.limit("safe-area") * PT_PER_MM
    for block in (*evidence.blocks, *evidence.artifacts):
        trim = evidence.trims[block.page - 1]
        for line in block.paragraph.lines:
            box = line_box(line, block.page)
            edges = (box.left, line.baseline, box.right, box.top)
            if not overlap(edges, evidence.bleeds[block.page - 1]):
                continue
            margin = min(_margins(trim, edges))
            if margin < least - NEARLY:
                message = f"text is {margin / PT_PER_MM:.1f} mm from the edge"
                yield block.seen(f"{message}, where {least / PT_PER_MM:g} mm is the least", box)


@check(
    "press/marks",
    Severity.FAIL,
    rationale="Crop marks say where to cut, registration marks whether the plates meet; within the "
    "bleed they would be printed on the page.",
    hint="print the PDF with the press again, or set `marks: false` below `press:`",
)
def marks(evidence: Evidence) -> Iterator[Sighting]:
    """A mark is missing, is not on every plate, or reaches into the bleed."""
    settings = evidence.settings.for_press
    for number, trim in enumerate(evidence.trims, 1):
        beyond = evidence.bleeds[number - 1]
        here = whole_page(number)
        around = [
            painted
            for page, painted in evidence.painted
            if page == number and painted.box is not None and not overlap(painted.box, beyond)
        ]
        if settings is not None and not settings.marks:
            if around:
                yield Sighting("there are marks, and the edition has none", here)
            continue
        lines = [painted for painted in around if painted.operator == b"S" and _in_all(painted)]
        crops = [painted for painted in lines if _is_at_trim(painted.box, trim)]
        if len(crops) < CROPS:
            yield Sighting(f"{len(crops)} crop marks, where {CROPS} are needed", here)
        if evidence.settings.fold is not None:
            width = (trim[2] - trim[0]) / PT_PER_MM
            creases = FOLDS[evidence.settings.fold].creases(width, side=(number - 1) % 2)
            places = [trim[0] + crease * PT_PER_MM for crease in creases]
            folds = [
                painted
                for painted in lines
                if any(painted.box and abs(painted.box[0] - at) < NEARLY for at in places)
            ]
            if len(folds) < 2 * len(places):
                yield Sighting(f"{len(folds)} fold marks, of {2 * len(places)}", here)
        circles = [painted for painted in around if painted.operator == b"s" and _in_all(painted)]
        if len(circles) < REGISTERS:
            yield Sighting(f"{len(circles)} registration marks, of {REGISTERS}", here)
        patches = {painted.fill[1] for painted in around if painted.operator == b"f"}
        for ink in ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)):
            if ink not in patches:
                yield Sighting("the colour bar does not have all inks", here)
                break


@check(
    "press/registration-colour",
    Severity.FAIL,
    rationale="The registration colour is full ink on all plates: four times what the paper bears.",
    hint="use black, `var(--ink)`, in the layout",
)
def registration_colour(evidence: Evidence) -> Iterator[Sighting]:
    """Something on the page itself is painted in the registration colour."""
    told: set[int] = set()
    for number, painted in evidence.printed:
        if _in_all(painted) and number not in told:
            told.add(number)
            yield Sighting(f"{painted.kind} in the registration colour", whole_page(number))


@check(
    "press/slug",
    Severity.FAIL,
    rationale="A sheet on a pallet is known by its slug line: which job, which state of it.",
    hint="print the PDF with the press again",
)
def slug(evidence: Evidence) -> Iterator[Sighting]:
    """The slug line lacks title, edition, page, date, condition or revision."""
    settings = evidence.settings.for_press
    if settings is None or not settings.marks:
        return
    pages = len(evidence.trims)
    for number in range(1, pages + 1):
        foot = evidence.bleeds[number - 1][1]
        line = " ".join(
            line.text
            for block in evidence.artifacts
            for line in block.paragraph.lines
            if block.page == number and line_box(line, number).top < foot
        )
        words = "".join(line.split())
        titles = [title[:8] for title in evidence.about.titles.values()][:1]
        wanted = {
            "the title": titles[0],
            "the edition": evidence.edition,
            "the date": evidence.about.date[:10],
            "the condition": settings.condition,
        }
        for name, text in wanted.items():
            if "".join(text.split()) not in words:
                yield Sighting(f"the slug line does not say {name}", whole_page(number))
        if not re.search(rf"(?<!\d){number}\D{{1,4}}{pages}(?!\d)", words):
            yield Sighting("the slug line does not say the page", whole_page(number))
        if not re.search(r"(?<![0-9a-f])[0-9a-f]{8}(?![0-9a-f])", line):
            yield Sighting("the slug line does not say the revision", whole_page(number))


# What lies on which plate


@check(
    "press/cmyk-only",
    Severity.FAIL,
    rationale="What is not in ink yet is turned into it at the print shop, as a program likes.",
    hint="use tokens that have an ink in the layout; print the PDF with the press again",
)
def cmyk_only(evidence: Evidence) -> Iterator[Sighting]:
    """Something is in RGB or in a space of measured colours: an operator, a picture, a group."""
    told: set[tuple[str, str]] = set()
    for use in spaces_of(evidence.document):
        if use.space not in CMYK_ONLY and (use.where, use.space) not in told:
            told.add((use.where, use.space))
            yield Sighting(f"{use.where} is in {use.space}", whole_page(use.page))


@check(
    "press/plates",
    Severity.FAIL,
    rationale="A fifth colour is a fifth plate, which somebody has to pay for.",
    hint="use the inks of the process, cyan, magenta, yellow and black",
)
def plates(evidence: Evidence) -> Iterator[Sighting]:
    """The file has a spot colour."""
    told: set[str] = set()
    for use in spaces_of(evidence.document):
        for colorant in use.colorants:
            if colorant not in PLATES and colorant not in told:
                told.add(colorant)
                yield Sighting(f"{use.where} needs a plate for '{colorant}'", whole_page(use.page))


@check(
    "press/black-text",
    Severity.FAIL,
    rationale="Small letters in several screened inks need a register that no press keeps: they "
    "show fringes.",
    hint="set text in black or a tint of it, or in one or two inks",
)
def black_text(evidence: Evidence) -> Iterator[Sighting]:
    """Text is printed in black and other inks, or in more than two inks."""
    told: set[tuple[float, ...]] = set()
    for number, painted in evidence.printed:
        ink = _ink(painted)
        if painted.kind != "text" or ink is None or ink in told:
            continue
        others = sum(part > 0 for part in ink[:3])
        if (ink[3] > 0 and others) or others > 2:
            told.add(ink)
            yield Sighting(f"text in {_named(ink)}", whole_page(number))


@check(
    "press/rich-black",
    Severity.FAIL,
    rationale="Black with other inks below it smears and shows fringes, unless it was meant for a "
    "large area.",
    hint="use black alone, or a token with the inks of a rich black that is meant",
)
def rich_black(evidence: Evidence) -> Iterator[Sighting]:
    """An area or a line is in black and other inks, and no token of the house says so."""
    told: set[tuple[float, ...]] = set()
    for number, painted in evidence.printed:
        ink = _ink(painted)
        if painted.kind != "path" or ink is None or ink in told or ink in evidence.inks:
            continue
        if ink[3] >= 0.5 and sum(ink[:3]) > 0:
            told.add(ink)
            yield Sighting(f"a path in {_named(ink)}", Box(number, *(painted.box or (0, 0, 0, 0))))


@check(
    "press/overprint",
    Severity.FAIL,
    rationale="Black text that knocks out shows white edges where plates do not meet; what else "
    "overprints changes its colour, and white disappears.",
    hint="print the PDF with the press again",
)
def overprint(evidence: Evidence) -> Iterator[Sighting]:
    """Black text does not overprint, or something else does."""
    told: set[str] = set()
    for number, painted in evidence.printed:
        black = painted.kind == "text" and _ink(painted) == BLACK
        state = painted.overprint
        if black and not (state.fill and state.mode == 1):
            message = "black text knocks out"
        elif not black and painted.kind != "image" and (state.fill or state.stroke):
            message = f"a {painted.kind} that is not black text overprints"
        else:
            continue
        if message not in told:
            told.add(message)
            yield Sighting(message, whole_page(number))


@check(
    "press/total-ink",
    Severity.FAIL,
    rationale="More ink than the paper bears does not dry, and sets off on the next sheet.",
    hint="use lighter inks, or a picture that is separated for the condition",
)
def total_ink(evidence: Evidence) -> Iterator[Sighting]:
    """More ink lies on one spot than the printing condition allows."""
    settings = evidence.settings.for_press
    most = evidence.profile.limit("total-ink")
    most = min(most, settings.ink_limit) if settings else most
    told: set[str] = set()
    for number, painted, amount in _amounts(evidence):
        message = f"{amount:.0f} % of ink, where {most:g} % is the most"
        if amount > most + 0.5 and message not in told:
            told.add(message)
            yield Sighting(message, Box(number, *(painted.box or (0, 0, 0, 0))))


@check(
    "press/hairlines",
    Severity.FAIL,
    rationale="Lines below 0.2 pt break up on the plate, and those of no width are as thin as the "
    "device can.",
    hint="make the line wider in the stylesheet",
)
def hairlines(evidence: Evidence) -> Iterator[Sighting]:
    """A line is thinner than it can be printed."""
    least = evidence.profile.limit("thinnest-line")
    for number, painted in evidence.painted:
        if painted.kind != "path" or painted.box is None or _is_empty(painted.box):
            continue
        if painted.operator in (b"S", b"s"):
            width = painted.line_width
        else:
            left, bottom, right, top = painted.box
            width = min(right - left, top - bottom)
        if width < least - 0.005:
            message = f"a line of {width:.2f} pt, where {least:g} pt is the least"
            yield Sighting(message, Box(number, *painted.box))


# What no print shop wants in a file


@check(
    "press/annotations",
    Severity.FAIL,
    rationale="ISO 15930-7: notes and links are no part of the page, and some programs print them.",
    hint="print the PDF with the press again",
)
def no_annotations(evidence: Evidence) -> Iterator[Sighting]:
    """An annotation stands on the page, or something is to happen when it is clicked."""
    for number, page in enumerate(evidence.document.pages, 1):
        for note in page.obj.get("/Annots", Array()):
            box = tuple(map(float, note.Rect))
            if overlap(_ordered(box), evidence.bleeds[number - 1]):
                kind = str(note.get("/Subtype", "")).lstrip("/")
                yield Sighting(f"an annotation ({kind}) on the page", Box(number, *_ordered(box)))
    if any(_acts(item) for item in evidence.dictionaries):
        yield Sighting("the file has an action")


@check(
    "press/transparency",
    Severity.FAIL,
    rationale="ISO 15930-7: what is transparent is blended in the inks of the press, in the ways "
    "that PDF knows, or looks different at every print shop.",
    hint="print the PDF with the press again",
)
def transparency(evidence: Evidence) -> Iterator[Sighting]:
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
    rationale="ISO 15930-7: the file is complete, unlocked, and the same on every device.",
    hint="print the PDF with the press again; a tool that it went through may have put it in",
)
def forbidden(evidence: Evidence) -> Iterator[Sighting]:
    """The file is locked, refers to others, or has what differs from device to device."""
    if evidence.document.is_encrypted:
        yield Sighting("the file is encrypted")
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


def _properties(evidence: Evidence) -> dict[str, str]:
    """The properties of the metadata by qualified name, with all that they say."""
    try:
        root = ElementTree.fromstring(evidence.xmp.strip("\ufeff"))  # noqa: S314  it has no entities
    except ElementTree.ParseError:
        return {}
    prefixes = {uri: prefix for prefix, uri in NAMESPACES.items()}
    found = {}
    for description in root.iter(f"{{{NAMESPACES['rdf']}}}Description"):
        for element in description:
            uri, _, name = element.tag.removeprefix("{").partition("}")
            found[f"{prefixes.get(uri, uri)}:{name}"] = " ".join(
                "".join(element.itertext()).split()
            )
    return found


def _amounts(evidence: Evidence) -> Iterator[tuple[int, Painted, float]]:
    """All that is printed, with the most ink that lies on one spot there (per cent)."""
    grounds: list[tuple[int, Rectangle, Ink]] = []
    for number, painted in evidence.printed:
        ink = _ink(painted)
        if painted.kind == "image" and painted.image is not None:
            yield number, painted, _most_ink(painted, evidence)
        elif ink is not None:
            amount = sum(ink)
            if painted.kind == "path" and painted.box:
                grounds.append((number, painted.box, ink))
            elif painted.overprint.fill and painted.box:
                amount = ink[3] + sum(_ground(number, painted.box, grounds)[:3])
            yield number, painted, 100 * amount


def _ground(page: int, box: Rectangle, grounds: list[tuple[int, Rectangle, Ink]]) -> Ink:
    """The ink that lies below text that begins in `box`."""
    for number, area, ink in reversed(grounds):
        if number == page and overlap(area, box):
            return ink
    return (0.0, 0.0, 0.0, 0.0)


def _most_ink(painted: Painted, evidence: Evidence) -> float:
    """The most ink on a pixel of an image (per cent)."""
    reference = painted.image.indirect_reference
    try:
        picture = read_picture(evidence.document.get_object(reference.idnum, reference.generation))
    except (ValueError, OSError) as error:
        raise CannotLook(f"a picture cannot be read: {error}") from None
    if picture.mode != "CMYK":
        return 100 * picture.convert("L").getextrema()[1] / 255  # type: ignore[operator]
    channels = dict(zip("cmyk", picture.split(), strict=True))
    total = ImageMath.lambda_eval(lambda of: of["c"] + of["m"] + of["y"] + of["k"], **channels)
    return 100 * float(total.getextrema()[1]) / 255


def _ink(painted: Painted) -> Ink | None:
    """The four inks that something is painted in; None for what is in another colour space."""
    _, parts = painted.stroke if painted.operator in STROKE_ONLY else painted.fill
    if len(parts) != 4:
        return None
    cyan, magenta, yellow, black = parts
    return cyan, magenta, yellow, black


def _named(ink: Ink) -> str:
    return " ".join(f"{name}{100 * part:g}" for name, part in zip("CMYK", ink, strict=True))


def _in_all(painted: Painted) -> bool:
    """Whether something is painted in the registration colour."""
    fills, strokes = painted.spaces
    return (strokes if painted.operator in STROKE_ONLY else fills) == "Separation All"


def _is_white(painted: Painted) -> bool:
    return painted.kind == "path" and _ink(painted) == (0.0, 0.0, 0.0, 0.0)


def _is_empty(box: Rectangle) -> bool:
    """Whether nothing is seen of what is in `box`: a clip took it away."""
    return box[2] - box[0] <= 0 and box[3] - box[1] <= 0


def _is_at_trim(box: Rectangle | None, trim: Rectangle) -> bool:
    """Whether a line goes on along an edge of the trimmed page."""
    if box is None:
        return False
    level = abs(box[3] - box[1]) < NEARLY
    where, edges = (box[1], trim[1::2]) if level else (box[0], trim[::2])
    return any(abs(where - edge) < NEARLY for edge in edges)


def _sides(box: Rectangle, trim: Rectangle, bleed: Rectangle) -> Iterator[tuple[str, float, float]]:
    """How far a box reaches beyond each edge of the page, and how far the bleed does (pt)."""
    names = ("left", "foot", "right", "head")
    reaches = _margins(box, trim)
    return zip(names, reaches, _margins(bleed, trim), strict=True)


def _margins(outer: tuple[float, ...], inner: tuple[float, ...]) -> tuple[float, ...]:
    """How far one rectangle reaches beyond another: left, below, right, above."""
    return (
        inner[0] - outer[0],
        inner[1] - outer[1],
        outer[2] - inner[2],
        outer[3] - inner[3],
    )


def _holds(outer: tuple[float, ...], inner: tuple[float, ...]) -> bool:
    return min(_margins(outer, inner)) >= -0.001


def _ordered(box: tuple[float, ...]) -> Rectangle:
    """A rectangle with its lower left corner first."""
    x, y, to_x, to_y = box
    return min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)


def _from_edge(reach: float) -> str:
    """Where something ends that reaches beyond the edge by `reach` (pt)."""
    millimetres = reach / PT_PER_MM
    if abs(millimetres) < 0.05:
        return "at the edge of the page"
    return f"{abs(millimetres):.1f} mm {'beyond' if millimetres > 0 else 'before'} the edge"
