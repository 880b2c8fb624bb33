"""Puts boxes at the foot of their page: contacts and imprint below the last text.

An element of the flow of a page with `--at-foot: 1` is moved down, if it is whole, by the room that
the page has left below it. CSS has no such property for boxes in the flow.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bifolio.render.weasyprint.whole_boxes import changed_when_whole

PROPERTY = "__at_foot"
"""The name under which the renderer stores the custom property."""

INFINITE = float("inf")


@contextmanager
def boxes_at_foot() -> Iterator[None]:
    """Move boxes to the foot of their page in all layouts that are made in this context."""

    def move_down(box: Any, container: Any, bottom: float) -> None:
        if _flag(box.style) and not _flag(container.style):  # what is within a box inherits it
            _move(box, bottom)

    with changed_when_whole(move_down):
        yield


def _flag(style: Any) -> bool:
    """Whether a style has the property."""
    return any(token.type == "number" and token.value for token in style[PROPERTY] or ())


def _move(box: Any, bottom: float) -> None:
    """Move a laid out box down to `bottom` (px), unless the page has no end."""
    lower = bottom - (box.position_y + box.margin_height())
    if 0 < lower < INFINITE:
        box.translate(dy=lower)
