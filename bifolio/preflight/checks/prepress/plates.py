"""Print shops: colour spaces, inks, overprint, resolution and line width."""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Dictionary, Stream
from PIL import ImageMath

from bifolio.pdf.colour_spaces import spaces_of
from bifolio.pdf.colours import BLACK, Ink
from bifolio.pdf.content import FILLS, STROKE_ONLY
from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.pdf.painting import Painted
from bifolio.pdf.samples import samples_of
from bifolio.pdf.shadings import most_ink_of
from bifolio.preflight.checks.images import coarse_images
from bifolio.preflight.document import Document
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import CannotCheck, Severity, Sighting, whole_page
from bifolio.preflight.registry import check

PLATES = frozenset({"Cyan", "Magenta", "Yellow", "Black", "All", "None"})
"""Colorants that need no plate besides those of the process colours."""

CMYK_ONLY = frozenset(
    {"DeviceCMYK", "DeviceGray", "Separation", "DeviceN", "ICCBased CMYK", "Pattern"}
)


@check("press/cmyk-only", Severity.FAIL, once=True)
def cmyk_only(evidence: Document) -> Iterator[Sighting]:
    """A colour, an image or a transparency group is in RGB or a CIE-based colour space.

    Why: The print shop's software converts such colours in its own way.
    Fix: use tokens with an ink in the layout, and rebuild the edition
    """
    for use in spaces_of(evidence.document):
        if use.space not in CMYK_ONLY:
            yield Sighting(f"{use.where} is in {use.space}", whole_page(use.page))


@check("press/plates", Severity.FAIL)
def plates(evidence: Document) -> Iterator[Sighting]:
    """The file contains a spot colour.

    Why: A spot colour needs a plate of its own, which costs extra.
    Fix: use the process colours cyan, magenta, yellow and black
    """
    uses = reversed(list(spaces_of(evidence.document)))
    first = {colorant: use for use in uses for colorant in use.colorants}
    for colorant, use in first.items():
        if colorant not in PLATES:
            yield Sighting(f"{use.where} needs a plate for '{colorant}'", whole_page(use.page))


@check("press/black-text", Severity.FAIL, once=True)
def black_text(evidence: Document) -> Iterator[Sighting]:
    """Text is in black mixed with other inks, or in more than two inks.

    Why: Misregistration shows colour fringes around small type.
    Fix: set text in black or a tint of it, or in one or two inks
    """
    for number, painted in evidence.printed:
        if painted.kind == "text" and (ink := painted.ink):
            others = sum(part > 0 for part in ink[:3])
            if (ink[3] > 0 and others) or others > 2:
                yield Sighting(f"text in {_named(ink)}", whole_page(number))


@check("press/rich-black", Severity.FAIL, once=True)
def rich_black(evidence: Evidence) -> Iterator[Sighting]:
    """A path is in rich black that is not a design token. Pictures may have any colours.

    Why: Rich black sets off and shows colour fringes; it is for large areas only.
    Fix: use black alone, or add a token for the rich black
    """
    for number, painted in evidence.printed:
        ink = painted.ink
        if painted.kind != "path" or painted.in_picture or ink is None:
            continue
        if ink in evidence.source.inks:
            continue
        if ink[3] >= 0.5 and sum(ink[:3]) > 0:
            yield Sighting(f"a path in {_named(ink)}", _place(number, painted))


@check("press/overprint", Severity.FAIL, once=True)
def overprint(evidence: Document) -> Iterator[Sighting]:
    """Black text does not overprint, or other content does.

    Why: Black text that knocks out shows white edges on misregistration; other colours change when
    they overprint, and white disappears.
    Fix: rebuild the edition
    """
    for number, painted in evidence.printed:
        black = painted.kind == "text" and painted.ink == BLACK
        state = painted.state.overprint
        if black and not (state.fill and state.mode == 1):
            yield Sighting("black text knocks out", whole_page(number))
        elif not black and painted.kind != "image" and (state.fill or state.stroke):
            message = f"a {painted.kind} that is not black text overprints"
            yield Sighting(message, whole_page(number))


@check("press/total-ink", Severity.FAIL, once=True)
def total_ink(evidence: Document) -> Iterator[Sighting]:
    """The total ink coverage exceeds the limit of the printing condition.

    Why: Excess ink does not dry, and sets off on the next sheet.
    Fix: use lighter inks, or separate the picture for the printing condition
    """
    most = evidence.ink_limit
    if most is None:
        raise CannotCheck("the edition has no printing condition")
    for number, painted, amount in (*_amounts(evidence), *_of_gradients(evidence)):
        if amount > most + 0.5:
            message = f"{amount:.0f} % of ink, above the maximum of {most:g} %"
            yield Sighting(message, _place(number, painted))


