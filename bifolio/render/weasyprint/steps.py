"""Rounds boxes up to whole lines, so that the text below a picture stays on the baseline grid.

An element with `--block-step: 1` (in lines; .5 is half a line) gets padding below until its outer
height is a multiple of that part of its line-height; with `--block-step-align: end`, it gets the
padding above. These are `block-step-size` and `block-step-align` of CSS Rhythmic Sizing 1 (2.1 and
2.3), which the renderer lacks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.text.line_break import strut

from bifolio.render.weasyprint.whole_boxes import changed_when_whole

PROPERTY = "__block_step"
"""The name under which the renderer stores the custom property."""

ALIGN = "__block_step_align"
"""The same for the side that gets the padding."""

NEARLY = 0.05
"""px; less is rounding, of the layout and of the step."""


@contextmanager
def whole_lines() -> Iterator[None]:
    """Round boxes up in all layouts that are made in this context."""

    def round_up(box: Any, container: Any, bottom: float) -> None:
        if not _lines(container.style):  # what is within a box inherits its step
            _pad(box, _missing(box), bottom)

    with changed_when_whole(round_up):
        yield


def _pad(box: Any, missing: float, bottom: float) -> None:
    """Make a laid out box higher by `missing` px, below its content or above it.

    Padding below has no place at the foot of the page, `bottom`, where nothing follows.
    """
    if not any(token.value == "end" for token in box.style[ALIGN] or () if token.type == "ident"):
        if box.border_box_y() + box.border_height() + missing <= bottom:
            box.padding_bottom += missing
    elif missing:
        box.padding_top += missing
        for child in box.children:
            child.translate(dy=missing)


def _missing(box: Any) -> float:
    """The height that a laid out box lacks to be a multiple of its step (px)."""
    lines = _lines(box.style)
    step = strut(box.style)[0] * lines if lines else 0.0
    if not step:
        return 0.0
    missing = math.ceil((box.margin_height() - NEARLY) / step) * step - box.margin_height()
    return missing if missing > NEARLY else 0.0


def _lines(style: Any) -> float:
    """The step of a box in lines; 0 for none."""
    tokens = style[PROPERTY]
    found = (float(token.value) for token in tokens or () if token.type == "number")
    return max(next(found, 0.0), 0.0)
