"""Reads the place of each text from the boxes of a layout.

An element with the id of a unit as `data-unit` holds its text, in the language of the element. Each
place has the numbers of its marked contents, which identify the text in the finished PDF. The boxes
are private to WeasyPrint 70.0; guarded by `tests/render/test_placements.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes

from bifolio.pdf.geometry import Rectangle
from bifolio.text.placements import PageArea, Placements, ShortLine, TextPlacement
from bifolio.text.runs import TextId

UNIT = "data-unit"
"""The attribute with the id of the unit whose text an element holds."""

PT_PER_PX = 0.75

NEARLY = 0.5
"""px by which text may reach beyond its box: the rounding of the layout."""

TRAILING = 0.2
"""em of letter spacing, or of a space, that a line may have after its last letter."""


def note_contents(numbers: Mapping[Any, Mapping[str, Any]]) -> None:
    """Store in each box of a page the number of its marked content, from those of the renderer."""
    for box, noted in numbers.items():
        box.marked_content = noted["mcid"]


def placements(document: Any, tree: Element) -> Placements:
    """Return where the texts of the HTML `tree` are in its layout, after its PDF was written."""
    found: list[TextPlacement] = []
    areas: list[PageArea] = []
    numbers: dict[Any, int] = {}
    for number, page in enumerate(document.pages, 1):
        box = page._page_box
        height = box.margin_height()
        areas.append(
            PageArea(
                box.margin_width() * PT_PER_PX,
                height * PT_PER_PX,
                Rectangle(
                    box.content_box_x() * PT_PER_PX,
                    (height - box.content_box_y() - box.height) * PT_PER_PX,
                    (box.content_box_x() + box.width) * PT_PER_PX,
                    (height - box.content_box_y()) * PT_PER_PX,
                ),
                tuple(_short_lines(box, height)),
                tuple(_broken_lines(box, height)),
                bool(box.page_type.blank),
                _continues(document, number),
            )
        )
        bounds = box.content_box_x() + box.width, box.content_box_y() + box.height
        found += _below(box, number, height, bounds, numbers)
    body = tree.find("body")
    facing = body is not None and "data-facing-pages" in body.attrib
    running, repeated = frozenset(_running(tree)), frozenset(_repeated(tree))
    return Placements(tuple(found), tuple(areas), running, repeated, has_facing_pages=facing)


def _continues(document: Any, number: int) -> bool:
    """Whether a page begins with the rest of the last part of the body on the page before."""
    if number == 1:
        return False
    before, here = (_parts_of_body(document.pages[at]._page_box) for at in (number - 2, number - 1))
    return bool(before and here) and before[-1] is here[0]


def _parts_of_body(page: Any) -> list[Element]:
    """The elements of the children of the body that have a box in the flow of a page.

    A page that is left blank before a spread has no body.
    """
    return [
        each.element
        for root in page.children[:1]
        for body in root.children[:1]
        for each in body.children
        if each.is_in_normal_flow()
    ]


def _short_lines(page: Any, height: float) -> Iterator[ShortLine]:
    """The lines of a page with a float at their right."""
    for line, right, floats in [*_lines_with_floats(page, [])]:
        top, foot = line.position_y + NEARLY, line.position_y + line.height - NEARLY
        edges = [
            each.position_x
            for each in floats
            if each.position_y < foot and top < each.position_y + each.margin_height()
        ]
        edge = min((edge for edge in edges if edge > line.position_x), default=right)
        if edge < right - NEARLY:
            yield ShortLine(_line(line, edge, height), (right - edge) * PT_PER_PX)


def _broken_lines(page: Any, height: float) -> Iterator[Rectangle]:
    """The lines of a page that end with a `br`, with marks that hang at their left."""
    for line, right, _ in _lines_with_floats(page, []):
        if any(each.element_tag == "br" for each in line.descendants()):
            found = _line(line, right, height)
            yield found._replace(left=found.left - line.height * PT_PER_PX)


def _line(line: Any, right: float, height: float) -> Rectangle:
    """The rectangle of a line (pt) up to `right` (px), on a page of `height` px."""
    return Rectangle(
        line.position_x * PT_PER_PX,
        (height - line.position_y - line.height) * PT_PER_PX,
        right * PT_PER_PX,
        (height - line.position_y) * PT_PER_PX,
    )


def _lines_with_floats(box: Any, floats: list[Any]) -> Iterator[tuple[Any, float, list[Any]]]:
    """Each line below `box`, the right edge of its block (px), and the floats beside that block.

    `floats` are those of the block formatting context (CSS 2.2, 9.4.1), and grow.
    """
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)  # absolutely positioned boxes are in a wrapper
        if child.is_floated():
            floats.append(child)
        if isinstance(child, boxes.LineBox):
            yield child, box.content_box_x() + box.width, floats
        own = [] if child.establishes_formatting_context() else floats
        yield from _lines_with_floats(child, own)


def _running(tree: Element) -> Iterator[TextId]:
    """The texts in running elements."""
    for running in (each for each in tree.iter() if "data-running" in each.attrib):
        for each in running.iter():
            if unit := each.get(UNIT):
                yield TextId(unit, each.get("lang", running.get("lang", "")))


def _repeated(tree: Element) -> Iterator[TextId]:
    """The texts that elements say again."""
    for each in tree.iter():
        if unit := each.get("data-repeats"):
            yield TextId(unit, each.get("lang", ""))


Bounds = tuple[float, float]
"""px from the upper left corner of the page: as far right, and as far down, as text may reach."""


def _below(
    box: Any,
    page: int,
    height: float,
    bounds: Bounds,
    numbers: dict[Any, int],
    around: tuple[str, ...] = (),
) -> Iterator[TextPlacement]:
    """The texts below `box`, within the elements `around`; they may reach as far as `bounds`.

    `numbers` are those of the elements that were found before, and grow.
    """
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox):
            continue
        child = getattr(child, "_box", child)  # absolutely positioned boxes are in a wrapper
        inner = _within(child, bounds) if isinstance(child, boxes.BlockBox) else bounds
        element = child.element
        if element is not None and element.get(UNIT) and child.element_tag == element.tag:
            number = numbers.setdefault(element, len(numbers))
            yield replace(_placement(child, number, page, height, inner), around=around)
        else:
            names = () if element is None else (str(element.tag),)
            yield from _below(child, page, height, inner, numbers, around + names)


def _within(box: Any, bounds: Bounds) -> Bounds:
    """The bounds within a box: its width, and the height that its style asks for."""
    right, foot = bounds
    style = box.style
    right = min(right, box.content_box_x() + box.width)
    if style["height"] != "auto" or style["max_height"].value != float("inf"):
        foot = min(foot, box.content_box_y() + _asked_height(box))
    return right, foot


def _asked_height(box: Any) -> float:
    """The height of the content that the style of a box asks for (px).

    The renderer makes a box that is cut at the foot of its page as high as the page, without its
    padding there.
    """
    style = box.style
    asked = style["height"]
    if asked == "auto" or asked.unit != "px":
        return float(box.height)
    edges = (style["padding_top"], style["padding_bottom"])
    padding = sum(edge.value for edge in edges if edge.unit == "px")
    borders = style["border_top_width"] + style["border_bottom_width"]
    around = padding + borders if style["box_sizing"] == "border-box" else 0.0
    return float(min(box.height, asked.value - around))


def _placement(box: Any, element: int, page: int, height: float, bounds: Bounds) -> TextPlacement:
    top, bottom = box.position_y, box.position_y + box.margin_height()
    if hasattr(box, "border_box_y"):
        top = box.border_box_y()
        bottom = top + box.border_height()
    left, width = box.position_x, box.margin_width()
    lines = list(_lines(box))
    right, foot = bounds
    beyond = max(
        [bottom - foot, *(line.position_y + line.height - foot for line in lines)]
        + [_inked_right(line) - right for line in lines]
    )
    return TextPlacement(
        TextId(box.element.get(UNIT), box.style["lang"] or ""),
        element,
        box.element.tag,
        page,
        Rectangle(
            left * PT_PER_PX,
            (height - bottom) * PT_PER_PX,
            (left + width) * PT_PER_PX,
            (height - top) * PT_PER_PX,
        ),
        len(lines),
        beyond * PT_PER_PX if beyond > NEARLY else 0.0,
        contents=frozenset(
            each.marked_content for each in _texts(box) if hasattr(each, "marked_content")
        ),
        is_ragged=box.style["text_align_all"] != "justify",
    )


def _inked_right(line: Any) -> float:
    """Where the words of a line end (px), without the space that may follow the last one."""
    ends = [
        box.position_x
        + box.width
        - TRAILING * box.style["font_size"] * (1 + box.text.endswith(" "))
        for box in _texts(line)
        if box.text.strip()
    ]
    return max(ends, default=float("-inf"))


def _texts(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)
        if isinstance(child, boxes.TextBox):
            yield child
        else:
            yield from _texts(child)


def _lines(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox):
            yield child
        else:
            yield from _lines(child)
