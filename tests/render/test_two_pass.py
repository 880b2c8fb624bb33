"""What composed lines rely on in the renderer, and what happens to pages that are not plain."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import font_features
from weasyprint.text.line_break import get_log_attrs

from bifolio.fonts.collection import Typecase
from bifolio.languages import languages
from bifolio.pdf.glyphs import TextParagraph, read_pages
from bifolio.render.job import RenderedPdf
from bifolio.render.processes import Renderer
from bifolio.render.renderer import render_job
from tests.typography.setting import Setting, content, job

TEXT = "中文排版需要耐心细致，也需要经验和工具，二者缺一不可，这样的道理大家都懂。"

Compose = Callable[..., tuple[RenderedPdf, list[TextParagraph]]]


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with Renderer(1) as renderer:
        yield renderer


@pytest.fixture
def compose(renderer: Renderer, typecase: Typecase, tmp_path: Path) -> Compose:
    def composed(
        body: str, styles: str = "", known: tuple[str, ...] = ("zh-Hans", "en")
    ) -> tuple[RenderedPdf, list[TextParagraph]]:
        ready = job([content("x", "x")], Setting(10, 10.0, styles=styles), typecase, tmp_path)
        html = f'<html lang="zh-Hans"><title>x</title><body>{body}</body></html>'
        faces = typecase.faces(frozenset(map(ord, html)) | {0x20}, tmp_path / "fonts")
        rules = {tag: language for tag, language in languages().items() if tag in known}
        printed = renderer.run(
            render_job, replace(ready, html=html, faces=faces, languages=rules)
        ).result()
        return printed, [paragraph for page in read_pages(printed.pdf) for paragraph in page]

    return composed


def lines(paragraph: TextParagraph) -> list[str]:
    return [line.text for line in paragraph.lines]


def test_the_renderer_has_what_is_relied_on() -> None:
    attributes = get_log_attrs("中文 a", "zh-Hans")
    assert [bool(attributes[at].is_line_break) for at in range(5)] == [0, 1, 0, 1, 1]
    assert list(inspect.signature(font_features).parameters)[-1] == "font_feature_settings"
    assert issubclass(boxes.BlockBox, boxes.BlockContainerBox)
    for name in ("MarginBox", "LineBox", "InlineBox", "InlineBlockBox", "TableCellBox"):
        assert hasattr(boxes, name)


def test_lines_end_where_they_were_composed_to_end(compose: Compose) -> None:
    printed, (paragraph,) = compose(f'<p lang="zh-Hans">{TEXT}</p>')
    assert printed.loose == ()
    assert "".join(lines(paragraph)) == TEXT
    assert {round(line.right) for line in paragraph.lines[:-1]} <= {125, 130}


def test_a_language_without_rules_is_left_to_the_renderer(compose: Compose) -> None:
    _, (paragraph,) = compose(f'<p lang="zh-Hans">{TEXT}</p>', known=("en",))
    assert "".join(lines(paragraph)) == TEXT


@pytest.mark.parametrize(
    "block",
    [
        "<div>{}</div>",
        "<div><span>{}</span></div>",
        '<div><span style="display: block">{}</span></div>',
        "<div><em></em>{}</div>",
        '<div style="display: flex"><span>{}</span></div>',
        '<table style="border-spacing: 0; text-align: inherit"><td style="padding: 0">{}</table>',
    ],
)
def test_whatever_holds_nothing_but_text_is_composed(compose: Compose, block: str) -> None:
    def composed(text: str, *known: str) -> list[str]:
        column = f'<div style="width: 100pt; text-align: justify" lang="zh-Hans">{text}</div>'
        _, paragraphs = compose(column, known=known)
        return [line for paragraph in paragraphs for line in lines(paragraph)]

    usual = composed(TEXT, "zh-Hans")
    assert composed(block.format(TEXT)) != usual
    assert composed(block.format(TEXT), "zh-Hans") == usual


def test_a_line_end_that_is_asked_for_stays_where_it_is(compose: Compose) -> None:
    _, (usual,) = compose(f'<p lang="zh-Hans">{TEXT}</p>')
    _, (paragraph,) = compose(
        f'<p lang="zh-Hans">先说一句。<br>{TEXT}<b>再说<br>一句</b>。<br></p>'
    )
    asked_for = ["先说一句。", *lines(usual)[:-1], "道理大家都懂。再说", "一句。"]
    assert lines(paragraph) == asked_for


@pytest.mark.parametrize("display", ["flex", "grid"])
def test_text_right_in_a_container_of_items_stays_one_item(compose: Compose, display: str) -> None:
    _, (paragraph,) = compose(f'<p lang="zh-Hans" style="display: {display}">{TEXT}</p>')
    assert "".join(lines(paragraph)) == TEXT


def test_white_space_of_the_source_is_one_space_or_none(compose: Compose) -> None:
    _, (paragraph,) = compose('<p lang="en">  one\n   <em>two</em> \n three  </p>')
    assert lines(paragraph) == ["one two three"]


def test_a_block_as_wide_as_its_text_is_no_wider_than_it_needs(compose: Compose) -> None:
    row = '<div style="display: flex"><p lang="zh-Hans">短</p><p lang="zh-Hans">也很短</p></div>'
    _, (first, second) = compose(row, styles="p { width: auto; margin: 0 }")
    assert lines(first) == ["短"]
    assert second.lines[0].left == pytest.approx(first.lines[0].right, abs=0.1)


def test_a_picture_among_the_words_leaves_the_block_to_the_renderer(compose: Compose) -> None:
    box = '<span style="display: inline-block; width: 20pt; height: 2pt"></span>'
    _, (paragraph,) = compose(f'<p lang="zh-Hans">{TEXT[:20]}{box}{TEXT[20:]}</p>')
    assert "".join(lines(paragraph)) == TEXT


def test_lines_are_composed_again_where_they_change_their_own_measure(compose: Compose) -> None:
    # The float is beside the first lines only when the text is as long as it is.
    styles = "div { width: 100pt } p { width: auto } @page { size: 400pt 300pt }"
    body = (
        f'<div style="columns: 2; width: 330pt; column-gap: 10pt"><p lang="zh-Hans">{TEXT * 6}</p>'
        '</div><p lang="zh-Hans" style="width: 50%">短文。</p>'
    )
    printed, paragraphs = compose(body, styles=styles)
    assert printed.problems == ()
    assert "".join(text for each in paragraphs for text in lines(each)) == TEXT * 6 + "短文。"
    for line in paragraphs[0].lines:
        assert line.right - line.left <= 160.2


def test_a_loose_line_is_reported_with_the_place_of_its_text(compose: Compose) -> None:
    number = "1234567890123456"
    printed, _ = compose(f'<p lang="zh-Hans" data-unit="x">前面的字 {number} 后面的字</p>')
    (problem, *_) = printed.loose
    assert problem.place == content("x", "x").place
    assert "loose line" in problem.message


def test_bookmarks_have_no_line_ends(compose: Compose) -> None:
    title = "一个很长的标题要分成两行才放得下"
    printed, _ = compose(f'<h1 lang="zh-Hans" style="width: 100pt">{title}</h1>')
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == [title]


@pytest.mark.parametrize("tag", ["h2", "p"])
def test_ragged_chinese_breaks_between_words(tag: str, compose: Compose) -> None:
    text = "最大限度地发挥移民与人员流动对发展的促进作用"
    styles = f"{tag} {{ font-size: 10pt; text-align: left; text-indent: 0 }}"
    _, (paragraph,) = compose(f"<{tag}>{text}</{tag}>", styles)
    assert "".join(lines(paragraph)) == text
    assert not any(line.endswith(("促", "发", "移", "流")) for line in lines(paragraph))


def test_no_line_begins_with_what_unicode_or_chinese_forbids(compose: Compose) -> None:
    pairs = ("北京－上海", "佐々木", "スーパー", "格力®空调", "微软™平台", "真的‼假的", "５０℃左右")
    before = "中文排版需要耐心细致"
    texts = [
        f"{before[:at]}{pair}这项研究由多个部门共同完成" for pair in pairs for at in range(6, 11)
    ]
    _, paragraphs = compose("".join(f"<p>{text}</p>" for text in texts))
    first = {line.text[0] for each in paragraphs for line in each.lines[1:]}
    assert len(paragraphs) == len(texts)
    assert first.isdisjoint("－々ー®™‼℃０")
