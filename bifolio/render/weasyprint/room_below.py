"""Leaves room below boxes, so that what follows begins as high as on the page that faces it.

How much is at the elements, `data-room-below`: CSS cannot compare boxes of two pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bifolio.render.facing_pages import ROOM_BELOW
from bifolio.render.weasyprint.whole_boxes import changed_when_whole


@contextmanager
def room_below_boxes() -> Iterator[None]:
    """Leave the room in all layouts that are made in this context."""

    def leave(box: Any, _: Any, __: float) -> None:
        element = box.element
        if element is None or box.element_tag != element.tag or ROOM_BELOW not in element.attrib:
            return
        if not getattr(box, "has_room_below", False):  # it has, if it was measured
            box.padding_bottom += float(element.attrib[ROOM_BELOW])
            box.has_room_below = True

    with changed_when_whole(leave):
        yield
