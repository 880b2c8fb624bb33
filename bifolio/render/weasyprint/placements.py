"""Reads from the boxes of a layout where it put each text, which the PDF does not say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bifolio.pdf.placements import PageArea, Placement

PT_PER_PX = 0.75

NEARLY = 0.5
"""px by which text may reach beyond its box: the rounding of the layout."""

TRAILING = 0.2
"""em of letter spacing, or of a space, that a line may have after its last letter."""


def placements(document: Any) -> tuple[tuple[Placement, ...], tuple[PageArea, ...]]:
    """Return the texts of a layout in the order of the page tree, and the areas of its pages."""
    found: list[Placement] = []
    areas: list[PageArea] = []
    for number, page in enumerate(document.pages, 1):
        box = page._page_box
        height = box.margin_height()
        areas.append(
            PageArea(
                box.margin_width() * PT_PER_PX,
                height * PT_PER_PX,
                box.content_box_x() * PT_PER_PX,
                (height - box.content_box_y() - box.height) * PT_PER_PX,
                (box.content_box_x() + box.width) * PT_PER_PX,
                (height - box.content_box_y()) * PT_PER_PX,
            )
        )
        bounds = box.content_box_x() + box.width, box.content_box_y() + box.height
        found += _below(box, number, height, bounds)
    return tuple(found), tuple(areas)


Bounds = tuple[float, float]
"""px from the upper left corner of the page: as far right, and as far down, as text may reach."""


def _below(
    box: Any, page: int, height: float, bounds: Bounds, around: tuple[str, ...] = ()
) -> Iterator[Placement]:
    """The texts below `box`, within the elements `around`; they may reach as far as `bounds`."""
    from weasyprint.formatting_structure import boxes

    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox):
            continue
        child = getattr(child, "_box", child)  # what is placed absolutely stands in a wrapper
        inner = _within(child, bounds) if isinstance(child, boxes.BlockBox) else bounds
        source = child.element.get("data-src") if child.element is not None else None
        if source and child.element_tag == child.element.tag:
            yield replace(_placement(child, source, page, height, inner), around=around)
        else:
            names = () if child.element is None else (str(child.element.tag),)
            yield from _below(child, page, height, inner, around + names)


def _within(box: Any, bounds: Bounds) -> Bounds:
    """The bounds within a box: it is as wide as it is, and as high as it is told to be."""
    right, foot = bounds
    style = box.style
    right = min(right, box.content_box_x() + box.width)
    if style["height"] != "auto" or style["max_height"].value != float("inf"):
        foot = min(foot, box.content_box_y() + _asked_height(box))
    return right, foot


def _asked_height(box: Any) -> float:
    """The height of the content that a box asks for (px).

    One that is cut at the foot of its page is made as high as the page, and loses its padding
    there, whatever it asks for.
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


def _placement(box: Any, source: str, page: int, height: float, bounds: Bounds) -> Placement:
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
    return Placement(
        source,
        box.style["lang"] or "",
        box.element.tag,
        page,
        left * PT_PER_PX,
        (height - bottom) * PT_PER_PX,
        (left + width) * PT_PER_PX,
        (height - top) * PT_PER_PX,
        len(lines),
        beyond * PT_PER_PX if beyond > NEARLY else 0.0,
    )


def _inked_right(line: Any) -> float:
    """Where the words of a line end (px), but for the space that may follow the last of them."""
    ends = [
        box.position_x
        + box.width
        - TRAILING * box.style["font_size"] * (1 + box.text.endswith(" "))
        for box in _texts(line)
        if box.text.strip()
    ]
    return max(ends, default=float("-inf"))


def _texts(box: Any) -> Iterator[Any]:
    from weasyprint.formatting_structure import boxes

    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.TextBox):
            yield child
        else:
            yield from _texts(child)


def _lines(box: Any) -> Iterator[Any]:
    from weasyprint.formatting_structure import boxes

    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox):
            yield child
        else:
            yield from _lines(child)
