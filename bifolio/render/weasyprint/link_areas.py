"""Gives links the area of their words.

The renderer makes a link as high as the line-height of its box, which may be 0, and makes one more
of every element within it. Here each part of a link on a line has one area, around its glyphs: PDF
viewers look for a click in the rectangle of an annotation (ISO 32000-1, 12.5.6.5), and not all of
them in its QuadPoints (PDFium's `FPDFLink_GetLinkAtPoint` does not), so a link over two lines has
two annotations. What it reads is private to WeasyPrint, and pinned by tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint.anchors import rectangle_aabb
from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from bifolio.render.weasyprint.version import require_version

ASCENT, DESCENT = 0.88, 0.22
"""em above and below the baseline that an area has at least: the body of an ideograph, and room for
a descender. Together they are less than the leading of running text, so lines stay apart."""

Rectangle = tuple[float, float, float, float]
"""Left, top, right and bottom (px from the upper left corner of the page)."""


def give_areas(document: Any) -> None:
    """Give every link on the pages of `document` the area of its words, on each line.

    A link that is a block of its own keeps the area of the block. Raises `WrongRenderer` under
    another version of WeasyPrint. Idempotent.
    """
    require_version()
    for page in document.pages:
        words = dict(_areas(page._page_box, None))
        page.links[:] = [
            (kind, target, words.get(box, rectangle), box)
            for kind, target, rectangle, box in page.links
            # What only inherits its link is within the area of the element that has it.
            if box.link and (box in words or not isinstance(box, boxes.InlineBox))
        ]


def upright(pdf: pydyf.PDF) -> None:
    """Write every area from its lower left corner to its upper right one.

    Readers have to know the other ways (ISO 32000-1, 7.9.5), and not all of them do.
    """
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Subtype") == "/Link":
            left, top, right, bottom = item["Rect"]
            item["Rect"] = pydyf.Array(
                (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
            )


def _areas(box: Any, matrix: Any) -> Iterator[tuple[Any, Rectangle]]:
    """The inline boxes below `box` that are links, each with the area of its words."""
    own = getattr(box, "transformation_matrix", None)
    if own:
        matrix = own @ matrix if matrix else own
    if box.link and isinstance(box, boxes.InlineBox):
        parts = list(_parts(box))
        if parts:
            left, top, right, bottom = _around(parts)
            yield box, rectangle_aabb(matrix, left, top, right - left, bottom - top)
    for child in box.all_children():
        yield from _areas(child, matrix)


def _parts(box: Any) -> Iterator[Rectangle]:
    """The rectangles of the texts and of the pictures or blocks in an inline box."""
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            if child.text.strip():
                yield _of_text(child)
        elif isinstance(child, boxes.InlineBox):
            yield from _parts(child)
        elif child.is_in_normal_flow():
            left, top, width, height = child.hit_area()
            yield left, top, left + width, top + height


def _of_text(box: Any) -> Rectangle:
    """The rectangle of a text: as wide as it is set, as high as its type and its ink."""
    size = box.style["font_size"]
    above, below = _ink(box)
    base = box.position_y + box.baseline
    return (
        box.position_x,
        base - max(above, ASCENT * size),
        box.position_x + box.width,
        base + max(below, DESCENT * size),
    )


def _ink(box: Any) -> tuple[float, float]:
    """How far the glyphs of a text reach above and below its baseline (px)."""
    layout = box.pango_layout
    layout.reactivate(box.style)
    line, _ = layout.get_first_line()
    ink = ffi.new("PangoRectangle *")
    pango.pango_layout_line_get_extents(line, ink, ffi.NULL)
    layout.deactivate()
    return -ink.y * FROM_UNITS, (ink.y + ink.height) * FROM_UNITS


def _around(parts: list[Rectangle]) -> Rectangle:
    lefts, tops, rights, bottoms = zip(*parts, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
