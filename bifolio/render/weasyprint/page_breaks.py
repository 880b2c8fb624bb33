"""Breaks pages near boxes that span the columns of a text.

WeasyPrint 70.0 looks for an earlier page break, where one must be avoided, in columns too; but
boxes with `column-span: all` have no number there, and the layout stops with an `AttributeError`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block


@contextmanager
def breaks_outside_columns() -> Iterator[None]:
    """Find no page break between columns and boxes that span them; a break before them is found."""
    original = block.find_earlier_page_break

    @wraps(original)
    def find_earlier_page_break(context: Any, children: Sequence[Any], *others: Any) -> Any:
        if any(_is_unnumbered(each) for each in children):
            return None
        return original(context, children, *others)

    block.find_earlier_page_break = find_earlier_page_break
    try:
        yield
    finally:
        block.find_earlier_page_break = original


def _is_unnumbered(box: Any) -> bool:
    """Whether a box is among columns, or another one that its parent did not number."""
    return isinstance(box, boxes.BlockLevelBox) and not hasattr(box, "index")
