"""Sets the notes of each language at the foot of a page in a column of their own.

A note with `--note-column: 2` is in the second column; its `width` and margins say where that is.
Translations of a note begin at one height. The area is as high as its rows, and not as the stack of
all notes, which the renderer makes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from weasyprint import layout
from weasyprint.formatting_structure import boxes
from weasyprint.layout import page

from bifolio.render.anchors import NOTE

PROPERTY = "__note_column"
"""The name under which the renderer stores the custom property."""


@contextmanager
def notes_in_columns() -> Iterator[None]:
    """Set notes in their columns, in all layouts that are made in this context."""
    measured, finished = layout.block_level_layout, page.block_level_layout
    layout.block_level_layout = _with_columns(measured)
    page.block_level_layout = _with_columns(finished)
    try:
        yield
    finally:
        layout.block_level_layout, page.block_level_layout = measured, finished


def _with_columns(original: Any) -> Any:
    @wraps(original)
    def block_level_layout(*given: Any, **named: Any) -> Any:
        result = original(*given, **named)
        if isinstance(result[0], boxes.FootnoteAreaBox):
            _set_in_columns(result[0])
        return result

    return block_level_layout


def _set_in_columns(area: Any) -> None:
    """Put the notes of a laid out area into rows, a note in all languages each."""
    if not any(map(_column, area.children)):
        return
    rows: dict[str, dict[int, list[Any]]] = {}
    for note in area.children:
        name = note.element.get(NOTE, "") if note.element is not None else ""
        rows.setdefault(name, {}).setdefault(_column(note), []).append(note)
    top = area.content_box_y()
    for row in rows.values():
        foot = top
        for notes in row.values():
            at = top
            for note in notes:
                note.translate(dy=at - note.position_y)
                at += note.margin_height()
            foot = max(foot, at)
        top = foot
    area.height = top - area.content_box_y()


def _column(box: Any) -> int:
    """The column of a note, from 1; 0 for one across all of them."""
    tokens = box.style[PROPERTY] or ()
    return next((int(token.value) for token in tokens if token.type == "number"), 0)
