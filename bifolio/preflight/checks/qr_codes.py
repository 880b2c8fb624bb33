"""QR codes: on the page module by module as their addresses make them, and large enough."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

from PIL import Image

from bifolio.document.blocks.qr_code import LEAST_MODULE, QUIET, CodeAlternative, Symbol
from bifolio.document.passage import ANY_LANGUAGE
from bifolio.pdf.geometry import Rectangle
from bifolio.preflight.document import fold, place_of
from bifolio.preflight.drawn_pages import PICTURE_SCALE
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Severity, Sighting
from bifolio.preflight.registry import check
from bifolio.text.runs import Content

MM_PER_PT = 25.4 / 72

ROUNDING = 0.005
"""mm."""

LEAST_CONTRAST = 0.4
"""Of white; the least symbol contrast of grade B (ISO/IEC 15415:2011, 7.8.3) is 0.55, of C 0.4."""


@check("images/qr-code", Severity.FAIL)
def readable(evidence: Evidence) -> Iterator[Sighting]:
    """A QR code is not on the page, or cannot be read.

    Why: A code with modules that are covered, too small or too pale, or without its clear margin,
    leads nowhere (ISO/IEC 18004), which nobody sees without a telephone.
    Fix: keep other things off the code and its margin, and its colour dark; or enlarge it with
    `size:`
    """
    for content, symbol in _codes(evidence):
        shown = [
            element
            for element in evidence.elements
            if element.tag == "Figure" and fold(element.alternate) == fold(content.text)
        ]
        if not shown and content.id not in evidence.too_long:  # see text/overset
            message = "the code is not on the page"
            yield Sighting(message, None, content.place, content.language, unit=content.unit)
        for element in shown:
            if element.box is None:
                continue
            picture = evidence.pictures[(element.page or 1) - 1]
            for message in _errors(symbol, element.box, picture):
                place = place_of(element)
                yield Sighting(message, place, content.place, content.language, unit=content.unit)


def _codes(evidence: Evidence) -> Iterator[tuple[Content, Symbol]]:
    """The alternative text of each code of the edition, and its modules."""
    source = evidence.source
    for unit in source.manuscript.units():
        if isinstance(unit, CodeAlternative):
            is_one = ANY_LANGUAGE in unit.addresses
            for language in source.languages[:1] if is_one else source.languages:
                symbol = unit.symbol(language)
                if symbol and (unit.id, language) in source.copy:
                    yield source.copy[unit.id, language], symbol


def _errors(symbol: Symbol, box: Rectangle, page: Image.Image) -> Iterator[str]:
    """What makes the code in `box` unreadable, which is `symbol` with its quiet zone."""
    across = symbol.modules + 2 * QUIET
    module = box.width / across
    if module * MM_PER_PT < LEAST_MODULE - ROUNDING:
        yield f"its modules are {module * MM_PER_PT:.2f} mm wide, below {LEAST_MODULE} mm"
    dark: list[int] = []
    light: list[int] = []
    quiet: list[int] = []
    for y in range(across):
        for x in range(across):
            at = (box.left + (x + 0.5) * module, box.top - (y + 0.5) * module)
            value = _lightness(page, *at)
            row, column = y - QUIET, x - QUIET
            if not (0 <= row < symbol.modules and 0 <= column < symbol.modules):
                quiet.append(value)
            else:
                (dark if symbol.rows[row][column] else light).append(value)
    middle = (fmean(dark) + fmean(light)) / 2
    if fmean(light) - fmean(dark) < LEAST_CONTRAST * 255:
        yield "it has too little contrast with the paper"
        return
    wrong = sum(each >= middle for each in dark) + sum(each < middle for each in light)
    if wrong:
        yield f"{wrong} of its {symbol.modules**2} modules differ: something covers them"
    if any(each < middle for each in quiet):
        yield f"its margin of {QUIET} modules is not clear"


def _lightness(page: Image.Image, x: float, y: float) -> int:
    """The lightness at a point of a page, of 255; outside of the page there is none."""
    column, row = int(x * PICTURE_SCALE), int(page.height - y * PICTURE_SCALE)
    if not (0 <= column < page.width and 0 <= row < page.height):
        return 0
    value = page.getpixel((column, row))
    if isinstance(value, tuple):
        red, green, blue = value[:3]
        return round(0.299 * red + 0.587 * green + 0.114 * blue)
    return int(value or 0)
