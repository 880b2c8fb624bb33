"""The house eu: the emblem of the European Union (Regulation (EU) 821/2014, Art. 3 to 5)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import product
from math import cos, pi, sin

import pikepdf
from PIL import Image

from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.pdf.structure import Element, elements_of
from bifolio.preflight.checks.colours import INK_ROUNDING, is_near
from bifolio.preflight.document import Document
from bifolio.preflight.drawn_pages import PICTURE_SCALE, Colour, colours_of
from bifolio.preflight.evidence import Evidence, SheetsEvidence
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.imposed_sheets import sides_of
from bifolio.preflight.registry import check

PT_PER_CM = 72 / 2.54

EMBLEM, STATEMENT = "emblem", "emblem-statement"
"""The ids of the units that name the emblem and its statement."""

RATIO = 1.5
BESIDE = 1.0
"""Heights of the emblem; the statement has to be within this distance."""
CLEAR = 0.15
"""Heights of the emblem; its clear space."""
BORDER = 1 / 25
"""Heights of the emblem; the width of a white border on a coloured background."""
PIXEL = 2 / PICTURE_SCALE
"""pt; the blur of the edge of the emblem in pictures of pages."""
BLUE, YELLOW = (0, 51, 153), (255, 204, 0)
BLUE_INK, YELLOW_INK = (1, 0.8, 0, 0), (0, 0, 1, 0)
TOLERANCE = 12.0
"""Of 255: the deviation of colours in pictures of pages."""


def emblems(evidence: Evidence, elements: Iterable[Element] | None = None) -> list[PageRectangle]:
    """The boxes of the figures that are the emblem, among `elements`; default: of the PDF."""
    copy = evidence.source.copy
    alternates = {content.text for (unit, _), content in copy.items() if unit == EMBLEM}
    return [
        PageRectangle(element.page or 1, element.box)
        for element in (evidence.elements if elements is None else elements)
        if element.tag == "Figure" and element.alternate in alternates and element.box
    ]


def _heights(evidence: Evidence) -> Iterator[tuple[float, PageRectangle]]:
    """The height of each emblem (pt), and where it is: on a page, or on a side of a sheet."""
    yield from ((box.rectangle.height, box) for box in emblems(evidence))
    if isinstance(evidence, SheetsEvidence):
        pages = pikepdf.open(io.BytesIO(evidence.pages_of))
        boxes = emblems(evidence, elements_of(pages))
        for side in sides_of(evidence.document, pages, evidence.sheets):
            for laid, box in product(side.laid, boxes):
                if box.page == laid.page:
                    yield box.rectangle.height * laid.scale, whole_page(laid.side)


@check("identity/emblem-present", Severity.FAIL)
def present(evidence: Evidence) -> Iterator[Sighting]:
    """The emblem of the source is not in the PDF.

    Why: Recipients of EU funding have to display the emblem.
    Fix: use `house.mark()` in the layout
    """
    if any(unit == EMBLEM for unit, _ in evidence.source.copy) and not emblems(evidence):
        yield Sighting("the emblem is not on any page")


@check("identity/emblem-height", Severity.FAIL)
def height(evidence: Evidence) -> Iterator[Sighting]:
    """The emblem is less than 1 cm high on a page, or on an imposed sheet that scales the page.

    Why: The minimum height of the emblem is 1 cm (EU funding rules).
    Fix: enlarge it in the layout; on sheets, put fewer pages on each side
    """
    for found, box in dict.fromkeys(_heights(evidence)):
        if found < PT_PER_CM * 0.999:
            yield Sighting(f"the emblem is {found / PT_PER_CM:.2f} cm high", box)


@check("identity/emblem-unaltered", Severity.FAIL)
def unaltered(evidence: Evidence) -> Iterator[Sighting]:
    """The emblem has a wrong aspect ratio, background colour or stars.

    Why: The emblem must not be altered: 3 : 2, twelve yellow stars on blue.
    Fix: use layouts/houses/eu/emblem.svg unchanged
    """
    for box in emblems(evidence):
        height = box.rectangle.height
        ratio = box.rectangle.width / height
        if abs(ratio / RATIO - 1) > 0.01:
            yield Sighting(f"the emblem is {ratio:.2f} times as wide as high", box)
            continue
        if evidence.source.settings.for_press:
            inks = _inks_in(box, evidence)
            if not is_near(BLUE_INK, inks, INK_ROUNDING):
                yield Sighting("the background of the emblem is not blue", box)
            if not is_near(YELLOW_INK, inks, INK_ROUNDING):
                yield Sighting("the stars of the emblem are not yellow", box)
            continue
        picture = evidence.pictures[box.page - 1]
        left, bottom, right, top = box.rectangle
        middle = (left + right) / 2, (bottom + top) / 2
        ground = [middle, *_on_circle(middle, height / 3, first=0.5)]
        # The commonest colours around each point, within the size of a star.
        found = [_colours_at(picture, at, height / 72)[:1] for at in ground]
        if not all(each and is_near(each[0], [BLUE], TOLERANCE) for each in found):
            yield Sighting("the background of the emblem is not blue", box)
        stars = _on_circle(middle, height / 3, first=0)
        if not all(any(map(_is_yellow, _colours_at(picture, at, height / 40))) for at in stars):
            yield Sighting("the emblem does not have twelve yellow stars in their places", box)


@check("identity/emblem-statement", Severity.FAIL)
def statement(evidence: Evidence) -> Iterator[Sighting]:
    """The funding statement in a language of the edition is not next to the emblem.

    On a page that is in one of the languages, the statement in that language is enough.

    Why: The statement accompanies the emblem and is never separated from it.
    Fix: use `house.mark()` in the layout, which has both
    """
    for box in emblems(evidence):
        on_page = {
            block.language
            for block in evidence.blocks
            if block.page == box.page and block.unit != STATEMENT
        }
        reach = box.rectangle.height * BESIDE
        beside = PageRectangle(box.page, box.rectangle.grown(reach))
        near = {
            block.language
            for block in evidence.blocks
            if block.unit == STATEMENT and block.box.shares_area(beside)
        }
        expected = [language for language in evidence.languages if language in on_page]
        for language in expected or evidence.languages:
            if (STATEMENT, language) in evidence.source.copy and language not in near:
                message = f"the {language} statement is not next to the emblem"
                yield Sighting(message, box, language=language)


@check("identity/emblem-clear", Severity.FAIL)
def clear(evidence: Evidence) -> Iterator[Sighting]:
    """Text, a picture or a rule is in the clear space of the emblem, or on the emblem.

    Why: Only the funding statement may be close to the emblem.
    Fix: give it more space in the layout
    """
    for box in emblems(evidence):
        reach = box.rectangle.height * CLEAR
        around = PageRectangle(box.page, box.rectangle.grown(reach))
        near = {
            id(block): block
            for block, _, line in evidence.lines
            if PageRectangle(block.page, line).shares_area(around)
        }
        for block in near.values():
            if block.unit != STATEMENT or block.box.shares_area(box):
                yield Sighting(f"'{block.words[:24]}' is too close to the emblem", block.box)
        if _is_crowded(evidence.grounds[box.page - 1], box.rectangle):
            yield Sighting("graphics are too close to the emblem", around)


def _on_circle(
    middle: tuple[float, float], radius: float, *, first: float
) -> list[tuple[float, float]]:
    """Twelve points at the hours of a clock, `first` hours later."""
    turns = (2 * pi * (hour + first) / 12 for hour in range(12))
    return [(middle[0] + radius * sin(turn), middle[1] + radius * cos(turn)) for turn in turns]


def _colours_at(picture: Image.Image, at: tuple[float, float], reach: float) -> list[Colour]:
    """The colours within `reach` of a point (pt), the most frequent first."""
    return [colour for _, colour in colours_of(picture, Rectangle(*at, *at).grown(reach))]


def _is_yellow(colour: Colour) -> bool:
    """Whether a colour is closer to the stars than to their background: small stars blur."""
    yellow, blue = (
        sum((one - other) ** 2 for one, other in zip(colour, each, strict=True))
        for each in (YELLOW, BLUE)
    )
    return yellow < blue and colour[2] < colour[0]


def _is_crowded(ground: Image.Image, box: Rectangle) -> bool:
    """Whether the strips around the emblem, beyond a white border, have more than one colour."""
    height = box.height
    inner, outer = height * BORDER + PIXEL, height * CLEAR
    left, right = box.left - outer, box.right + outer
    strips = (
        Rectangle(left, box.top + inner, right, box.top + outer),
        Rectangle(left, box.bottom - outer, right, box.bottom - inner),
        Rectangle(left, box.bottom, box.left - inner, box.top),
        Rectangle(box.right + inner, box.bottom, right, box.top),
    )
    colours = [colour for strip in strips for _, colour in colours_of(ground, strip)]
    return not all(is_near(colour, colours[:1], TOLERANCE) for colour in colours)


def _inks_in(box: PageRectangle, evidence: Document) -> set[tuple[float, ...]]:
    """The inks of the paths that lie wholly in a box."""
    around = box.rectangle.grown(1)
    return {
        painted.fill[1]
        for number, painted in evidence.painted
        if number == box.page
        and painted.kind == "path"
        and painted.box is not None
        and painted.box.within(around) == painted.box
    }
