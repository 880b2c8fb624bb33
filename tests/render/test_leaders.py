"""Leaders have the dots that they have without `united_leaders`, and each is one text."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pypdfium2
import pytest
from weasyprint.text.line_break import split_first_line

from bifolio.fonts.collection import Typecase
from bifolio.render import renderer
from bifolio.render.weasyprint import leaders
from tests.typography.setting import Setting, content, job

STYLES = """
@page { size: 100mm 60mm; margin: 5mm }
p::after { content: leader(dotted) "9" }
.open::after { content: leader(space) "9" }
.right { direction: rtl }
"""

NEARLY = 0.05
"""pt"""


class Page(NamedTuple):
    """What a page has: its words, where its letters begin (pt), and how many texts draw them."""

    words: str
    lefts: list[float]
    texts: int


@pytest.fixture
def built(
    typecase: Typecase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, bool], Page]:
    """Build a page with a leader of a kind, united or not."""

    def build(kind: str, united: bool) -> Page:
        ready = job([content("x", "x")], Setting(10, 10.0, styles=STYLES), typecase, tmp_path)
        html = f'<html lang="en"><title>x</title><body><p class="{kind}">Gallery</p></body></html>'
        faces = typecase.faces(frozenset(map(ord, f"{html}.9")), tmp_path)
        with monkeypatch.context() as patch:
            if not united:
                patch.setattr(renderer, "united_leaders", nullcontext)
            pdf = renderer.render_job(replace(ready, html=html, faces=faces)).pdf
        with pypdfium2.PdfDocument(pdf) as document:
            text = document[0].get_textpage()
            lefts = [text.get_charbox(each)[0] for each in range(text.count_chars())]
            words = text.get_text_bounded()
        with pikepdf.open(io.BytesIO(pdf)) as document:
            operations = pikepdf.parse_content_stream(document.pages[0])
        drawn = sum(str(each.operator) == "BT" for each in operations)
        return Page(words, sorted(lefts), drawn)

    return build


@pytest.mark.parametrize("kind", ["dotted", "right"])
def test_dots_are_where_they_are_otherwise_in_one_text(
    kind: str, built: Callable[[str, bool], Page]
) -> None:
    one, other = built(kind, True), built(kind, False)
    assert one.words == other.words
    assert one.words.count(".") > 20
    assert one.lefts == pytest.approx(other.lefts, abs=NEARLY)
    assert other.texts > 20
    assert one.texts <= 4


def test_a_leader_of_spaces_is_one_text(built: Callable[[str, bool], Page]) -> None:
    assert built("open", True).texts <= 4


def test_parts_that_are_drawn_otherwise_beside_each_other_stay_on_their_own(
    built: Callable[[str, bool], Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    def wider(*given: Any) -> Any:
        layout, length, resume, width, *others = split_first_line(*given)
        return layout, length, resume, width + 1, *others

    monkeypatch.setattr(leaders, "split_first_line", wider)
    assert built("dotted", True) == built("dotted", False)
