"""A drawing that is drawn again is as it was, wherever it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from weasyprint.svg import SVG

from bifolio.render.weasyprint import CSS, HTML, FontConfiguration
from bifolio.render.weasyprint import kept_drawings as module
from bifolio.render.weasyprint.kept_drawings import keep_drawings
from tests.conftest import ROOT

FONT = (ROOT / "fonts" / "SourceSans3-Regular.ttf").as_uri()
FONTS = FontConfiguration()
RULES = CSS(
    string=f"""@font-face {{ font-family: a; src: url({FONT}) }}
    @page {{ size: 300px 200px; margin: 10px }} body {{ font: 10px a }}
    svg {{ display: block; height: 40px }} .low {{ height: 20px }} h2 {{ break-before: page }}
    """,
    font_config=FONTS,
)

RED, BLUE = '<path d="M1 1h8v8z" fill="#c00" {}/>', '<circle cx="5" cy="5" r="3" stroke="#00c" {}/>'
PATHS = RED.format("") + BLUE.format("")
OPACITIES = RED.format('fill-opacity="0.5"') + BLUE.format('stroke-opacity="0.25"')
GROUP = RED.format('opacity="0.5"')
TEXT = '<text x="1" y="9" font-family="a" font-size="4">a</text>'
GRADIENT = """<linearGradient id="g"><stop offset="0" stop-color="red"/>
<stop offset="1" stop-color="blue"/></linearGradient><path d="M1 1h8v8z" fill="url(#g)"/>"""
MASK = '<mask id="m"><rect width="5" height="9" fill="#fff"/></mask><g mask="url(#m)">{}</g>'
ELSEWHERE = PATHS + '<use href="other.svg#a"/>'
USED = f'<defs><g id="u">{PATHS}</g></defs><use href="#u"/><use xlink:href="#u" x="2"/>'

CONTENTS = {
    "paths": (PATHS, True),
    "opacities": (OPACITIES, True),
    "used twice": (USED, True),
    "a group with an opacity": (GROUP, False),
    "a text": (PATHS + TEXT, False),
    "a gradient": (GRADIENT, False),
    "a mask": (MASK.format(PATHS), False),
    "another file": (ELSEWHERE, False),
}
"""What is in a drawing, and whether it is kept."""


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    keep_drawings()
    module._kept.clear()
    yield
    module._kept.clear()


def page(content: str) -> str:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 10 10" {{}}>{content}</svg>'
    )
    first, low = svg.format(""), svg.format('class="low"')
    return f'<!doctype html><html lang="en"><title>t</title>{first}{low}{first}<h2>a</h2>{first}'


def pdf_of(text: str) -> bytes:
    html = HTML(string=text, base_url="about:blank")
    made: bytes = html.render(stylesheets=[RULES], font_config=FONTS).write_pdf()
    return made


@pytest.mark.parametrize("content", CONTENTS)
def test_it_has_the_operators_of_a_new_drawing(
    content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes = 0
    original = SVG.draw_node

    def counted(self: Any, node: Any, *others: Any, **named: Any) -> None:
        nonlocal nodes
        nodes += node is self.tree
        original(self, node, *others, **named)

    monkeypatch.setattr(SVG, "draw_node", counted)
    inner, is_kept = CONTENTS[content]
    text = page(inner)
    once, again = pdf_of(text), pdf_of(text)
    assert nodes == (3 if is_kept else 8), "one of each size, and one after the black of a heading"
    monkeypatch.setattr(module, "_source_of", lambda svg: b"")
    assert pdf_of(text) == once == again


def test_another_source_is_another_drawing() -> None:
    red, blue = page(PATHS), page(PATHS.replace("#c00", "#00c"))
    made = pdf_of(red), pdf_of(blue)
    assert made[0] != made[1]
    module._kept.clear()
    assert pdf_of(blue) == made[1]


def test_the_state_of_the_page_is_that_of_a_new_drawing() -> None:
    """What follows a drawing sets its own colour, whichever that of the drawing was."""
    text = page(PATHS).replace("<h2>", '<p style="color: #c00">words</p><h2>')
    pdf_of(text)
    again = pdf_of(text)
    module._kept.clear()
    assert pdf_of(text) == again


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_DRAWINGS"])
def test_no_more_is_kept_than_there_is_room_for(
    limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf_of(page(PATHS))
    before = [*module._kept.items()]
    most = {"MOST_BYTES": sum(each.size for _, each in before), "MOST_DRAWINGS": len(before)}
    monkeypatch.setattr(module, limit, most[limit])
    pdf_of(page(PATHS.replace("#c00", "#00c")))
    assert len(module._kept) == len(before)
    assert module._kept.keys().isdisjoint(key for key, _ in before)
