"""Breaks pages near boxes that span columns of a text, around flex containers, after headings.

WeasyPrint 70.0 looks for an earlier page break, where one must be avoided, in columns too; but
boxes with `column-span: all` have no number there, and the layout stops with an `AttributeError`.
It breaks flex containers that have `break-inside: avoid`, and leaves empty ones at the foot of a
page, below a heading that must not be there (CSS Fragmentation 3, 4.2 and 4.4). Of a row that is
longer than a page, what goes on is put where the row begins, in the column of another text.

A box in one piece that is longer than the page below its heading leaves the heading alone on a
page. As one of two rules has to give way, the box is broken instead.
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
def headings_with_what_follows() -> Iterator[None]:
    """Break a box rather than leave alone, at the head of a page, what asks to be kept with it."""
    in_flow, level = block._in_flow_layout, block.block_level_layout
    names = list(inspect.signature(in_flow).parameters)
    child_at, before_at, empty_at, margins_at = map(
        names.index, ("child", "new_children", "page_is_empty", "adjoining_margins")
    )
    is_empty_at = list(inspect.signature(level).parameters).index("page_is_empty")
    broken: list[Any] = []

    @wraps(level)
    def block_level_layout(*given: Any, **named: Any) -> Any:
        if not broken or given[1] is not broken[-1]:
            return level(*given, **named)
        result = level(*given[:is_empty_at], True, *given[is_empty_at + 1 :], **named)
        _end_on_page(result, given[0].page_bottom - given[2])
        return result

    @wraps(in_flow)
    def in_flow_layout(context: Any, *given: Any) -> Any:
        child, before, is_empty = (given[at - 1] for at in (child_at, before_at, empty_at))
        if not is_empty or not before:
            return in_flow(context, *given)
        again = (*given[: margins_at - 1], [*given[margins_at - 1]], *given[margins_at:])
        count, place = len(before), (child.position_x, child.position_y)
        result = in_flow(context, *given)
        is_left = len(result[6]) == count and _is_left(result, given[1])
        if not is_left or not _is_kept_with(before, child, context):
            return result
        child.position_x, child.position_y = place
        broken.append(child)
        is_forced, context.forced_break = context.forced_break, True  # it keeps its upper margin
        try:
            return in_flow(context, *again)
        finally:
            context.forced_break = is_forced
            broken.pop()

    block._in_flow_layout, block.block_level_layout = in_flow_layout, block_level_layout
    try:
        yield
    finally:
        block._in_flow_layout, block.block_level_layout = in_flow, level


def _end_on_page(result: Sequence[Any], bottom: float) -> None:
    """Let a box that goes on end at `bottom` (px): a flex container is as high as a whole one."""
    laid_out, resume_at = result[:2]
    if laid_out is not None and resume_at is not None:
        lower = laid_out.position_y + laid_out.margin_height() - bottom
        laid_out.height = max(0, laid_out.height - max(0, lower))


def _is_left(result: Sequence[Any], index: int) -> bool:
    """Whether a box was left, whole, for the next page: `result` says so to what is around it."""
    abort, stop, resume_at = result[:3]
    return not abort and bool(stop) and resume_at == {index: None}


def _is_kept_with(before: Sequence[Any], child: Any, context: Any) -> bool:
    """Whether no page break should be between the last box of `before` and a `child` after it."""
    last = block.find_last_class_a_break_point_child(before)
    return last is not None and bool(
        block.avoid_page_break(block.block_level_page_break(last, child), context)
    )


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
