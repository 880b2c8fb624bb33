"""Finds the height of balanced columns by halving.

To balance columns, WeasyPrint 70.0 lays out all of them at the average of their heights, then at
one that is a step higher, until all has room: a hundred times where something stays in one piece,
and each time it lays out the rest of the text, too, to measure the next step. It says of itself
that this can take minutes. Here the lowest height at which all has room, to 1 px, is found in some
ten layouts, and its loop is led there. Guarded by tests/render/test_column_heights.py.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, nullcontext
from math import inf
from typing import Any

from weasyprint.layout import block, column
from weasyprint.layout.percent import percentage

from bifolio.render.weasyprint.measured_blocks import Trial

ROUNDING = 0.01
"""px; less is rounding."""

HIGHEST = 100_000
"""px; higher are columns in a box of any height, such as an item of a flex container."""

REFUSED: tuple[Any, ...] = (None, None, {"break": "any", "page": None}, [], False, None)
"""What the renderer returns of a column in which nothing has room."""


@contextmanager
def balanced_by_halving(trial: Trial = nullcontext) -> Iterator[None]:
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

            def has_room(more: int) -> bool:
                return _have_room(context, box, height + more, laid_out, skip_stack)

            key = (box.element, repr(skip_stack), round(box.width), round(height))
            more = _first_with(has_room, int(min(box.most - height, HIGHEST)) + 1, found.get(key))
            found[key], box.least = more, height + more
        if height < box.least - ROUNDING:
            return REFUSED
        return laid_out(bottom_space, skip_stack)

    block.block_box_layout, column._create_column_box = block_box_layout, create_column_box
    try:
        yield
    finally:
        block.block_box_layout, column._create_column_box = lay_out, create


def _have_room(
    context: Any, box: Any, height: float, laid_out: Callable[[float, Any], Any], skip_stack: Any
) -> bool:
    """Whether all of the text has room in columns of a height (px)."""
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
    block.remove_placeholders(context, made, [], [])
    del context.excluded_shapes[shapes:]
    return skip_stack is None


def _first_with(has_room: Callable[[int], bool], most: int, guess: int | None = None) -> int:
    """The least number from 0 to `most` for which `has_room` is true; it is assumed for `most`.

    A `guess` that is right takes two calls.
    """
    low, high, step = -1, most, 1  # `low` has no room, `high` has
    if guess is not None and guess < most:
        if has_room(guess):
            high = guess
            low = guess - 1 if guess == 0 or not has_room(guess - 1) else low
        else:
            low = guess
    while low + step < high and not has_room(low + step):
        low, step = low + step, step * 2
    high = min(high, low + step)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if has_room(middle) else (middle, high)
    return high