@check("press/resolution", Severity.FAIL)
def resolution(evidence: Document) -> Iterator[Sighting]:
    """The effective resolution of an image is too low for the halftone screen.

    Why: A screen of 60 lines/cm needs about two pixels per line, 300 dpi; with less, print shops
    reject the file, or the picture looks blurred.
    Fix: use a larger image, or place it smaller
    """
    yield from coarse_images(evidence)


@check("press/hairlines", Severity.FAIL)
def hairlines(evidence: Document) -> Iterator[Sighting]:
    """A line is thinner than the press can print (hairline).

    Why: Lines below 0.2 pt break up on the plate, and a width of 0 means as thin as the device can.
    Fix: make the line wider in the stylesheet
    """
    least = evidence.profile.limit("thinnest-line")
    for number, painted in evidence.painted:
        if painted.extent is None or painted.box is None or painted.box.is_empty:
            continue
        if painted.operator in STROKE_ONLY:
            width = painted.line_width
        else:
            width = min(painted.extent.width, painted.extent.height)
        if width < least - 0.005:
            message = f"a line of {width:.2f} pt, below the minimum of {least:g} pt"
            yield Sighting(message, _place(number, painted))


def _amounts(evidence: Document) -> Iterator[tuple[int, Painted, float]]:
    """What is printed, with its maximum ink coverage (per cent)."""
    grounds: list[tuple[int, Rectangle, Ink]] = []
    for number, painted in evidence.printed:
        ink = painted.ink
        if painted.kind == "image" and isinstance(painted.item, Stream):
            yield number, painted, _most_ink(painted)
        elif ink is not None:
            if painted.state.blend == "Multiply" and painted.box:
                ink = _multiplied(ink, _ground(number, painted.box, grounds))
            amount = sum(ink)
            if painted.kind == "path" and painted.box:
                grounds.append((number, painted.box, ink))
            elif painted.state.overprint.fill and painted.box:
                amount = ink[3] + sum(_ground(number, painted.box, grounds)[:3])
            yield number, painted, 100 * amount


def _multiplied(ink: Ink, ground: Ink) -> Ink:
    """The ink of the blend mode Multiply on a background (ISO 32000-1, 11.3.5.2)."""
    cyan, magenta, yellow, black = (
        1 - (1 - one) * (1 - other) for one, other in zip(ink, ground, strict=True)
    )
    return cyan, magenta, yellow, black


def _of_gradients(evidence: Document) -> Iterator[tuple[int, Painted, float]]:
    """The gradients, of operators and patterns, with their maximum ink coverage (per cent)."""
    for number, painted in evidence.printed:
        shading = painted.item if painted.kind == "shading" else None
        if painted.fill.pattern and painted.operator in FILLS:
            patterns = painted.resources.get("/Pattern", Dictionary())
            shading = patterns.get(painted.fill.pattern, Dictionary()).get("/Shading")
        if shading is not None:
            yield number, painted, 100 * most_ink_of(shading)


def _ground(page: int, box: Rectangle, grounds: list[tuple[int, Rectangle, Ink]]) -> Ink:
    """The ink of the topmost of `grounds` that overlaps `box`."""
    for number, area, ink in reversed(grounds):
        if number == page and area.overlaps(box):
            return ink
    return (0.0, 0.0, 0.0, 0.0)


def _most_ink(painted: Painted) -> float:
    """The maximum ink coverage of a pixel of an image (per cent); 0 for RGB."""
    if painted.item.get("/ColorSpace") == "/DeviceRGB":
        return 0.0
    try:
        samples = samples_of(painted.item)
    except ValueError as error:
        raise CannotCheck(f"an image cannot be read: {error}") from None
    if samples.mode == "L":
        return 100 - 100 * float(samples.getextrema()[0]) / 255  # type: ignore[arg-type]
    channels = dict(zip("cmyk", samples.split(), strict=True))
    total = ImageMath.lambda_eval(lambda of: of["c"] + of["m"] + of["y"] + of["k"], **channels)
    return 100 * float(total.getextrema()[1]) / 255


def _place(page: int, painted: Painted) -> PageRectangle:
    return PageRectangle(page, painted.box) if painted.box else whole_page(page)


def _named(ink: Ink) -> str:
    return " ".join(f"{name}{100 * part:g}" for name, part in zip("CMYK", ink, strict=True))
