"""Where the layout put each text: what the renderer knows and the PDF does not say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

PT_PER_PX = 0.75

NEARLY = 0.5
"""px by which text may reach beyond its box: the rounding of the layout."""


@dataclass(frozen=True)
class Placement:
    """A text, or the part of it that stands on one page or in one column."""

    source: str
    """FILE:LINE, as the page names it."""
    language: str
    tag: str
    """The HTML element."""
    page: int
    """From 1."""
    left: float
    """pt from the lower left corner of the page, as are the others."""
    bottom: float
    right: float
    top: float
    lines: int
    overset: float = 0.0
    """pt by which it reaches beyond the foot of the box or of the page area that should hold it."""


@dataclass(frozen=True)
class PageArea:
    """What a page leaves within its margins; pt from the lower left corner."""

    width: float
    height: float
    left: float
    bottom: float
    right: float
    top: float


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
        foot = box.content_box_y() + box.height
        found += _below(box, number, height, foot)
    return tuple(found), tuple(areas)


def _below(box: Any, page: int, height: float, foot: float) -> Iterator[Placement]:
    """The texts below `box`; `foot` (px) is as far down as they may reach."""
    from weasyprint.formatting_structure import boxes

    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox):
            continue
        if isinstance(child, boxes.BlockBox) and _is_bounded(child):
            foot_of_child = min(foot, child.content_box_y() + child.height)
        else:
            foot_of_child = foot
        source = child.element.get("data-src") if child.element is not None else None
        if source and child.element_tag == child.element.tag:
            yield _placement(child, source, page, height, foot)
        else:
            yield from _below(child, page, height, foot_of_child)


def _is_bounded(box: Any) -> bool:
    """Whether a box has a height of its own that its text must fit."""
    return bool(box.style["height"] != "auto" or box.style["max_height"].value != float("inf"))


def _placement(box: Any, source: str, page: int, height: float, foot: float) -> Placement:
    top, bottom = box.position_y, box.position_y + box.margin_height()
    if hasattr(box, "border_box_y"):
        top = box.border_box_y()
        bottom = top + box.border_height()
    left, width = box.position_x, box.margin_width()
    lines = list(_lines(box))
    inner = max((line.position_y + line.height for line in lines), default=bottom)
    beyond = max(bottom, inner) - foot
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


def _lines(box: Any) -> Iterator[Any]:
    from weasyprint.formatting_structure import boxes

    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox):
            yield child
        else:
            yield from _lines(child)
