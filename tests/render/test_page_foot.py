"""Boxes are at the foot of their page, where the layout puts them there."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from tests.render.conftest import Compose

STYLES = """
@page { size: 100mm 100mm; margin: 10mm }
p { width: auto; margin: 0; font-size: 10pt; line-height: 14pt }
.foot { --at-foot: 1 }
"""
MM = 72 / 25.4
"""Points in a millimetre."""


@pytest.mark.parametrize("lines", [1, 9])
def test_a_box_is_at_the_foot_of_its_page_however_long_the_text_is(
    lines: int, compose: Compose
) -> None:
    above = "<p>Text</p>" * lines
    page = f'<div lang="en">{above}<div class="foot"><p>Contact</p><p>Imprint</p></div></div>'
    printed, _ = compose(page, STYLES)
    assert printed.pages == 1
    page_text = pypdfium2.PdfDocument(io.BytesIO(printed.pdf))[0].get_textpage()
    lowest = min(page_text.get_charbox(number)[1] for number in range(page_text.count_chars()))
    assert lowest == pytest.approx(10 * MM, abs=5)


@pytest.mark.parametrize("value", ["panel", "0"])
def test_the_end_of_a_panel_is_at_its_foot_if_the_layout_says_so(
    value: str, compose: Compose
) -> None:
    panel = "position: absolute; top: 0; left: 0; width: 40mm; height: 60mm"
    end = f'<div style="--at-foot: {value}"><p>Note</p></div>'
    page = f'<div lang="en" style="{panel}"><section><p>Text</p>{end}</section></div>'
    printed, _ = compose(page, STYLES)
    page_text = pypdfium2.PdfDocument(io.BytesIO(printed.pdf))[0].get_textpage()
    lowest = min(page_text.get_charbox(number)[1] for number in range(page_text.count_chars()))
    foot = (30 if value == "panel" else 90) * MM - (0 if value == "panel" else 28)
    assert lowest == pytest.approx(foot, abs=5)


def test_a_box_that_has_no_room_is_on_the_next_page(compose: Compose) -> None:
    page = '<div lang="en">' + "<p>Text</p>" * 16 + '<div class="foot"><p>Imprint</p></div></div>'
    printed, _ = compose(page, STYLES)
    assert printed.pages == 2
