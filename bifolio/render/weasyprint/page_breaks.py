"""Breaks pages near boxes that span the columns of a text, and around flex containers.

WeasyPrint 70.0 looks for an earlier page break, where one must be avoided, in columns too; but
boxes with `column-span: all` have no number there, and the layout stops with an `AttributeError`.
It breaks flex containers that have `break-inside: avoid`, and leaves empty ones at the foot of a
page, below a heading that must not be there (CSS Fragmentation 3, 4.2 and 4.4). Of a row that is
longer than a page, what goes on is put where the row begins, in the column of another text.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block


@contextmanager
def unbroken_flex_containers() -> Iterator[None]:
    """Keep flex containers on one page that ask for it, or of which nothing fits on the first.

    Columns of those that go on stay in their places.
    """
    original = block.flex_layout
    names = list(inspect.signature(original).parameters)
    skip_at, empty_at, absolute_at, fixed_at = map(
        names.index, ("skip_stack", "page_is_empty", "absolute_boxes", "fixed_boxes")
    )
    lefts: dict[Any, float] = {}

    @wraps(original)
    def flex_layout(context: Any, box: Any, *given: Any) -> Any:
        result = original(context, box, *given)
        laid_out, resume_at = result[:2]
        _put_back(laid_out, lefts, goes_on=any(given[skip_at - 2] or ()))
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


def _put_back(row: Any, lefts: dict[Any, float], *, goes_on: bool) -> None:
    """Put the columns of a row without those before them where these had them.

    `lefts` has the place of each column in its row (px), by the element of the column. Items on
    several lines are none.
    """
    columns = [each for each in row.children if each.is_in_normal_flow()]
    if row.style["flex_direction"] != "row" or any(each.element is None for each in columns):
        return
    found = [each.position_x - row.position_x for each in columns]
    if not goes_on:
        is_one_line = len(found) > 1 and all(one < other for one, other in pairwise(found))
        for column, left in zip(columns, found, strict=True):
            lefts.pop(column.element, None)
            if is_one_line:
                lefts[column.element] = left
    elif all(column.element in lefts for column in columns):
        for column, left in zip(columns, found, strict=True):
            column.translate(dx=lefts[column.element] - left)


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
