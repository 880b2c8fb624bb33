"""Breaks pages near boxes that span the columns of a text, and around flex containers.

WeasyPrint 70.0 looks for an earlier page break, where one must be avoided, in columns too; but
boxes with `column-span: all` have no number there, and the layout stops with an `AttributeError`.
It breaks flex containers that have `break-inside: avoid`, and leaves empty ones at the foot of a
page, below a heading that must not be there (CSS Fragmentation 3, 4.2 and 4.4).
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block


@contextmanager
def unbroken_flex_containers() -> Iterator[None]:
    """Keep flex containers on one page that ask for it, or of which nothing fits on the first."""
    original = block.flex_layout
    names = list(inspect.signature(original).parameters)
    empty_at, absolute_at, fixed_at = map(
        names.index, ("page_is_empty", "absolute_boxes", "fixed_boxes")
    )

    @wraps(original)
    def flex_layout(context: Any, box: Any, *given: Any) -> Any:
        result = original(context, box, *given)
        laid_out, resume_at = result[:2]
        page_is_empty, absolute, fixed = (given[at - 2] for at in (empty_at, absolute_at, fixed_at))
        if resume_at is None or page_is_empty:
            return result
        is_kept = block.avoid_page_break(box.style["break_inside"], context)
        if not is_kept and any(each.is_in_normal_flow() for each in laid_out.children):
            return result
        block.remove_placeholders(context, laid_out.children, absolute, fixed)
        return None, None, {"break": "any", "page": None}, [], False

    block.flex_layout = flex_layout
    try:
        yield
    finally:
        block.flex_layout = original


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
