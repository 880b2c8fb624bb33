"""Justifies lines of Chinese, which have no word spaces to stretch.

It reaches into the renderer: `weasyprint.layout.inline.justify_line` stretches U+0020 and U+00A0
only, so that Chinese lines stay ragged. Here the missing width is spread over all places of a line
that may stretch (CLREQ 3.2.4 and 3.3): the gap after each ideograph or mark takes one part; a space
takes two, be it between Han and Latin or between words. The renderer chose where the lines break;
nothing moves from one to the next. A line without Han is the renderer's own business still.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import TO_UNITS, pango
from weasyprint.text.line_break import Layout, line_size

from bifolio.render.weasyprint.version import require_version

SPACE_PARTS = 2.0
"""A space takes this many times what a Han gap takes."""

MOST_PER_GAP = 0.15
"""em; above it readers see holes: the line stays ragged. From a tenth on, as it stretches between
the letters, pdftotext sees spaces between Han; that is not held against it."""

HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’·]+")
"""What stretches. Quotes and the middle dot belong to their neighbours, whose marks squeeze only
within one stretch of text; dashes and ellipses do not, since their strokes must stay joined."""

_FEW, _MANY = 0.001, 0.1
"""em; two trial amounts, between which the width of a line grows in a straight line."""


def justify_han() -> None:
    """Let the renderer justify lines of Han. Doing it twice is doing it once.

    Raises `WrongRenderer` under another version of WeasyPrint.
    """
    require_version()
    if not isinstance(inline.justify_line, _Justifier):
        inline.justify_line = _Justifier(inline.justify_line)


class _SpacedLayout(Layout):  # type: ignore[misc]
    """A text layout with `gap` (CSS px) after each ideograph and mark."""

    gap = 0.0

    def set_text(self, text: str, justify: bool = False) -> None:
        super().set_text(text, justify)
        if not self.gap:
            return
        normal = self.style["letter_spacing"]
        spacing = round((self.gap + (0 if normal == "normal" else normal)) * TO_UNITS)
        attributes = pango.pango_layout_get_attributes(self.layout)
        for match in HAN.finditer(self.text):
            attribute = pango.pango_attr_letter_spacing_new(spacing)
            attribute.start_index = len(self.text[: match.start()].encode())
            attribute.end_index = len(self.text[: match.end()].encode())
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(self.layout, attributes)


class _Justifier:
    """Stands in for `justify_line`, and calls it for lines that have no Han."""

    def __init__(self, original: Any) -> None:
        self._original = original

    def __call__(self, context: Any, line: Any, missing: float) -> None:
        texts = [box for box in _texts(line) if box.text]
        if not any(HAN.search(box.text) for box in texts):
            self._original(context, line, missing)
            return
        em = line.style["font_size"]
        natural = sum(_laid_out(box, 0)[1] for box in texts)
        few, many = (sum(_laid_out(box, part * em)[1] for box in texts) for part in (_FEW, _MANY))
        growth = (many - few) / (_MANY - _FEW)
        if growth <= 0:
            return
        gap = _FEW + (natural + missing - few) / growth
        if 0 < gap <= MOST_PER_GAP:
            _spread(line, gap * em, 0)


def _texts(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _texts(child)


def _laid_out(box: Any, gap: float) -> tuple[Layout, float]:
    """Lay the text of `box` out with `gap` (px); return the layout and its width (px)."""
    layout = _SpacedLayout(box.style, justification_spacing=gap * SPACE_PARTS)
    layout.gap = gap
    layout.set_text(box.text, justify=True)
    first_line, _ = layout.get_first_line()
    return layout, line_size(first_line, box.style)[0]


def _spread(box: Any, gap: float, shift: float) -> float:
    """Widen `box` by its gaps and move it by `shift` (px); return the shift of what follows it."""
    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        if not box.text:
            return shift
        layout, width = _laid_out(box, gap)
        growth = width - _laid_out(box, 0)[1]
        layout.deactivate()
        box.pango_layout = layout
        box.width += growth
        return shift + growth
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += shift
        end = shift
        for child in box.children:
            if child.is_in_normal_flow():
                end = _spread(child, gap, end)
        box.width += end - shift
        return end
    box.translate(shift, 0)
    return shift
