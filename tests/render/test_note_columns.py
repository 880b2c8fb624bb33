"""Notes of two languages are beside each other at the foot of a page, each with its translation."""

from __future__ import annotations

import pytest

from bifolio.pdf.geometry import Rectangle
from tests.render.conftest import Compose

STYLES = """
@page { size: 400px 300px; margin: 0 }
body { margin: 0 }
p, div { width: auto; margin: 0; line-height: 20px }
.note { float: footnote; width: 190px }
.note::footnote-call, .note::footnote-marker { content: none; line-height: 0 }
"""
COLUMNS = """
.note { --note-column: 1 }
.note:lang(zh) { --note-column: 2; margin-left: auto }
"""


def note(name: str, language: str, lines: int) -> str:
    words = "<br/>".join(["Words"] * lines)
    text = f'<b data-unit="{name}" lang="{language}">{words}</b>'
    return f'<span class="note" data-note="{name}" lang="{language}">{text}</span>'


def boxes(compose: Compose, styles: str) -> dict[tuple[str, str], Rectangle]:
    """The boxes of two notes in English and Chinese, by name and language."""
    english = f'<p lang="en">A{note("a", "en", 1)}B{note("b", "en", 1)}</p>'
    chinese = f'<p lang="zh">A{note("a", "zh", 3)}B{note("b", "zh", 1)}</p>'
    body = f'<div lang="en" data-notes="foot">{english}{chinese}</div>'
    printed, _ = compose(body, STYLES + styles)
    assert printed.pages == 1
    texts = printed.placements.texts
    return {(each.text.unit, each.text.language): each.box for each in texts}


def test_translations_of_a_note_begin_at_one_height(compose: Compose) -> None:
    found = boxes(compose, COLUMNS)
    for name in ("a", "b"):
        assert found[name, "en"].top == pytest.approx(found[name, "zh"].top)
        assert found[name, "zh"].left > found[name, "en"].left
    assert found["a", "zh"].bottom == pytest.approx(found["b", "zh"].top)
    assert found["b", "zh"].bottom == pytest.approx(0, abs=1)


def test_notes_without_columns_are_below_each_other(compose: Compose) -> None:
    found = boxes(compose, "")
    tops = [found[key].top for key in (("a", "en"), ("b", "en"), ("a", "zh"), ("b", "zh"))]
    assert tops == sorted(tops, reverse=True)
    assert len(set(tops)) == 4


def test_the_text_has_the_room_that_notes_beside_each_other_leave(compose: Compose) -> None:
    lines = "<br/>".join(["Words"] * 9)
    notes = note("a", "en", 4) + note("a", "zh", 4)
    body = f'<div lang="en" data-notes="foot"><p>{notes}{lines}</p></div>'
    stacked, _ = compose(body, STYLES)
    beside, _ = compose(body, STYLES + COLUMNS)
    assert (stacked.pages, beside.pages) == (2, 1)
