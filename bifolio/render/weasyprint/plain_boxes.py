"""Asks the styles of boxes at less cost than WeasyPrint 70.0.

A layout resolves twenty lengths each time that a box is laid out, nearly all of them in px, and
asks each child several times whether it is in normal flow. Both take a seventh of its time: what
needs neither a percentage nor a function is looked up here without further calls. Guarded by
tests/render/test_plain_boxes.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Any

from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure import boxes
from weasyprint.layout import absolute, block, column, grid, inline, page, percent, table
from weasyprint.layout import float as floats
from weasyprint.layout.percent import (
    adjust_box_sizing,
    resolve_one_percentage,
    resolve_percentages,
)

MODULES = (absolute, block, column, floats, grid, inline, page, percent, table)
"""The modules that have the function under its name."""

ACROSS = (
    "margin_left",
    "margin_right",
    "padding_left",
    "padding_right",
    "width",
    "min_width",
    "max_width",
)
"""Lengths whose percentages are of the width of the containing block."""

ALONG = ("margin_top", "margin_bottom", "padding_top", "padding_bottom")
"""Those whose percentages are of its width, too; of pages, of its height."""

HEIGHTS = ("height", "min_height", "max_height")
LEAST = frozenset({"min_width", "min_height"})
"""Lengths of which `auto` is nothing."""

BORDERS = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")

OUT_OF_FLOW = ("absolute", "fixed")


def ask_styles_plainly() -> None:
    """Replace a function and a method of the renderer; idempotent."""
    if percent.resolve_percentages is resolve_percentages:
        for module in MODULES:
            module.resolve_percentages = _resolve
        boxes.Box.is_in_normal_flow = _is_in_normal_flow


def _resolve(box: Any, containing_block: Any) -> None:
    """Set the lengths of `box` (px) by its style, as `resolve_percentages` does."""
    style = box.style
    if style["border_collapse"] == "collapse":  # some borders are resolved already
        resolve_percentages(box, containing_block)
        return
    if isinstance(containing_block, boxes.Box):
        width, height = containing_block.width, containing_block.height
    else:
        width, height = containing_block
    _set(box, style, ACROSS, width)
    _set(box, style, ALONG, height if isinstance(box, boxes.PageBox) else width)
    if height == "auto":
        _set_height(box, style)
    else:
        _set(box, style, HEIGHTS, height)
    used = vars(box)
    for name in BORDERS:
        used[name] = style[name]
    if style["box_sizing"] != "content-box":
        adjust_box_sizing(box, "width")
        adjust_box_sizing(box, "height")


def _set(box: Any, style: Any, names: Iterable[str], whole: Any) -> None:
    """Set lengths whose percentages are of `whole`."""
    used = vars(box)
    for name in names:
        value = style[name]
        if value.__class__ is Dimension and value.unit == "px":
            used[name] = value.value
        elif value == "auto":
            used[name] = 0 if name in LEAST else value
        else:
            resolve_one_percentage(box, name, whole)


def _set_height(box: Any, style: Any) -> None:
    """Set the heights of a box in a container whose height depends on its content."""
    height = style["height"]
    is_length = height.__class__ is Dimension and height.unit != "%"
    box.height = height.value if is_length else "auto"
    resolve_one_percentage(box, "min_height", 0)
    resolve_one_percentage(box, "max_height", inf)


def _is_in_normal_flow(self: Any) -> bool:
    """Whether a box is in normal flow: not floated, placed absolutely, running or a note."""
    style = self.style
    position = style["position"]
    return bool(
        style["float"] == "none" and isinstance(position, str) and position not in OUT_OF_FLOW
    )
