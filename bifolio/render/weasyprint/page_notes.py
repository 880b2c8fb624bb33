"""Keeps notes on the page of their marks.

WeasyPrint 70.0 compares the height of a note with that of the area that it has just made for it. By
rounding, the note may be higher by 1e-13 px; then it goes to the next page, or to the one after.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from weasyprint.layout import LayoutContext


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
