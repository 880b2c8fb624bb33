"""Spares layouts of columns at heights in which nothing has room.

To balance columns, WeasyPrint 70.0 lays them out at a height, then at one that is 1 px more, until
all has room: what must stay in one piece, such as a table, is laid out a hundred times. Here the
highest column in which nothing has room is found by halving, and what is lower is refused at once.
The columns are as high as without it; guarded by tests/render/test_column_heights.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from weasyprint.layout import block


class _Refused(NamedTuple):
    """What has no room in a column."""

    height: float
    """The height of the highest column (px) that is known to be too low."""
    result: Any
    """What the renderer returns for it."""


@contextmanager
def no_hopeless_heights() -> Iterator[None]:
    """Refuse heights of columns that are too low, in all layouts made in this context."""
    original = block.block_box_layout

    def block_box_layout(
        context: Any,
        box: Any,
        bottom_space: float,
        skip_stack: Any,
        containing_block: Any,
        page_is_empty: bool,
        *given: Any,
        **named: Any,
    ) -> Any:
        def laid_out(space: float) -> Any:
            return original(
                context, box, space, skip_stack, containing_block, page_is_empty, *given, **named
            )

        if page_is_empty or not box.is_column:
            return laid_out(bottom_space)
        # The box belongs to one set of columns: another one is made for the next page.
        known: dict[str, _Refused] = box.__dict__.setdefault("refused", {})
        key, height = repr(skip_stack), context.page_bottom - box.position_y - bottom_space
        refused = known.get(key)
        if refused and height <= refused.height:
            return refused.result
        result = laid_out(bottom_space)
        if result[0] is not None:
            return result
        shapes = len(context.excluded_shapes)

        def has_room(more: int) -> bool:
            tried = laid_out(bottom_space - more)[0]
            if tried is not None:
                block.remove_placeholders(context, [tried], [], [])
            del context.excluded_shapes[shapes:]
            return tried is not None

        # Once is the end of a page; twice, the renderer has begun to look for a height.
        more = _last_without(has_room, int(bottom_space)) if refused else 0
        known[key] = _Refused(height + more, result)
        return result

    block.block_box_layout = block_box_layout
    try:
        yield
    finally:
        block.block_box_layout = original


def _last_without(has_room: Callable[[int], bool], most: int) -> int:
    """The largest number up to `most` for which `has_room` is false; it is for 0."""
    low, step = 0, 1
    while low + step <= most and not has_room(low + step):
        low, step = low + step, step * 2
    high = min(low + step, most + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if has_room(middle) else (middle, high)
    return low
