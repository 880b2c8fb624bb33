"""Changes boxes as soon as they are laid out whole, before what is below them is laid out.

The renderer's function `block_level_layout` is wrapped: CSS has no such step. `steps` and
`page_foot` use it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from weasyprint.layout import block

Change = Callable[[Any, Any, float], None]
"""Changes a laid out box; gets the box around it, too, and how far down its page has room (px)."""


@contextmanager
def changed_when_whole(change: Change) -> Iterator[None]:
    """Call `change` with each box that ends on its page, in all layouts made in this context."""
    original = block.block_level_layout
    names = list(inspect.signature(original).parameters)[1:]
    container_at, space_at = names.index("containing_block"), names.index("bottom_space")

    @wraps(original)
    def block_level_layout(context: Any, *given: Any, **named: Any) -> Any:
        result = original(context, *given, **named)
        if result[0] is not None and result[1] is None:
            count = len(given)
            container = given[container_at] if container_at < count else named["containing_block"]
            space = given[space_at] if space_at < count else named["bottom_space"]
            change(result[0], container, context.page_bottom - space)
        return result

    block.block_level_layout = block_level_layout
    try:
        yield
    finally:
        block.block_level_layout = original
