"""What stylesheets and pictures put on a page themselves: markers, counters, `content`, quotes."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from bifolio.fonts import GENERATED
from bifolio.fonts.collection import Typecase
from bifolio.pdf.glyphs import GENERATED as GENERATED_KIND
from bifolio.pdf.glyphs import LABEL, read_pages
from bifolio.pdf.structure import elements_of
from bifolio.render.job import Job, RenderedPdf
from bifolio.render.processes import Renderer
from bifolio.render.renderer import render_job
from bifolio.render.weasyprint import tags
from tests.typography.setting import Setting, content, job


@pytest.fixture(scope="module")
def plain_job(typecase: Typecase, tmp_path_factory: pytest.TempPathFactory) -> Job:
    return job([content("x", "x")], Setting(20, 10.0), typecase, tmp_path_factory.mktemp("job"))


@pytest.fixture
def build(renderer: Renderer, plain_job: Job, typecase: Typecase, tmp_path: Path):  # type: ignore[no-untyped-def]
    def built(body: str, styles: str = "", language: str = "zh-Hans") -> RenderedPdf:
        """A page whose fonts are cut to what the body says, and to what most pages generate."""
        html = (
            f'<html lang="{language}"><title>x</title><body lang="{language}">{body}</body></html>'
        )
        faces = typecase.faces(frozenset(map(ord, html)) | GENERATED, tmp_path / "fonts")
        readable = (*plain_job.readable, tmp_path)
        ready = replace(plain_job, html=html, faces=faces, inline_styles=styles, readable=readable)
        return renderer.run(render_job, ready).result()

    return built


def text_of(printed: RenderedPdf) -> str:
    (page,) = pypdfium2.PdfDocument(printed.pdf)
    return str(page.get_textpage().get_text_range())


ITEMS = "<ol><li>护照</li><li>票</li></ol>"

STYLES = {
    "disc": "••",
    "circle": "◦◦",
    "square": "▪▪",
    "disclosure-closed": "▸▸",
    "decimal": "1.2.",
    "decimal-leading-zero": "01.02.",
    "lower-roman": "i.ii.",
    "upper-alpha": "A.B.",
    "lower-greek": "α.β.",
    "cjk-decimal": "一、二、",
    "cjk-heavenly-stem": "甲、乙、",
    "simp-chinese-informal": "一、二、",
    "trad-chinese-informal": "一、二、",
    "japanese-formal": "壱、弐、",
    "hiragana-iroha": "い、ろ、",
    "'✓'": "✓✓",
}


@pytest.mark.parametrize("style", STYLES)
def test_every_counter_style_that_the_fonts_have_is_on_the_page(build, style: str) -> None:  # type: ignore[no-untyped-def]
    printed = build(ITEMS, f"ol {{ list-style-type: {style}; padding-left: 40px }}")
    assert printed.problems == ()
    labels = [each for page in read_pages(printed.pdf) for each in page if each.kind == LABEL]
    assert "".join(each.text for each in labels) == STYLES[style]


def test_lists_within_lists_have_their_own_markers(build) -> None:  # type: ignore[no-untyped-def]
    nested = "<ul><li>甲<ol><li>乙<ul><li>丙</li></ul></li></ol></li></ul>"
    printed = build(nested, "ul ul, ol ul { list-style-type: square }", "en")
    assert printed.problems == ()
    (page,) = read_pages(printed.pdf)
    assert [(each.kind, each.text) for each in page] == [
        *((LABEL, "•"), ("LBody", "甲"), (LABEL, "1."), ("LBody", "乙")),
        *((LABEL, "▪"), ("LBody", "丙")),
    ]


@pytest.mark.parametrize(
    ("body", "styles", "wanted"),
    [
        ("<p>一</p>", 'p::before { content: "\\2713  " }', "✓一"),
        ("<p>一</p>", 'p::after { content: "\\203B" }', "一※"),
        ("<p><q>一</q></p>", 'q { quotes: "\\300E" "\\300F" }', "『一』"),
        ("<p>一</p>", "p::before { counter-set: n 3; content: counter(n, cjk-decimal) }", "三一"),
        ("<p>一</p>", "p::after { content: leader('\\00B7') '9' }", "一·9"),
    ],
)  # fmt: skip
def test_generated_content_is_on_the_page(build, body: str, styles: str, wanted: str) -> None:  # type: ignore[no-untyped-def]
    printed = build(body, styles)
    assert printed.problems == ()
    found = "".join(text_of(printed).split())
    assert wanted in re.sub("·+", "·", found)


def test_page_numbers_may_have_any_counter_style(build) -> None:  # type: ignore[no-untyped-def]
    folio = "counter(page, upper-roman) ' \\2014  ' counter(page, cjk-decimal)"
    printed = build("<p>一</p>", f"@page {{ @bottom-center {{ content: {folio} }} }}")
    assert printed.problems == ()


def test_the_text_of_a_picture_has_its_glyphs(build, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = '<text y="15" font-family="Bifolio Han SC">龟龙</text>'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20">{text}</svg>'
    (tmp_path / "signs.svg").write_text(picture, "utf-8")
    printed = build(f'<img src="{(tmp_path / "signs.svg").as_uri()}" alt="x">')
    assert printed.problems == ()
    assert "龟龙" in text_of(printed)


def test_a_generated_character_that_no_font_has_is_named_with_its_place(build) -> None:  # type: ignore[no-untyped-def]
    printed = build(ITEMS, "ol { list-style-type: hebrew }")
    assert {problem.message for problem in printed.problems} == {
        "no font has 'א' (U+05D0), which the layout generates in 'li::marker'",
        "no font has 'ב' (U+05D1), which the layout generates in 'li::marker'",
    }
    assert all("counter style" in problem.hint for problem in printed.problems)


def test_generated_content_is_distinguished_from_the_text(build) -> None:  # type: ignore[no-untyped-def]
    styles = "h2::before { content: '1  ' } p::after { content: ' ※' }"
    printed = build("<h2>一</h2><p>二<b>三</b></p>", styles)
    (page,) = read_pages(printed.pdf)
    said = [(each.kind, each.text) for each in page]
    assert ("H2", "一") in said
    assert ("P", "二三") in said
    assert (GENERATED_KIND, "1") in said
    assert (GENERATED_KIND, "※") in said


def test_both_modules_name_generated_content_alike() -> None:
    assert tags.GENERATED == GENERATED_KIND


def test_an_item_of_a_list_has_a_label_and_a_body(build) -> None:  # type: ignore[no-untyped-def]
    printed = build("<ul><li><p>甲</p><p>乙</p></li><li>丙</li></ul>", "ul { padding-left: 20px }")
    elements = elements_of(pikepdf.open(io.BytesIO(printed.pdf)))
    below = [each.tag for each in elements if each.parents and each.parents[-1] == "LI"]
    assert below == ["Lbl", "LBody", "Lbl", "LBody"]
    bodies = [each.tag for each in elements if each.parents[-2:] == ("LI", "LBody")]
    assert bodies[:2] == ["P", "P"]


def test_chinese_numbers_go_on_after_ten(build) -> None:  # type: ignore[no-untyped-def]
    printed = build(
        '<ol style="counter-reset: list-item 18"><li>护照</li><li>票</li><li>笔</li></ol>',
        "ol { list-style-type: simp-chinese-informal; padding-left: 60px }",
    )
    assert printed.problems == ()
    (page,) = read_pages(printed.pdf)
    labels = [each.text for each in page if each.kind == LABEL]
    assert labels == ["十九、", "二十、", "二十一、"]
