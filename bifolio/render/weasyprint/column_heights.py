"""Finds the height of balanced columns in a few layouts.

To balance columns, WeasyPrint 70.0 lays out all of them at the average of their heights, then at
one that is a step higher, until all has room: a hundred times where something stays in one piece,
and each time it lays out the rest of the text, too, to measure the next step. It says of itself
that this can take minutes. Here the lowest height at which all has room, to 1 px, is found in some
four layouts, and its loop is led there: a height that is too large says how much of it is needed.
Guarded by tests/render/test_column_heights.py.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, nullcontext
from math import ceil, inf
from typing import Any

from weasyprint.layout import block, column
from weasyprint.layout.percent import percentage

from bifolio.render.weasyprint.measured_blocks import Trial

ROUNDING = 0.01
"""px; less is rounding."""

HIGHEST = 100_000
"""px; higher are columns in a box of any height, such as an item of a flex container."""

FIRST_STEP = 32
"""px; how much higher than their average columns are tried first: some two lines."""

REFUSED: tuple[Any, ...] = (None, None, {"break": "any", "page": None}, [], False, None)
"""What the renderer returns of a column in which nothing has room."""


@contextmanager
def quickly_balanced(trial: Trial = nullcontext) -> Iterator[None]:
    """Balance columns in all layouts that are made in this context in a few steps.

    Each step is a `trial` of `measured_blocks`.
    """
    lay_out, create = block.block_box_layout, column._create_column_box
    found: dict[Hashable, int] = {}

    def create_column_box(box: Any, containing_block: Any, *given: Any) -> Any:
        """A column, before the first layout and again for each column of the last one."""
        result = create(box, containing_block, *given)
        gap = box.style["column_gap"]
        gap = (
            result.style["font_size"] if gap == "normal" else percentage(gap, box.style, box.width)
        )
        result.columns = round((box.width + gap) / (result.width + gap))
        result.least = None
        return result

    def block_box_layout(
        context: Any,
        box: Any,
        bottom_space: float,
        skip_stack: Any,
        containing_block: Any,
        page_is_empty: bool,
        absolute_boxes: Any,
        fixed_boxes: Any,
        adjoining_margins: Any,
        *given: Any,
        **named: Any,
    ) -> Any:
        def laid_out(space: float, skip: Any) -> Any:
            with trial():
                return lay_out(
                    *(context, box, space, skip, containing_block, page_is_empty),
                    *(absolute_boxes, fixed_boxes, [], *given),
                    **named,
                )

        if not box.is_column or adjoining_margins is None:  # no column, or one of the last layout
            return lay_out(
                *(context, box, bottom_space, skip_stack, containing_block, page_is_empty),
                *(absolute_boxes, fixed_boxes, adjoining_margins, *given),
                **named,
            )
        if bottom_space == inf:
            return (box.copy_with_children([]), *REFUSED[1:])  # steps of 1 px
        height = context.page_bottom - box.position_y - bottom_space
        if page_is_empty:
            box.most = height  # all of the page
            return laid_out(bottom_space, skip_stack)
        if box.least is None:

            def needed(more: int) -> int | None:
                used = _used(context, box, height + more, laid_out, skip_stack)
                return None if used is None else max(ceil(used - height - ROUNDING), 0)

            key = (box.element, repr(skip_stack), round(box.width), round(height))
            more = _least(needed, int(min(box.most - height, HIGHEST)) + 1, found.get(key))
            found[key], box.least = more, height + more
        if height < box.least - ROUNDING:
            return REFUSED
        return laid_out(bottom_space, skip_stack)

    block.block_box_layout, column._create_column_box = block_box_layout, create_column_box
    try:
        yield
    finally:
        block.block_box_layout, column._create_column_box = lay_out, create


def _used(
    context: Any, box: Any, height: float, laid_out: Callable[[float, Any], Any], skip_stack: Any
) -> float | None:
    """How much of a `height` (px) columns need at which all of the text has room; None if not."""
    shapes = len(context.excluded_shapes)
    made = []
    for _ in range(box.columns):
        space = context.page_bottom - box.position_y - height
        new_box, skip_stack, *_ = laid_out(space, skip_stack)
        if new_box is None:
            skip_stack = {0: None}
            break
        made.append(new_box)
        if skip_stack is None:
            break
    used = max(map(_foot, made), default=0.0) - box.position_y
    block.remove_placeholders(context, made, [], [])
    del context.excluded_shapes[shapes:]
    return used if skip_stack is None else None


def _foot(box: Any) -> float:
    """Where the last box in the flow of a column ends, with its margin, which takes room (px)."""
    feet = (
        each.position_y + each.margin_height() for each in box.children if each.is_in_normal_flow()
    )
    return max(feet, default=0.0)


def _least(needed: Callable[[int], int | None], most: int, guess: int | None = None) -> int:
    """The least number from 0 to `most` that has room; it is assumed that `most` has.

    `needed` returns how much of a number is needed, or None if it has no room. A `guess` that is
    right takes two calls.
    """
    low, high = -1, most  # `low` has no room, `high` has
    likely, claimed, up, down = guess, guess, FIRST_STEP, 1
    while high - low > 1:
        if likely is not None and low < likely < high:
            tried = likely
        elif high == most:
            tried, up = min(low + up, high - 1), up * 2
        else:
            tried = (low + high) // 2
        used = needed(tried)
        if used is None:
            low, likely = tried, None
        elif used < tried != claimed:
            high, likely, claimed, down = tried, used, used, 1
        else:  # what was claimed is right, or the text fills any height: is less enough?
            high, likely, down = tried, tried - down, down * 2
    return high
