"""Notes are on the page of their marks, however their heights are rounded."""

from __future__ import annotations

import pytest

from tests.render.conftest import Compose

STYLES = """
@page { size: 210mm 297mm; margin: 21mm 20mm 17mm; @footnote { margin-top: 23pt } }
p, span { width: auto; font-size: 16pt; line-height: 23pt; margin: 0 }
span { float: footnote }
span::footnote-call, span::footnote-marker { content: none; line-height: 0 }
"""
PAGE = '<div lang="en"><p>A text with a mark<span>and its note</span></p><p>More text</p></div>'


@pytest.mark.parametrize("size", [8.5, 9, 10, 12, 14, 15, 16, 18])
def test_a_note_is_on_the_page_of_its_mark(size: float, compose: Compose) -> None:
    note = f"span {{ font-size: {size}pt; line-height: calc({size}pt * 1.45) }}"
    printed, _ = compose(PAGE, STYLES + note)
    assert printed.pages == 1


ROWS = """
table { border-spacing: 0 }
td { font-size: 16pt; line-height: 23pt; padding: 0 }
tr { break-inside: avoid }
.head { break-after: avoid }
"""


@pytest.mark.parametrize("before", range(24, 32))
def test_a_note_of_a_group_of_rows_is_not_on_a_page_before_it(
    before: int, compose: Compose
) -> None:
    row = "<tr><td>word</td></tr>"
    mark = '<p data-unit="mark">Group<span><b data-unit="note">note</b></span></p>'
    group = f'<tr class="head"><td>{mark}</td></tr>{row * 3}'
    table = f"<table><tbody>{row * before}</tbody><tbody>{group}</tbody></table>"
    printed, _ = compose(f'<div lang="en">{table}</div>', STYLES + ROWS)
    pages = {each.text.unit: each.page for each in printed.placements.texts}
    assert pages["mark"] <= pages["note"]
    if pages["mark"] == printed.pages:
        assert pages["note"] == pages["mark"]
