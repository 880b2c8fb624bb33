"""The print shop: what lies on which plate."""

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
"""Colorants that need no plate besides the four of the process."""

CMYK_ONLY = frozenset(
    {"DeviceCMYK", "DeviceGray", "Separation", "DeviceN", "ICCBased CMYK", "Pattern"}
)


@check(
    "press/cmyk-only",
    Severity.FAIL,
    rationale="What is not in ink yet is turned into it at the print shop, as a program likes.",
    hint="use tokens that have an ink in the layout; print the PDF with the press again",
)
def cmyk_only(evidence: Document) -> Iterator[Sighting]:
    """Something is in RGB or in a space of measured colours: an operator, a picture, a group."""
    reported: set[tuple[str, str]] = set()
    for use in spaces_of(evidence.document):
        if use.space not in CMYK_ONLY and (use.where, use.space) not in reported:
            reported.add((use.where, use.space))
            yield Sighting(f"{use.where} is in {use.space}", whole_page(use.page))


@check(
    "press/plates",
    Severity.FAIL,
    rationale="A fifth colour is a fifth plate, which somebody has to pay for.",
    hint="use the inks of the process, cyan, magenta, yellow and black",
)
def plates(evidence: Document) -> Iterator[Sighting]:
    """The file has a spot colour."""
    reported: set[str] = set()
    for use in spaces_of(evidence.document):
        for colorant in use.colorants:
            if colorant not in PLATES and colorant not in reported:
                reported.add(colorant)
                yield Sighting(f"{use.where} needs a plate for '{colorant}'", whole_page(use.page))


@check(
    "press/black-text",
    Severity.FAIL,
    rationale="Small letters in several screened inks need a register that no press keeps: they "
    "show fringes.",
    hint="set text in black or a tint of it, or in one or two inks",
)
def black_text(evidence: Document) -> Iterator[Sighting]:
    """Text is printed in black and other inks, or in more than two inks."""
    reported: set[tuple[float, ...]] = set()
    for number, painted in evidence.printed:
        ink = painted.ink
        if painted.kind != "text" or ink is None or ink in reported:
            continue
        others = sum(part > 0 for part in ink[:3])
        if (ink[3] > 0 and others) or others > 2:
            reported.add(ink)
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
    reported: set[tuple[float, ...]] = set()
    for number, painted in evidence.printed:
        ink = painted.ink
        if painted.kind != "path" or ink is None or ink in reported or ink in evidence.source.inks:
            continue
        if ink[3] >= 0.5 and sum(ink[:3]) > 0:
            reported.add(ink)
            yield Sighting(f"a path in {_named(ink)}", _place(number, painted))


@check(
    "press/overprint",
    Severity.FAIL,
    rationale="Black text that knocks out shows white edges where plates do not meet; what else "
    "overprints changes its colour, and white disappears.",
    hint="print the PDF with the press again",
)
def overprint(evidence: Document) -> Iterator[Sighting]:
    """Black text does not overprint, or something else does."""
    reported: set[str] = set()
    for number, painted in evidence.printed:
        black = painted.kind == "text" and painted.ink == BLACK
        state = painted.state.overprint
        if black and not (state.fill and state.mode == 1):
            message = "black text knocks out"
        elif not black and painted.kind != "image" and (state.fill or state.stroke):
            message = f"a {painted.kind} that is not black text overprints"
        else:
            continue
        if message not in reported:
            reported.add(message)
            yield Sighting(message, whole_page(number))


@check(
    "press/total-ink",
    Severity.FAIL,
    rationale="More ink than the paper bears does not dry, and sets off on the next sheet.",
    hint="use lighter inks, or a picture that is separated for the condition",
)
def total_ink(evidence: Document) -> Iterator[Sighting]:
    """More ink lies on one spot than the printing condition allows."""
    most = evidence.ink_limit
    if most is None:
        raise CannotCheck("the edition is made for no printing condition")
    reported: set[str] = set()
    for number, painted, amount in (*_amounts(evidence), *_of_gradients(evidence)):
        message = f"{amount:.0f} % of ink, where {most:g} % is the most"
        if amount > most + 0.5 and message not in reported:
            reported.add(message)
            yield Sighting(message, _place(number, painted))


