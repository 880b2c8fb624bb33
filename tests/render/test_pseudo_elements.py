"""Markers and notes have the styles that the renderer would compute for every element."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bifolio.render.renderer import warm_up
from bifolio.render.weasyprint import CSS, HTML, FontConfiguration

PAGE = '<ul><li>one</li></ul><p>two<span class="note">three</span></p>'
RULES = """
li::marker { color: #f00; white-space: normal }
.note { float: footnote; color: #00f }
.note::footnote-call { font-size: 7px }
"""
PSEUDO_TYPES = (
    *("marker", "footnote-call", "footnote-marker"),
    *("note-call", "note-marker", "note-callback"),
)


def styles(page: HTML, usual: CSS) -> Any:
    """The styles of `page`, with a stylesheet that applies to every page."""
    from weasyprint.css import StyleFor

    fonts = FontConfiguration()
    rules = CSS(string=RULES, font_config=fonts)
    sheets = [(usual, "user agent", None), (rules, "author", None)]
    return StyleFor(page, sheets, False, fonts, None)


def elements(page: HTML) -> Iterator[Any]:
    yield from page.etree_element.iter()


def whole_stylesheet() -> CSS:
    from weasyprint import html

    return CSS(string=html.UA, counter_style=html.UA_COUNTER_STYLE)


def test_styles_are_those_that_the_renderer_computes_for_every_element() -> None:
    from weasyprint.css.properties import INITIAL_VALUES
    from weasyprint.html import UA_STYLESHEET

    warm_up()
    page = HTML(string=PAGE)
    every, asked = styles(page, whole_stylesheet()), styles(page, UA_STYLESHEET)
    for element in elements(page):
        for pseudo_type in PSEUDO_TYPES:
            one, other = every(element, pseudo_type), asked(element, pseudo_type)
            assert {name: one[name] for name in INITIAL_VALUES} == {
                name: other[name] for name in INITIAL_VALUES
            }


def test_styles_are_computed_only_when_asked_for() -> None:
    from weasyprint.html import UA_STYLESHEET

    warm_up()
    page = HTML(string=PAGE)
    computed = styles(page, UA_STYLESHEET).get_computed_styles()
    names = {(element.tag, pseudo_type) for element, pseudo_type in computed if pseudo_type}
    assert names == {("li", "marker"), ("span", "footnote-call")}


def test_the_renderer_still_computes_them_for_every_element() -> None:
    page = HTML(string=PAGE)
    computed = styles(page, whole_stylesheet()).get_computed_styles()
    assert all((each, kind) in computed for each in elements(page) for kind in PSEUDO_TYPES)


def test_mending_is_idempotent() -> None:
    from weasyprint.css import StyleFor

    warm_up()
    mended = StyleFor.__call__
    warm_up()
    assert StyleFor.__call__ is mended
