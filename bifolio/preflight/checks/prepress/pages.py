"""The print shop: the boxes of a page, what is cut, and the marks around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PIL import Image, ImageChops

from bifolio.paper.folds import FOLDS
from bifolio.paper.formats import PT_PER_MM
from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.pdf.painting import Painted
from bifolio.preflight.document import PICTURE_SCALE, Document, line_box
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.registry import check

NEARLY = 0.1
"""pt; less is rounding."""

INSIDE = 1.5
"""pt within the edge of the page where colours are compared with those beyond it."""

COLOURED, WHITE = 225, 254
"""Of 255, in the darkest of red, green and blue."""

LONG_ENOUGH = 6.0
"""pt along the edge; less may be a part of a picture."""

ROTATE_90, ROTATE_180, ROTATE_270 = (
    Image.Transpose.ROTATE_90,
    Image.Transpose.ROTATE_180,
    Image.Transpose.ROTATE_270,
)

CROPS, REGISTERS = 8, 4
"""How many crop marks and registration marks surround a page."""


@check("press/boxes", Severity.FAIL)
def boxes(evidence: Evidence) -> Iterator[Sighting]:
    """The page boxes are missing or not nested, or the bleed is not that of the edition.

    Why: Imposition software trusts the boxes, and the TrimBox defines the cut (ISO 15930-7).
    Fix: rebuild the edition
    """
    settings = evidence.source.settings.for_press
    for number, page in enumerate(evidence.document.pages, 1):
        here = whole_page(number)
        if "/TrimBox" not in page.obj or "/BleedBox" not in page.obj:
            yield Sighting("the page has no TrimBox or no BleedBox", here)
            continue
        if "/ArtBox" in page.obj:
            yield Sighting("the page has an ArtBox beside its TrimBox", here)
        if int(page.obj.get("/Rotate", 0)) or float(page.obj.get("/UserUnit", 1)) != 1:
            yield Sighting("the page is turned or scaled", here)
        media, bleed, trim = map(Rectangle.of, (page.mediabox, page.bleedbox, page.trimbox))
        if "/CropBox" in page.obj and not _holds(Rectangle.of(page.cropbox), bleed):
            yield Sighting("the CropBox cuts the bleed", here)
        marks = settings is None or settings.marks
        if not _holds(media, bleed) or (marks and min(media.margins(bleed)) < 1):
            yield Sighting("the BleedBox does not lie within the MediaBox", here)
        margins = bleed.margins(trim)
        wanted = settings.bleed * PT_PER_MM if settings else 3 * PT_PER_MM
        if any(abs(margin - wanted) > NEARLY for margin in margins):
            found = min(margins) / PT_PER_MM
            message = f"the bleed is {found:.1f} mm, where {wanted / PT_PER_MM:.1f} mm is asked for"
            yield Sighting(message, here)


@check("press/bleed", Severity.FAIL)
def bleed(evidence: Document) -> Iterator[Sighting]:
    """Content that reaches the trim edge does not extend to the edge of the bleed.

    Why: Cutting tolerances of about 1 mm leave a white line at the edge without bleed.
    Fix: extend the content by var(--bleed), or end it well inside of the page
    """
    near = evidence.profile.limit("edge") * PT_PER_MM
    reported = set()
    for number, painted in evidence.printed:
        if painted.box is None or _is_white(painted) or painted.box.is_empty:
            continue
        trim, beyond = evidence.trims[number - 1], evidence.bleeds[number - 1]
        for name, reach, limit in _sides(painted.box, trim, beyond):
            if -near < reach < limit - NEARLY:
                message = f"a {painted.kind} ends {_from_edge(reach)}, {name}"
                reported.add(number)
                yield Sighting(message, PageRectangle(number, painted.box))
    for number, picture in enumerate(evidence.pictures, 1):
        if number not in reported:
            for name in _white_beyond(
                picture, evidence.trims[number - 1], evidence.bleeds[number - 1]
            ):
                message = f"what is coloured up to the edge of the page is white beyond it, {name}"
                yield Sighting(message, whole_page(number))


def _white_beyond(picture: Image.Image, trim: Rectangle, bleed: Rectangle) -> Iterator[str]:
    """The edges of a page along which a colour ends, as it is seen: all that follows is white."""
    darkest = ImageChops.darker(ImageChops.darker(*picture.split()[:2]), picture.split()[2])
    scale, height = PICTURE_SCALE, picture.height
    inside = round(INSIDE * scale)
    left, right = round(trim[0] * scale), round(trim[2] * scale)
    foot, head = height - round(trim[1] * scale), height - round(trim[3] * scale)
    reach = [int(abs(one - other) * scale) - 2 for one, other in zip(trim, bleed, strict=True)]
    if min(reach) < 2:
        return
    # Each strip is turned so that its first row is within the page, and the others go outwards.
    strips = {
        "left": darkest.crop((left - reach[0], head, left + inside, foot)).transpose(ROTATE_90),
        "foot": darkest.crop((left, foot - inside, right, foot + reach[1])),
        "right": darkest.crop((right - inside, head, right + reach[2], foot)).transpose(ROTATE_270),
        "head": darkest.crop((left, head - reach[3], right, head + inside)).transpose(ROTATE_180),
    }
    yield from (name for name, strip in strips.items() if _ends(strip, inside))


def _ends(strip: Image.Image, inside: int) -> bool:
    """Whether a colour in the first row of a strip has white in all rows after those `inside`."""
    beyond = strip.crop((0, inside + 1, strip.width, strip.height))
    darkest = [255] * strip.width
    for row in range(beyond.height):
        at = beyond.crop((0, row, strip.width, row + 1)).tobytes()
        darkest = list(map(min, darkest, at))
    first = strip.crop((0, 0, strip.width, 1)).tobytes()
    run = longest = 0
    for seen, after in zip(first, darkest, strict=True):
        run = run + 1 if seen < COLOURED and after >= WHITE else 0
        longest = max(longest, run)
    return longest >= LONG_ENOUGH * PICTURE_SCALE


@check("press/safe-area", Severity.FAIL)
def safe_area(evidence: Document) -> Iterator[Sighting]:
    """Text is too close to the trim edge.

    Why: Cutting tolerances of about 1 mm make text near the edge look wrong, or cut it off.
    Fix: set larger margins in the layout
    """
    least = evidence.profile.limit("safe-area") * PT_PER_MM
    for block in (*evidence.blocks, *evidence.artifacts):
        trim = evidence.trims[block.page - 1]
        for line in block.paragraph.lines:
            box = line_box(line)
            edges = box._replace(bottom=line.baseline)
            if not edges.overlaps(evidence.bleeds[block.page - 1]):
                continue
            margin = min(trim.margins(edges))
            if margin < least - NEARLY:
                message = f"text is {margin / PT_PER_MM:.1f} mm from the edge"
                yield block.seen(f"{message}, where {least / PT_PER_MM:g} mm is the least", box)


@check("press/marks", Severity.FAIL)
def marks(evidence: Evidence) -> Iterator[Sighting]:
    """A printer's mark is missing, is not on all plates, or reaches into the bleed.

    Why: Crop marks show where to cut, registration marks whether the plates align; in the bleed
    they may remain on the page.
    Fix: rebuild the edition, or set `marks: false` below `press:`
    """
    settings = evidence.source.settings.for_press
    for number, trim in enumerate(evidence.trims, 1):
        beyond = evidence.bleeds[number - 1]
        here = whole_page(number)
        around = [
            painted
            for page, painted in evidence.painted
            if page == number and painted.box is not None and not painted.box.overlaps(beyond)
        ]
        if settings is not None and not settings.marks:
            if around:
                yield Sighting("there are marks, and the edition has none", here)
            continue
        lines = [
            painted for painted in around if painted.operator == "S" and painted.is_registration
        ]
        crops = [painted for painted in lines if _is_at_trim(painted.box, trim)]
        if len(crops) < CROPS:
            yield Sighting(f"{len(crops)} crop marks, where {CROPS} are needed", here)
        if evidence.source.settings.fold is not None:
            width = (trim[2] - trim[0]) / PT_PER_MM
            creases = FOLDS[evidence.source.settings.fold].creases(width, side=(number - 1) % 2)
            places = [trim[0] + crease * PT_PER_MM for crease in creases]
            folds = [
                painted
                for painted in lines
                if any(painted.box and abs(painted.box[0] - at) < NEARLY for at in places)
            ]
            if len(folds) < 2 * len(places):
                yield Sighting(f"{len(folds)} fold marks, of {2 * len(places)}", here)
        circles = [
            painted for painted in around if painted.operator == "s" and painted.is_registration
        ]
        if len(circles) < REGISTERS:
            yield Sighting(f"{len(circles)} registration marks, of {REGISTERS}", here)
        patches = {painted.fill.parts for painted in around if painted.operator == "f"}
        for ink in ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)):
            if ink not in patches:
                yield Sighting("the colour bar does not have all inks", here)
                break


@check("press/registration-colour", Severity.FAIL)
def registration_colour(evidence: Document) -> Iterator[Sighting]:
    """Page content is in the registration colour.

    Why: The registration colour prints all inks at 100 %, more than paper can hold.
    Fix: use black, `var(--ink)`, in the layout
    """
    reported: set[int] = set()
    for number, painted in evidence.printed:
        if painted.is_registration and number not in reported:
            reported.add(number)
            yield Sighting(f"{painted.kind} in the registration colour", whole_page(number))


@check("press/slug", Severity.FAIL)
def slug(evidence: Evidence) -> Iterator[Sighting]:
    """The slug line lacks the title, edition, page, date, printing condition or revision.

    Why: The slug line identifies the job and its revision on a printed sheet.
    Fix: rebuild the edition
    """
    settings = evidence.source.settings.for_press
    if settings is None or not settings.marks:
        return
    pages = len(evidence.trims)
    for number in range(1, pages + 1):
        foot = evidence.bleeds[number - 1][1]
        line = " ".join(
            line.text
            for block in evidence.artifacts
            for line in block.paragraph.lines
            if block.page == number and line_box(line).top < foot
        )
        words = "".join(line.split())
        titles = [title[:8] for title in evidence.source.about.titles.values()][:1]
        wanted = {
            "the title": titles[0],
            "the edition": evidence.edition,
            "the date": evidence.source.about.date[:10],
            "the condition": settings.condition,
        }
        for name, text in wanted.items():
            if "".join(text.split()) not in words:
                yield Sighting(f"the slug line does not say {name}", whole_page(number))
        if not re.search(rf"(?<!\d){number}\D{{1,4}}{pages}(?!\d)", words):
            yield Sighting("the slug line does not say the page", whole_page(number))
        if not re.search(r"(?<![0-9a-f])[0-9a-f]{8}(?![0-9a-f])", line):
            yield Sighting("the slug line does not say the revision", whole_page(number))


def _is_white(painted: Painted) -> bool:
    return painted.kind == "path" and painted.ink == (0.0, 0.0, 0.0, 0.0)


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
    return zip(names, box.margins(trim), bleed.margins(trim), strict=True)


def _holds(outer: Rectangle, inner: Rectangle) -> bool:
    return min(outer.margins(inner)) >= -0.001


def _from_edge(reach: float) -> str:
    """Where something ends that reaches beyond the edge by `reach` (pt)."""
    millimetres = reach / PT_PER_MM
    if abs(millimetres) < 0.05:
        return "at the edge of the page"
    return f"{abs(millimetres):.1f} mm {'beyond' if millimetres > 0 else 'before'} the edge"