@check(
    "press/resolution",
    Severity.FAIL,
    rationale="A screen of 60 lines/cm needs about two pixels for each line, 300 dpi: below that a "
    "print shop sends the file back, or prints what looks out of focus.",
    hint="use a larger picture, or print it smaller",
)
def resolution(evidence: Document) -> Iterator[Sighting]:
    """A picture has too few pixels for the screen of the press."""
    yield from coarse_images(evidence)


@check(
    "press/hairlines",
    Severity.FAIL,
    rationale="Lines below 0.2 pt break up on the plate, and those of no width are as thin as the "
    "device can.",
    hint="make the line wider in the stylesheet",
)
def hairlines(evidence: Document) -> Iterator[Sighting]:
    """A line is thinner than it can be printed."""
    least = evidence.profile.limit("thinnest-line")
    for number, painted in evidence.painted:
        if painted.kind != "path" or painted.box is None or painted.box.is_empty:
            continue
        if painted.operator in STROKE_ONLY:
            width = painted.line_width
        else:
            width = min(painted.box.width, painted.box.height)
        if width < least - 0.005:
            message = f"a line of {width:.2f} pt, where {least:g} pt is the least"
            yield Sighting(message, _place(number, painted))


def _amounts(evidence: Document) -> Iterator[tuple[int, Painted, float]]:
    """All that is printed, with the most ink that lies on one spot there (per cent)."""
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
    """What lies on a spot where an ink is multiplied with its ground (ISO 32000-1, 11.3.5.2)."""
    cyan, magenta, yellow, black = (
        1 - (1 - one) * (1 - other) for one, other in zip(ink, ground, strict=True)
    )
    return cyan, magenta, yellow, black


def _of_gradients(evidence: Document) -> Iterator[tuple[int, Painted, float]]:
    """The gradients, be they painted by an operator or as a pattern, with their most ink."""
    for number, painted in evidence.printed:
        shading = painted.item if painted.kind == "shading" else None
        if painted.fill.pattern and painted.operator in FILLS:
            patterns = painted.resources.get("/Pattern", Dictionary())
            shading = patterns.get(painted.fill.pattern, Dictionary()).get("/Shading")
        if shading is not None:
            yield number, painted, 100 * most_ink_of(shading)


def _ground(page: int, box: Rectangle, grounds: list[tuple[int, Rectangle, Ink]]) -> Ink:
    """The ink that lies below text that begins in `box`."""
    for number, area, ink in reversed(grounds):
        if number == page and area.overlaps(box):
            return ink
    return (0.0, 0.0, 0.0, 0.0)


def _most_ink(painted: Painted) -> float:
    """The most ink on a pixel of an image (per cent); one in RGB has none yet."""
    if painted.item.get("/ColorSpace") == "/DeviceRGB":
        return 0.0
    try:
        samples = samples_of(painted.item)
    except ValueError as error:
        raise CannotCheck(f"a picture cannot be read: {error}") from None
    if samples.mode == "L":
        return 100 - 100 * float(samples.getextrema()[0]) / 255  # type: ignore[arg-type]
    channels = dict(zip("cmyk", samples.split(), strict=True))
    total = ImageMath.lambda_eval(lambda of: of["c"] + of["m"] + of["y"] + of["k"], **channels)
    return 100 * float(total.getextrema()[1]) / 255


def _place(page: int, painted: Painted) -> PageRectangle:
    return PageRectangle(page, painted.box) if painted.box else whole_page(page)


def _named(ink: Ink) -> str:
    return " ".join(f"{name}{100 * part:g}" for name, part in zip("CMYK", ink, strict=True))
