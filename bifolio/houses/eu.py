"""The house eu: the emblem of the European Union, as its rules ask (Reg. 821/2014, Art. 3 to 5)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from math import cos, pi, sin

import pikepdf
from PIL import Image

from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.pdf.structure import Element, elements_of
from bifolio.preflight.document import PICTURE_SCALE, Document, colours_of, line_box
from bifolio.preflight.evidence import Evidence, SheetsEvidence
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.imposed_sheets import sides_of
from bifolio.preflight.registry import check
from bifolio.preflight.source import EditionSource

PT_PER_CM = 72 / 2.54
LEAST_HEIGHT = PT_PER_CM

EMBLEM, STATEMENT = "emblem", "emblem-statement"
"""The ids of the units that name the emblem and its statement."""

RATIO = 1.5
BESIDE = 1.0
"""Heights of the emblem within which its statement has to be."""
CLEAR = 0.15
"""Heights of the emblem around it that are free."""
BORDER = 1 / 25
"""Heights of the emblem that a white border may take, on a coloured ground."""
PIXEL = 2 / PICTURE_SCALE
"""pt that the edge of the emblem may blur."""
BLUE: tuple[float, ...] = (0, 51, 153)
YELLOW: tuple[float, ...] = (255, 204, 0)
BLUE_INK: tuple[float, ...] = (1, 0.8, 0, 0)
YELLOW_INK: tuple[float, ...] = (0, 0, 1, 0)
NEARLY = 12.0
"""Of 255: what pictures of pages make of a colour."""
NEARLY_INK = 0.005


def emblems(evidence: Evidence) -> list[PageRectangle]:
    """The boxes of the figures that are the emblem; none where the publication has none."""
    return _emblems_among(evidence.elements, evidence.source)


def _emblems_among(elements: Iterable[Element], source: EditionSource) -> list[PageRectangle]:
    words = {content.text for (unit, _), content in source.copy.items() if unit == EMBLEM}
    return [
        PageRectangle(element.page or 1, element.box)
        for element in elements
        if element.tag == "Figure" and element.alternate in words and element.box
    ]


def _emblems_on_sheets(evidence: Evidence) -> Iterator[tuple[float, PageRectangle]]:
    """The height of each emblem on imposed sheets (pt), and the side that it is printed on."""
    if not isinstance(evidence, SheetsEvidence):
        return
    pages = pikepdf.open(io.BytesIO(evidence.pages_of))
    boxes = _emblems_among(elements_of(pages), evidence.source)
    for side in sides_of(evidence.document, pages, evidence.sheets):
        for laid in side.laid:
            for box in boxes:
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
    heights = [(box.rectangle.height, box) for box in emblems(evidence)]
    for found, box in dict.fromkeys((*heights, *_emblems_on_sheets(evidence))):
        if found < LEAST_HEIGHT * 0.999:
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
            found = _inks_in(box, evidence)
            if not any(_near(ink, BLUE_INK, NEARLY_INK) for ink in found):
                yield Sighting("the ground of the emblem is not blue", box)
            if not any(_near(ink, YELLOW_INK, NEARLY_INK) for ink in found):
                yield Sighting("the stars of the emblem are not yellow", box)
            continue
        picture = evidence.pictures[box.page - 1]
        left, bottom, right, top = box.rectangle
        middle = (left + right) / 2, (bottom + top) / 2
        ground = [middle, *_on_circle(middle, height / 3, first=0.5)]
        if not all(_near(_commonest(picture, at, height), BLUE) for at in ground):
            yield Sighting("the ground of the emblem is not blue", box)
        stars = _on_circle(middle, height / 3, first=0)
        if not all(_has_star(picture, at, height) for at in stars):
            yield Sighting("the emblem has not twelve yellow stars where they belong", box)


@check("identity/emblem-statement", Severity.FAIL)
def statement(evidence: Evidence) -> Iterator[Sighting]:
    """The funding statement in a language of the edition is not next to the emblem.

    Why: The statement accompanies the emblem and is never separated from it.
    Fix: use `house.mark()` in the layout, which has both
    """
    for box in emblems(evidence):
        reach = box.rectangle.height * BESIDE
        beside = PageRectangle(box.page, box.rectangle.grown(reach))
        near = {
            block.language
            for block in evidence.blocks
            if block.unit == STATEMENT and block.box.shares_area(beside)
        }
        for language in evidence.languages:
            if (STATEMENT, language) in evidence.source.copy and language not in near:
                yield Sighting(f"the {language} statement is not beside it", box, language=language)


@check("identity/emblem-clear", Severity.FAIL)
def clear(evidence: Evidence) -> Iterator[Sighting]:
    """Text, a picture or a rule is in the clear space of the emblem, or on the emblem.

    Why: Only the funding statement may be close to the emblem.
    Fix: give it more space in the layout
    """
    for box in emblems(evidence):
        reach = box.rectangle.height * CLEAR
        around = PageRectangle(box.page, box.rectangle.grown(reach))
        for block in (*evidence.blocks, *evidence.artifacts):
            near = any(
                PageRectangle(block.page, line_box(line)).shares_area(around)
                for line in block.paragraph.lines
            )
            if near and (block.unit != STATEMENT or block.box.shares_area(box)):
                yield Sighting(f"'{block.words[:24]}' is too near to the emblem", block.box)
        if _is_crowded(evidence.grounds[box.page - 1], box.rectangle):
            yield Sighting("something painted is too near to the emblem", around)


def _on_circle(
    middle: tuple[float, float], radius: float, *, first: float
) -> list[tuple[float, float]]:
    """Twelve points at the hours of a clock, or as many hours later as `first` says."""
    turns = (2 * pi * (hour + first) / 12 for hour in range(12))
    return [(middle[0] + radius * sin(turn), middle[1] + radius * cos(turn)) for turn in turns]


def _commonest(picture: Image.Image, at: tuple[float, float], height: float) -> tuple[int, ...]:
    """The colour around a point of the emblem, within what a star would fill."""
    reach = height / 72
    box = Rectangle(*at, *at).grown(reach)
    colours = colours_of(picture, box)
    return colours[0][1] if colours else (0, 0, 0)


def _has_star(picture: Image.Image, at: tuple[float, float], height: float) -> bool:
    """Whether there is yellow in the middle of where a star belongs."""
    reach = height / 40
    box = Rectangle(*at, *at).grown(reach)
    return any(_is_yellow(colour) for _, colour in colours_of(picture, box))


def _is_yellow(colour: tuple[int, ...]) -> bool:
    """Whether a colour is nearer to that of the stars than to their ground: a small star blurs."""
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
    return any(not _near(colour, colours[0]) for colour in colours)


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


def _near(one: tuple[float, ...], other: tuple[float, ...], nearly: float = NEARLY) -> bool:
    return len(one) == len(other) and all(
        abs(a - b) <= nearly for a, b in zip(one, other, strict=True)
    )
