"""Puts boxes at the foot of their page: contacts and imprint below the last text.

An element of the flow of a page with `--at-foot: 1` is moved down, if it is whole, by the room that
the page has left below it. One with `--at-foot: panel`, at the end of a box of a fixed height and
position, such as a panel of a leaflet, is moved to the foot of that box. CSS has no such property
for boxes in the flow.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bifolio.render.weasyprint.whole_boxes import changed_when_whole

PROPERTY = "__at_foot"
"""The name under which the renderer stores the custom property."""

PANEL = "panel"
"""Its value for boxes at the foot of a panel."""

NO_PAPER = 20_000
"""px; a page that is higher, on which texts are measured, has no foot."""


@contextmanager
def boxes_at_foot() -> Iterator[None]:
    """Move boxes to the foot of their page in all layouts that are made in this context."""

    def move_down(box: Any, container: Any, bottom: float) -> None:
        if _is_panel(container):
            _move_last(box, container)
        elif _is_at_page_foot(box) and not _is_at_page_foot(container):
            _move(box, bottom)

    with changed_when_whole(move_down):
        yield


def moved_down(box: Any) -> float:
    """By how much (px) what is at the foot of the page within `box` was moved down."""
    own = float(getattr(box, "moved_down", 0.0))
    return own or max((moved_down(each) for each in getattr(box, "children", ())), default=0.0)


def _is_at_page_foot(box: Any) -> bool:
    """Whether a box, or one around it, from which it inherits that, is at the foot of the page."""
    return any(token.type == "number" and token.value for token in box.style[PROPERTY] or ())


def _is_at_panel_foot(box: Any) -> bool:
    """Whether a box is at the foot of its panel."""
    return any(
        token.type == "ident" and token.value == PANEL for token in box.style[PROPERTY] or ()
    )


def _move(box: Any, bottom: float) -> None:
    """Move a laid out box down to `bottom` (px), unless the page has no end."""
    lower = bottom - (box.position_y + box.margin_height())
    if 0 < lower < NO_PAPER:
        box.translate(dy=lower)
        box.moved_down = lower


def _is_panel(box: Any) -> bool:
    """Whether a box has a fixed height and position."""
    return getattr(box, "height", "auto") != "auto" and bool(box.is_absolutely_positioned())


def _move_last(box: Any, panel: Any) -> None:
    """Move down what `box`, the last one in `panel`, has for the foot of it."""
    if panel.children[-1].element is not box.element:
        return
    while not _is_at_panel_foot(box):
        children = [each for each in getattr(box, "children", ()) if each.is_in_normal_flow()]
        if not children:
            return
        box = children[-1]
    _move(box, panel.content_box_y() + panel.height)
