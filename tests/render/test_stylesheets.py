from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bifolio.fonts.collection import Typecase
from bifolio.languages import LIKELY, find_language
from bifolio.render.job import RenderedPdf
from bifolio.render.renderer import render_job
from bifolio.render.weasyprint import CSS, HTML, CounterStyle, FontConfiguration, URLFetcher
from bifolio.render.weasyprint.stylesheets import (
    forget_stylesheets,
    may_add_fonts,
    stylesheet,
    united,
)
from tests.conftest import ROOT
from tests.typography.setting import Setting, content, job

ADDRESS = "file:///layout.css"


def read(text: str, counters: CounterStyle | None = None) -> object:
    counters = CounterStyle() if counters is None else counters
    return stylesheet(text, ADDRESS, FontConfiguration(), counters, URLFetcher())


@pytest.fixture(autouse=True)
def forgotten() -> None:
    forget_stylesheets()


def test_a_stylesheet_is_read_once() -> None:
    first = read("p { color: #000 }")
    assert read("p { color: #000 }") is first
    assert read("p { color: #111 }") is not first
    forget_stylesheets()
    assert read("p { color: #000 }") is not first


@pytest.mark.parametrize("adding", ["@font-face { }", "@import 'a.css';", r"@font\2d face { }"])
def test_a_rule_that_may_add_a_font_is_found(adding: str) -> None:
    assert may_add_fonts(f"p {{ }} {adding}")
    assert not may_add_fonts("p { font-family: serif } @page { margin: 0 }")


@pytest.mark.parametrize("keyword", ["counter-style", "COUNTER-STYLE", r"counter\2dstyle"])
def test_what_a_stylesheet_writes_into_a_document_is_in_each(keyword: str) -> None:
    text = f"@{keyword} drops {{ system: cyclic; symbols: '*' }}"
    for _ in range(2):
        counters = CounterStyle()
        read(text, counters)
        assert "drops" in counters


@pytest.mark.parametrize(
    "styles",
    [
        "p { color: var(--width) } body { --width: 1pt }",
        "p { colour: red }",
        "p:unknown { color: red }",
    ],
)
def test_each_build_reports_what_is_wrong_in_a_stylesheet(
    styles: str, typecase: Typecase, tmp_path: Path
) -> None:
    path = tmp_path / "own.css"
    path.write_text(styles, "utf-8")
    ready = job([content("x", "x")], Setting(10, 10.0), typecase, tmp_path)
    ready = replace(ready, stylesheets=(*ready.stylesheets, path))
    first, second = (messages(render_job(ready)) for _ in range(2))
    assert first == second
    assert first


def messages(built: RenderedPdf) -> list[str]:
    return [each.message for each in built.problems]


CASCADE = (
    "p { color: #111 } .b { top: 1pt }",
    "p { color: #222 } p { left: 2pt }",
    ".b { top: 3pt }",
)
LAYERS = ("@layer own { p { color: #333 } } p { right: 4pt }",)


@pytest.mark.parametrize("sheets", [CASCADE, (*CASCADE, *LAYERS), ()], ids=len)
def test_united_stylesheets_style_a_page_as_each_of_them_in_its_order(
    sheets: tuple[str, ...],
) -> None:
    read_sheets = [
        CSS(string=f"@page {{ margin: {at}pt }} {each}") for at, each in enumerate(sheets)
    ]
    page = HTML(string="<p class=b lang=en>x</p>")
    left, right = (
        page.render(stylesheets=each).pages[0]._page_box
        for each in (read_sheets, united(read_sheets))
    )
    assert styles_of(left) == styles_of(right)


def styles_of(page: Any) -> list[tuple[object, ...]]:
    """The styles of a page and of each box on it."""
    names = ("color", "top", "left", "right", "margin_left")
    return [tuple(each.style[name] for name in names) for each in (page, *page.descendants())]


def test_stylesheets_with_layers_are_not_united() -> None:
    read_sheets = [CSS(string=each) for each in (*CASCADE, *LAYERS)]
    assert united(read_sheets) == read_sheets
    assert len(united(read_sheets[:3])) == 1


@pytest.mark.parametrize("tag", [*LIKELY, "zh-Hans", "zh-Hant", "zh-Hans-SG", "zh-Hant-HK"])
def test_each_tag_of_chinese_has_the_face_of_its_script(tag: str) -> None:
    from weasyprint.css import StyleFor

    page = HTML(string=f"<p lang={tag}>字<span lang=en>a</span><p lang=de>a")
    rules = CSS(filename=ROOT / "layouts" / "base" / "typography.css")
    styles = StyleFor(page, [(rules, "author", None)], False, FontConfiguration(), None)
    chinese, english, german = (
        styles(element)["font_family"]
        for element in page.etree_element.iter()
        if element.tag in ("p", "span")
    )
    language = find_language(tag)
    assert language is not None
    script = {"zh-Hans": "Bifolio Han SC", "zh-Hant": "Bifolio Han TC"}[language.tag]
    assert chinese == ("Bifolio Latin in Han", script)
    assert english == ("Bifolio Latin beside Han", script)
    assert german == ("Bifolio Latin", "Bifolio Han SC")
