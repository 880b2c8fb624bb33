"""Print shops: page boxes, bleed, safe area, printer's marks and slug line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from PIL import Image, ImageChops

from bifolio.paper.formats import PT_PER_MM
from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.preflight.document import Document
from bifolio.preflight.drawn_pages import PICTURE_SCALE
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.registry import check

NEARLY = 0.1
"""pt; less is rounding."""

INSIDE = 1.5
"""pt inside of the trim edge, where colours are compared with those in the bleed."""

COLOURED, WHITE = 225, 254
"""Of 255: the limits of a colour and of white, for the darkest of red, green and blue."""

LONG_ENOUGH = 6.0
"""pt along the edge; less may be a detail of a picture."""

CROP_MARKS, REGISTRATION_MARKS = 8, 4
"""The number of marks around a page."""

PLATES = frozenset({(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)})
"""The inks of the colour bar."""


EDGES = {
    "left": Image.Transpose.ROTATE_90,
    "bottom": None,
    "right": Image.Transpose.ROTATE_270,
    "top": Image.Transpose.ROTATE_180,
}
"""The edges of a page in the order of margins, and how to turn a strip to begin inside."""


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
            yield Sighting("the page is rotated or scaled", here)
        media, bleed, trim = map(Rectangle.of, (page.mediabox, page.bleedbox, page.trimbox))
        if "/CropBox" in page.obj and not Rectangle.of(page.cropbox).contains(bleed):
            yield Sighting("the CropBox cuts the bleed", here)
        marks = settings is None or settings.marks
        if not media.contains(bleed) or (marks and min(media.margins(bleed)) < 1):
            yield Sighting("the BleedBox is not within the MediaBox", here)
        wanted = settings.bleed if settings else 3
        margins = [margin / PT_PER_MM for margin in bleed.margins(trim)]
        if any(abs(margin - wanted) * PT_PER_MM > NEARLY for margin in margins):
            yield Sighting(f"the bleed is {min(margins):.1f} mm, not {wanted:.1f} mm", here)


@check("press/bleed", Severity.FAIL, of_margins=True)
def bleed(evidence: Document) -> Iterator[Sighting]:
    """Content that reaches the trim edge does not extend to the edge of the bleed.

    Why: Cutting tolerances of about 1 mm leave a white line at the edge without bleed.
    Fix: extend the content by var(--bleed), or end it well inside of the page
    """
    near = evidence.profile.limit("edge") * PT_PER_MM
    reported = set()
    grounds: dict[int, list[Rectangle]] = {}
    for number, painted in evidence.printed:
        is_white = painted.kind == "path" and painted.ink == (0.0, 0.0, 0.0, 0.0)
        if painted.box is None or is_white or painted.box.is_empty:
            continue
        trim, bleed_box = evidence.trims[number - 1], evidence.bleeds[number - 1]
        below = grounds.setdefault(number, [])
        reaches = zip(EDGES, painted.box.margins(trim), bleed_box.margins(trim), strict=True)
        for edge, reach, limit in reaches:
            ends = -near < reach < limit - NEARLY
            if ends and not _bleeds_below(painted.box, edge, bleed_box, below):
                message = f"a {painted.kind} ends {_from_edge(reach)}, {edge}"
                reported.add(number)
                yield Sighting(message, PageRectangle(number, painted.box))
        if painted.kind != "text":
            below.append(painted.box)
    pages = zip(evidence.pictures, evidence.trims, evidence.bleeds, strict=True)
    for number, (picture, trim, bleed_box) in enumerate(pages, 1):
        for edge in () if number in reported else _white_edges(picture, trim, bleed_box):
            message = f"a colour at the trim edge does not continue in the bleed, {edge}"
            yield Sighting(message, whole_page(number))


def _bleeds_below(
    box: Rectangle, edge: str, bleed: Rectangle, grounds: Sequence[Rectangle]
) -> bool:
    """Whether one of `grounds` continues behind `box` to the edge of the bleed.

    Whatever is cut off there, no paper is seen.
    """
    extended = box._replace(**{edge: getattr(bleed, edge)})
    return any(ground.contains(extended, NEARLY) for ground in grounds)


def _white_edges(picture: Image.Image, trim: Rectangle, bleed: Rectangle) -> Iterator[str]:
    """The trim edges at which a visible colour ends, with white in all of the bleed."""
    darkest = ImageChops.darker(ImageChops.darker(*picture.split()[:2]), picture.split()[2])
    left, right = round(trim.left * PICTURE_SCALE), round(trim.right * PICTURE_SCALE)
    bottom, top = (picture.height - round(y * PICTURE_SCALE) for y in (trim.bottom, trim.top))
    inside = round(INSIDE * PICTURE_SCALE)
    out = [int(margin * PICTURE_SCALE) - 2 for margin in bleed.margins(trim)]
    if min(out) < 2:
        return
    strips = (
        (left - out[0], top, left + inside, bottom),
        (left, bottom - inside, right, bottom + out[1]),
        (right - inside, top, right + out[2], bottom),
        (left, top - out[3], right, top + inside),
    )
    for (edge, turn), strip in zip(EDGES.items(), strips, strict=True):
        # The first row is inside of the page, the others follow outwards.
        turned = darkest.crop(strip)
        if _ends(turned if turn is None else turned.transpose(turn), inside):
            yield edge


def _ends(strip: Image.Image, inside: int) -> bool:
    """Whether a colour in the first row has white in all rows after those `inside`."""
    first, *rows = (
        strip.crop((0, row, strip.width, row + 1)).tobytes() for row in range(strip.height)
    )
    darkest = map(min, zip(*rows[inside:], strict=True))
    run = longest = 0
    for seen, beyond in zip(first, darkest, strict=True):
        run = run + 1 if seen < COLOURED and beyond >= WHITE else 0
        longest = max(longest, run)
    return longest >= LONG_ENOUGH * PICTURE_SCALE


@check("press/safe-area", Severity.FAIL, of_margins=True)
def safe_area(evidence: Document) -> Iterator[Sighting]:
    """Text is too close to the trim edge.

    Why: Cutting tolerances of about 1 mm make text near the edge look wrong, or cut it off.
    Fix: shorten the text if the page is full, or set larger margins in the layout
    """
    least = evidence.profile.limit("safe-area") * PT_PER_MM
    for block, line, box in evidence.lines:
        edges = box._replace(bottom=line.baseline)
        margin = min(evidence.trims[block.page - 1].margins(edges))
        if margin < least - NEARLY and edges.overlaps(evidence.bleeds[block.page - 1]):
            message = f"text is {margin / PT_PER_MM:.1f} mm from the edge"
            yield block.seen(f"{message}, below the minimum of {least / PT_PER_MM:g} mm", box)


@check("press/marks", Severity.FAIL)
def marks(evidence: Evidence) -> Iterator[Sighting]:
    """A printer's mark is missing, is not on all plates, or reaches into the bleed.

    Why: Crop marks show where to cut, registration marks whether the plates align; in the bleed
    they may remain on the page.
    Fix: rebuild the edition, or set `marks: false` below `press:`
    """
    settings = evidence.source.settings.for_press
    for number, trim in enumerate(evidence.trims, 1):
        around = [
            (painted, painted.box)
            for page, painted in evidence.painted
            if page == number and painted.box is not None
            if not painted.box.overlaps(evidence.bleeds[number - 1])
        ]
        here = whole_page(number)
        if settings is not None and not settings.marks:
            if around:
                yield Sighting("there are marks in an edition without marks", here)
            continue
        on_all_plates = [each for each in around if each[0].is_registration]
        lines = [box for painted, box in on_all_plates if painted.operator == "S"]
        crops = sum(_is_at_trim(line, trim) for line in lines)
        if crops < CROP_MARKS:
            yield Sighting(f"{crops} of {CROP_MARKS} crop marks", here)
        places = [trim.left + at * PT_PER_MM for at in evidence.creases(number)]
        folds = sum(any(abs(line.left - at) < NEARLY for at in places) for line in lines)
        if folds < 2 * len(places):
            yield Sighting(f"{folds} of {2 * len(places)} fold marks", here)
        circles = sum(painted.operator == "s" for painted, _ in on_all_plates)
        if circles < REGISTRATION_MARKS:
            yield Sighting(f"{circles} of {REGISTRATION_MARKS} registration marks", here)
        if PLATES - {painted.fill.parts for painted, _ in around if painted.operator == "f"}:
            yield Sighting("the colour bar lacks an ink", here)


@check("press/registration-colour", Severity.FAIL)
def registration_colour(evidence: Document) -> Iterator[Sighting]:
    """Page content is in the registration colour.

    Why: The registration colour prints all inks at 100 %, more than paper can hold.
    Fix: use black, `var(--ink)`, in the layout
    """
    first = {page: each for page, each in reversed(evidence.printed) if each.is_registration}
    for number, painted in first.items():
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
    about, pages = evidence.source.about, len(evidence.trims)
    texts = {
        "title": next(iter(about.titles.values()))[:8],
        "edition": evidence.edition,
        "date": about.date[:10],
        "printing condition": settings.condition,
    }
    wanted = {name: re.escape("".join(text.split())) for name, text in texts.items()}
    for number, bleed_box in enumerate(evidence.bleeds, 1):
        lines = [
            line.text
            for block in evidence.artifacts
            for line in block.paragraph.lines
            if block.page == number and line.box.top < bleed_box.bottom
        ]
        words = "".join("".join(lines).split())
        page = rf"(?<!\d){number}\D{{1,4}}{pages}(?!\d)"
        for name, pattern in {**wanted, "page": page}.items():
            if not re.search(pattern, words):
                yield Sighting(f"the slug line lacks the {name}", whole_page(number))
        if not re.search(r"(?<![0-9a-f])[0-9a-f]{8}(?![0-9a-f])", " ".join(lines)):
            yield Sighting("the slug line lacks the revision", whole_page(number))


def _is_at_trim(line: Rectangle, trim: Rectangle) -> bool:
    """Whether a line continues an edge of the TrimBox."""
    is_level = line.height < NEARLY
    at, edges = (line.bottom, trim[1::2]) if is_level else (line.left, trim[::2])
    return any(abs(at - edge) < NEARLY for edge in edges)


def _from_edge(reach: float) -> str:
    """The position of an end that is `reach` (pt) beyond the trim edge, in words."""
    millimetres = reach / PT_PER_MM
    if abs(millimetres) < 0.05:
        return "at the edge of the page"
    return f"{abs(millimetres):.1f} mm {'beyond' if millimetres > 0 else 'before'} the edge"
