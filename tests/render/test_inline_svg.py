"""Inline SVG has the colour of its element."""

from __future__ import annotations

import re

import pydyf
import pytest

from bifolio.render.weasyprint import HTML
from bifolio.render.weasyprint.inline_svg import SVG, mend_inline_svg

SQUARE = '<svg viewBox="0 0 1 1" width="9"><path fill="currentColor" d="M0 0h1v1h-1z"/></svg>'


def filled(style: str) -> str:
    """The operator that sets the colour of a square within an element of this `style`."""
    content = b""

    def read(document: object, pdf: pydyf.PDF) -> None:
        nonlocal content
        pages = [each for each in pdf.objects if getattr(each, "stream", None)]
        content = b"\n".join(
            part if isinstance(part, bytes) else str(part).encode()
            for each in pages
            for part in each.stream
        )

    html = f'<p style="{style}">{SQUARE}</p>'
    HTML(string=html).render().write_pdf(finisher=read, uncompressed_pdf=True)
    found = re.findall(rb"[\d. ]+ (?:rg|k|scn?)\b", content)
    return b" ".join(found).decode()


def test_a_drawing_has_the_colour_of_its_element() -> None:
    mend_inline_svg()
    assert re.search(r"\b1 0 0 (rg|scn?)", filled("color: #f00"))


def test_a_drawing_for_print_shops_is_in_inks() -> None:
    mend_inline_svg()
    assert re.search(r"\b0 0 0 1 (k|scn)", filled("color: device-cmyk(0 0 0 1)"))


def test_mending_is_idempotent() -> None:
    from weasyprint import html

    mend_inline_svg()
    mended = html.HTML_HANDLERS[SVG]
    mend_inline_svg()
    assert html.HTML_HANDLERS[SVG] is mended


def test_the_renderer_still_needs_mending(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint import html

    monkeypatch.setitem(html.HTML_HANDLERS, SVG, html.handle_svg)
    assert not re.search(r"\b1 0 0 (rg|scn?)", filled("color: #f00"))
