"""Values of properties are those that the renderer computes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bifolio.render.renderer import warm_up
from bifolio.render.weasyprint import CSS, HTML, FontConfiguration
from tests.render.conftest import original_of

PAGE = """<html lang="en"><body><main><p class="a">one <em>two</em></p>
<p class="b" dir="rtl">three</p><p class="c">four <span>five</span></p></main></body></html>"""

RULES = """
html { --size: 7px; font-size: calc(1px * 9); text-indent: calc(10% + 2px); color: #123 }
main { margin: 0 max(2px, 5px); line-height: 1.5; text-decoration: underline; float: left }
.a { margin-inline-start: 3px; width: 50%; page: named; letter-spacing: var(--size) }
.b { direction: rtl; padding-inline-end: 4px; border-inline-start: 2px solid; position: absolute }
.c { block-size: 8px; all: inherit; text-indent: inherit; width: var(--missing) }
span { display: block; outline-width: thin; margin-inline: initial; hyphens: auto }
em { color: currentColor; border-top: 1px solid; font-size: 2em; vertical-align: super }
"""


@pytest.fixture
def as_computed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A function that lets the renderer compute all values itself."""
    warm_up()
    from weasyprint.css import ComputedStyle

    original = original_of(ComputedStyle.__missing__, "original")
    return lambda: monkeypatch.setattr(ComputedStyle, "__missing__", original)


def values() -> Iterator[tuple[str, str, Any]]:
    """Each element of the page with each property and its value."""
    from weasyprint.css import StyleFor
    from weasyprint.css.properties import INITIAL_VALUES
    from weasyprint.html import UA_STYLESHEET

    fonts, page = FontConfiguration(), HTML(string=PAGE)
    sheets = [(UA_STYLESHEET, "user agent", None), (CSS(string=RULES), "author", None)]
    styles = StyleFor(page, sheets, False, fonts, None)
    for element in page.etree_element.iter():
        style = styles(element)
        for name in (*INITIAL_VALUES, "__size", "__missing"):
            yield element.tag, name, repr(style[name])


def test_values_are_those_that_the_renderer_computes(as_computed: Callable[[], None]) -> None:
    looked_up = list(values())
    as_computed()
    assert looked_up == list(values())


def test_mending_is_idempotent() -> None:
    from weasyprint.css import ComputedStyle

    warm_up()
    mended = ComputedStyle.__missing__
    warm_up()
    assert ComputedStyle.__missing__ is mended
