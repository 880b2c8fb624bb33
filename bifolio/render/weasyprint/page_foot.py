"""Puts boxes at the foot of their page: contacts and imprint below the last text.

An element of the flow of a page with `--at-foot: 1` is moved down, if it is whole, by the room that
the page has left below it. CSS has no such property for boxes in the flow: the renderer's function
`block_level_layout` is wrapped here.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from weasyprint.layout import block

PROPERTY = "__at_foot"
"""The name under which the renderer stores the custom property."""

INFINITE = float("inf")


@contextmanager
def boxes_at_foot() -> Iterator[None]:
    """Move boxes to the foot of their page in all layouts that are made in this context."""
    original = block.block_level_layout
    signature = inspect.signature(original)

    @wraps(original)
    def block_level_layout(*given: Any, **named: Any) -> Any:
        result = original(*given, **named)
        laid_out, resume_at, *_ = result
        if laid_out is not None and resume_at is None and _flag(laid_out.style):
            arguments = signature.bind(*given, **named).arguments
            if not _flag(arguments["containing_block"].style):  # what is within a box inherits it
                _move(laid_out, arguments["context"].page_bottom - arguments["bottom_space"])
        return result

    block.block_level_layout = block_level_layout
    try:
        yield
    finally:
        block.block_level_layout = original


def _flag(style: Any) -> bool:
    """Whether a style has the property."""
    return any(token.type == "number" and token.value for token in style[PROPERTY] or ())


def _move(box: Any, bottom: float) -> None:
    """Move a laid out box down to `bottom` (px), unless the page has no end."""
    lower = bottom - (box.position_y + box.margin_height())
    if 0 < lower < INFINITE:
        box.translate(dy=lower)
