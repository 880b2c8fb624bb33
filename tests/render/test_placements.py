"""What the record beside the PDF says: where each text is, and which marked contents it has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bifolio.fonts.collection import Typecase
from bifolio.languages import languages
from bifolio.pdf.glyphs import read_pages
from bifolio.preflight.evidence import in_layout
from bifolio.preflight.typography.measure import measure_page
from bifolio.render.job import RenderedPdf
from bifolio.render.processes import Renderer
from bifolio.render.renderer import render_job
from bifolio.text.runs import TextId
from tests.render.conftest import Compose
from tests.typography.setting import Setting, content, job

SENTENCE = "中文排版需要耐心细致，也需要经验和工具。"

BODY = f"""
<div class="running" data-running><span data-unit="running" lang="zh-Hans">{SENTENCE}</span></div>
<p data-unit="first">{SENTENCE}</p>
<p data-unit="second" lang="en">An <em>English</em> sentence.</p>
<p>Words of no unit, <span data-unit="within">{SENTENCE}</span></p>
<div class="columns"><p data-unit="over-columns">{SENTENCE * 4}</p></div>
<table><tr><td data-unit="cell">{SENTENCE}</td></tr></table>
"""

STYLES = """
.running { position: running(head) } @page { @top-left { content: element(head) } }
.columns { columns: 2 } .columns p { width: auto; break-inside: auto }
"""


@pytest.fixture(scope="module")
def printed(
    renderer: Renderer, typecase: Typecase, tmp_path_factory: pytest.TempPathFactory
) -> RenderedPdf:
    folder = tmp_path_factory.mktemp("placements")
    ready = job([content("x", "x")], Setting(30, 10.0, styles=STYLES), typecase, folder)
    html = f'<html lang="zh-Hans"><title>x</title><body data-facing-pages>{BODY}</body></html>'
    faces = typecase.faces(frozenset(map(ord, html)) | {0x20}, folder / "fonts")
    ready = replace(ready, html=html, faces=faces, languages=dict(languages()))
    printed = renderer.run(render_job, ready).result()
    assert printed.problems == ()
    return printed


def test_a_text_is_named_by_its_unit_and_its_language(printed: RenderedPdf) -> None:
    texts = list(dict.fromkeys(each.text for each in printed.placements.texts))
    assert texts == [
        TextId("first", "zh-Hans"),
        TextId("second", "en"),
        TextId("within", "zh-Hans"),
        TextId("over-columns", "zh-Hans"),
        TextId("cell", "zh-Hans"),
    ]


def test_a_text_has_the_marked_contents_of_its_paragraph_in_the_pdf(printed: RenderedPdf) -> None:
    (page,) = read_pages(printed.pdf)
    placed = {each.contents for each in printed.placements.texts}
    whole = [each for each in page if "Words" not in each.text]
    assert len(whole) == 5
    assert {each.contents for each in whole} <= placed
    (around,) = (each for each in page if "Words" in each.text)
    within = [each for each in printed.placements.texts if each.text.unit == "within"]
    assert all(each.contents < around.contents for each in within)


def test_parts_of_a_text_in_two_columns_are_parts_of_one_element(printed: RenderedPdf) -> None:
    left, right = (each for each in printed.placements.texts if each.text.unit == "over-columns")
    assert left.element == right.element
    assert left.box.right < right.box.left
    assert not left.contents & right.contents
    others = {each.element for each in printed.placements.texts if each.text.unit == "cell"}
    assert left.element not in others


def test_the_elements_around_a_text_are_known(printed: RenderedPdf) -> None:
    (cell,) = (each for each in printed.placements.texts if each.text.unit == "cell")
    assert cell.tag == "td"
    assert cell.around[-3:] == ("table", "tbody", "tr")


def test_running_titles_and_facing_pages_are_known(printed: RenderedPdf) -> None:
    assert printed.placements.running == {TextId("running", "zh-Hans")}
    assert printed.placements.has_facing_pages


def test_a_loose_line_names_the_place_of_its_text(
    renderer: Renderer, typecase: Typecase, tmp_path: Path
) -> None:
    """Of two texts that say the same, each line has its own."""
    loose = "前面的字 1234567890123456 后面的字"
    texts = [content("one", loose), content("two", loose)]
    places = [replace(texts[0].place, line=3), replace(texts[0].place, line=9)]
    texts = [replace(text, place=place) for text, place in zip(texts, places, strict=True)]
    printed = renderer.run(render_job, job(texts, Setting(10, 10.0), typecase, tmp_path)).result()
    assert list(dict.fromkeys(problem.place for problem in printed.loose)) == places


def test_lines_with_a_float_at_their_right_are_known(compose: Compose) -> None:
    """Not those below it, in another formatting context, or with a float at their left."""
    box = '<div style="float: {}; width: 30pt; height: 25pt"></div>'
    inner = f'<div style="display: inline-block; width: 60pt">{box.format("right")}</div>'
    other = f'<div style="width: 100pt; overflow: hidden">{box.format("left")}<p>{SENTENCE}</p>'
    printed, (first, *_) = compose(
        f'<div style="width: 100pt">{box.format("right")}<p>{SENTENCE * 2}</p></div>{other}{inner}'
    )
    (area,) = printed.placements.areas
    assert len(area.short_lines) in (2, 3)
    assert {round(each.missing) for each in area.short_lines} == {30}
    for short, line in zip(area.short_lines, first.lines, strict=False):
        assert short.box.bottom < line.baseline < short.box.top
        assert short.box.right == pytest.approx(line.right, abs=5.1)


def test_lines_that_end_at_a_break_are_known(compose: Compose) -> None:
    printed, paragraphs = compose(f'<p style="width: 100pt">{SENTENCE}<br>短行。<br>{SENTENCE}</p>')
    (area,) = printed.placements.areas
    (paragraph,) = (in_layout(each, area) for each in paragraphs)
    broken = [at for at, line in enumerate(paragraph.lines) if line.is_broken]
    (short,) = (at for at, line in enumerate(paragraph.lines) if line.text == "短行。")
    assert broken == [short - 1, short]
    assert measure_page([paragraph], 1).violations == []
