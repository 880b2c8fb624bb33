"""`:has()` matches what the renderer matches, and is asked about each element once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bifolio.render.renderer import warm_up
from bifolio.render.weasyprint import CSS, HTML, FontConfiguration, relations
from tests.render.conftest import original_of

ROWS = 40
PAGE = f"""<html lang="en"><body><main class="a"><h1>one</h1><p>two <em>three</em></p>
<p class="note">four</p></main><table>{"<tr><td>5<td><p>6<p>7" * ROWS}</table></body></html>"""

RULES = """
html:not(:has(.cover)) td { color: #010000 }
html:not(:has(.cover)) em { color: #020000 }
table:has(tr > :nth-child(2)):not(:has(tr > :nth-child(3))) td:has(> p + p) { color: #030000 }
h1:has(+ p:has(em)) { color: #040000 }
p:has(~ .note, ~ .other) { color: #050000 }
main:has(.missing) p, body:has(> table) .note { color: #060000 }
"""


def colours(page: HTML, rules: CSS) -> Iterator[tuple[str, Any]]:
    """The tag and the colour of each element, in order."""
    from weasyprint.css import StyleFor

    styles = StyleFor(page, [(rules, "author", None)], False, FontConfiguration(), None)
    for element in page.etree_element.iter():
        yield element.tag, styles(element)["color"].coordinates[0]


@pytest.fixture
def as_matched(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A function that lets selectors be compiled as the renderer does."""
    from cssselect2 import compiler

    warm_up()
    original = original_of(compiler._compile_node, "compile_node")
    return lambda: monkeypatch.setattr(compiler, "_compile_node", original)


def test_elements_match_as_the_renderer_matches_them(as_matched: Callable[[], None]) -> None:
    asked_once = list(colours(HTML(string=PAGE), CSS(string=RULES)))
    as_matched()
    assert asked_once == list(colours(HTML(string=PAGE), CSS(string=RULES)))
    assert len({shade for _, shade in asked_once}) == 7  # each rule, and none


def test_a_page_is_searched_once_for_all_its_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    from cssselect2 import ElementWrapper

    warm_up()
    searched = []
    original = ElementWrapper.iter_subtree

    def counted(self: Any) -> Iterator[Any]:
        searched.append(self.etree_element.tag)
        yield from original(self)

    page, rules = HTML(string=PAGE), CSS(string=RULES)
    monkeypatch.setattr(ElementWrapper, "iter_subtree", counted)
    list(colours(page, rules))
    assert searched.count("table") == 2  # for the second column, and for the third
    assert len(searched) < ROWS


def test_what_changes_between_layouts_is_asked_again() -> None:
    warm_up()
    page = HTML(string="<main><p>1</main>")
    rules = CSS(string="main:has([data-step]) { color: #010000 }")
    found = []
    for attributes in ({}, {"data-step": "1"}, {}):
        page.etree_element.find(".//p").attrib = attributes
        found.append(any(shade for _, shade in colours(page, rules)))
    assert found == [False, True, False]
    assert relations._answers is None  # outside of a layout, elements may change at any time
