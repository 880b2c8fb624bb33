"""Rounds boxes up to whole lines, so that the text below a picture stays on the baseline grid.

An element with `--block-step: 1` (lines; .5 is half of one) gets room below, until its outer height
is a multiple of that much of its line-height. So it is with `block-step-size` of CSS Rhythmic
Sizing 1 (2.1), which the renderer does not know.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.text.line_break import strut

PROPERTY = "__block_step"
"""How the renderer keeps the value of the custom property."""

NEARLY = 0.05
"""px; less is rounding, of the layout and of the step."""


def steps_of(
    document: Any, places: Mapping[Element, int], before: Mapping[int, float]
) -> dict[int, float]:
    """What each box of a layout lacks to be whole lines high (px), by the place of its element.

    `before` is what the boxes of this layout had been given already.
    """
    return {
        at: more
        for page in document.pages
        for at, more in _below(page._page_box, places, before)
        if more > NEARLY
    }


def _below(
    box: Any, places: Mapping[Element, int], before: Mapping[int, float]
) -> Iterator[tuple[int, float]]:
    """The outermost boxes below `box` that ask for whole lines; those within them inherit it."""
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)  # what is placed absolutely is in a wrapper
        lines = _number(child.style[PROPERTY])
        at = None if child.element is None else places.get(child.element)
        if lines > 0 and at is not None and hasattr(child, "margin_height"):
            step = strut(child.style)[0] * lines
            height = child.margin_height() - before.get(at, 0.0)
            yield at, round(math.ceil((height - NEARLY) / step) * step - height, 4)
        elif lines <= 0:
            yield from _below(child, places, before)


def _number(tokens: Any) -> float:
    """The number that the value of a custom property begins with; 0 for any other."""
    return next((float(token.value) for token in tokens or () if token.type == "number"), 0.0)
