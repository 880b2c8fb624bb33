"""Measures how high the parts of a text are in a layout, and shares them out.

The boxes are private to WeasyPrint 70.0; guarded by `tests/render/test_sharing.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes

from bifolio.render.facing_pages import FacingPages, breaks_of, facing_pages, row_extents
from bifolio.render.sharing import (
    LAYOUTS,
    STEP,
    STEPS,
    Extent,
    Part,
    Sharing,
    fullest,
    shared,
    sharings,
    step_for,
)

HIGH = 1e6
"""px; the height of a place whose style does not say it."""

LESS = 0.97
"""The part of the room of a page that is filled where more does not fit."""

ONE_HIGH_PAGE = "@page { size: var(--paper-width) 50000mm !important }"
"""The style of a page on which texts of any length are measured."""


def share_out(tree: Element, lay_out: Callable[[str], Any]) -> Any:
    """Share out what the page `tree` says over its places, and return its layout.

    `lay_out` makes a layout of the page as it is, with further styles. Type begins at its smallest
    step, and becomes as large as the places have room for.
    """
    for each in sharings(tree):
        _share(each, lambda: lay_out(ONE_HIGH_PAGE))
    facing = next(facing_pages(tree), None)
    return _facing(facing, lay_out) if facing else lay_out("")


def _facing(pages: FacingPages, lay_out: Callable[[str], Any]) -> Any:
    """Lay out facing pages in step.

    Where a page has less room than was measured, such as by margins at its head, all get less.
    """
    document = lay_out(ONE_HIGH_PAGE)
    extents = row_extents(pages, extents_of(document, pages.parts))
    room = min(heights_of(document, pages.pages).values(), default=HIGH)
    for _ in range(LAYOUTS):
        breaks = breaks_of(pages.rows, extents, room)
        made = pages.share(breaks)
        document = lay_out("")
        ends = pairwise((*breaks, len(pages.rows)))
        several = [page for page, (a, b) in zip(made[::2], ends, strict=True) if b - a > 1]
        several += [made[made.index(page) + 1] for page in several]
        if not _go_on(document, several):
            break
        room *= LESS
    return document


def _go_on(document: Any, elements: Collection[Element]) -> bool:
    """Whether one of `elements` is on more than one page."""
    found: list[Element] = [
        each
        for page in document.pages
        for each in {box.element: None for box in _boxes(page._page_box, elements)}
    ]
    return len(found) > len(set(found))


def _share(sharing: Sharing, lay_out: Callable[[], Any]) -> None:
    around, parts = sharing.around, sharing.parts
    step, most = 0, int(around.get(STEPS, "0"))
    for _ in range(LAYOUTS):
        document = lay_out()
        extents = extents_of(document, parts)
        heights = heights_of(document, sharing.places)
        rooms = [heights.get(place, HIGH) for place in sharing.places]
        breaks = shared(extents, parts, rooms)
        fullness = fullest(extents, breaks, rooms)
        if fullness > 1 and step:
            step = most = step - 1  # it was larger than the places have room for
        else:
            now, step = step, step_for(fullness, step, most)
            if step == now:
                break
        around.set(STEP, str(step))
    sharing.share(breaks)


def extents_of(document: Any, parts: Sequence[Part]) -> list[Extent]:
    """Where each of `parts` begins and ends (px) on the page of a layout that has it.

    What has no box of its own begins and ends where the one before it ends, or the first begins.
    """
    elements = {each for part in parts for each in (part.element, part.last)}
    found: dict[Element, Extent] = {}
    for page in document.pages:
        for box in _boxes(page._page_box, elements):
            top = box.border_box_y()
            found.setdefault(box.element, Extent(top, top + box.border_height()))
    head = min((each.top for each in found.values()), default=0.0)
    extents = [Extent(head, head)]
    for part in parts:
        before = Extent(extents[-1].foot, extents[-1].foot)
        begin = found.get(part.element, before)
        extents.append(Extent(begin.top, found.get(part.last, begin).foot))
    return extents[1:]


def heights_of(document: Any, elements: Collection[Element]) -> dict[Element, float]:
    """The heights (px) of the contents of those of `elements` whose style sets a height."""
    return {
        box.element: _height(box)
        for page in document.pages
        for box in _boxes(page._page_box, elements)
        if _asked(box)
    }


def _asked(box: Any) -> float:
    """The height, or the least one, that the style of a box asks for (px); 0 if for none."""
    style = box.style
    asked = style["min_height"] if style["height"] == "auto" else style["height"]
    return float(asked.value) if getattr(asked, "unit", None) == "px" else 0.0


def _height(box: Any) -> float:
    """The height that the style of a box gives to its content; 0 if it gives none."""
    if box.style["box_sizing"] != "border-box":
        return _asked(box)
    around = (box.padding_top, box.padding_bottom, box.border_top_width, box.border_bottom_width)
    return _asked(box) - float(sum(around))


def _boxes(box: Any, elements: Collection[Element]) -> Iterator[Any]:
    """The boxes of `elements` below `box`."""
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)  # absolutely positioned boxes are in a wrapper
        is_own = child.element is not None and child.element_tag == child.element.tag
        if is_own and isinstance(child, boxes.BlockLevelBox) and child.element in elements:
            yield child
        elif not isinstance(child, boxes.LineBox):
            yield from _boxes(child, elements)
