"""Keeps notes on the page of their marks.

WeasyPrint 70.0 compares the height of a note with that of the area that it has just made for it. By
rounding, the note may be higher by 1e-13 px; then it goes to the next page, or to the one after.

It leaves the notes of the first rows of a group on a page where the next row has no room, so that
the group begins on the next page; and those of a head whose table does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from weasyprint.layout import LayoutContext, block


@contextmanager
def notes_kept_on_pages() -> Iterator[None]:
    """Let no note overflow an area that is as high as its notes, in all layouts of this context."""
    original = LayoutContext.layout_footnote

    @wraps(original)
    def layout_footnote(context: Any, footnote: Any) -> bool:
        overflows: bool = original(context, footnote)
        return overflows and context.current_footnote_area.max_height != float("inf")

    LayoutContext.layout_footnote = layout_footnote
    try:
        yield
    finally:
        LayoutContext.layout_footnote = original


@contextmanager
def notes_of_tables() -> Iterator[None]:
    """Take back the notes of rows that a table does not have on its page."""
    original = block.table_layout

    @wraps(original)
    def table_layout(context: Any, table: Any, *given: Any) -> Any:
        before = {id(note) for note in _notes_on(context)}
        result = original(context, table, *given)
        if new := [note for note in _notes_on(context) if id(note) not in before]:
            boxes = () if result[0] is None else result[0].descendants()
            kept = {id(box.footnote) for box in boxes}
            for note in (note for note in new if id(note) not in kept):
                context.unlayout_footnote(note)
        return result

    block.table_layout = table_layout
    try:
        yield
    finally:
        block.table_layout = original


def _notes_on(context: Any) -> list[Any]:
    """The notes that are laid out for this page, and those that it has moved to the next one."""
    return [*context.current_page_footnotes, *context.reported_footnotes]
