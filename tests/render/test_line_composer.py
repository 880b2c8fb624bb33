"""What composed lines rely on in the renderer, and what happens to pages that are not plain."""

from __future__ import annotations

import inspect
import io
import re
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import font_features
from weasyprint.text.line_break import get_log_attrs

from bifolio.pdf.glyphs import TextParagraph, read_pages
from bifolio.preflight.typography.measure import measure
from bifolio.render.job import RenderedPdf
from bifolio.render.weasyprint import line_composer
from tests.render.conftest import Compose
from tests.typography.setting import content

TEXT = "中文排版需要耐心细致，也需要经验和工具，二者缺一不可，这样的道理大家都懂。"


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


def test_an_address_is_divided_in_a_language_without_rules(compose: Compose) -> None:
    """Before a hyphen or a full stop, never after a hyphen, which would be lost in a copy."""
    address = "rete-nazionale@foreste-osservate.example.org"
    styles = "p { width: 100pt } a { white-space: nowrap }"
    _, (paragraph,) = compose(
        f'<p lang="it"><a href="mailto:{address}">{address}</a></p>', known=("en",), styles=styles
    )
    assert len(lines(paragraph)) > 1
    assert "".join(lines(paragraph)) == address
    assert not any(line.endswith("-") for line in lines(paragraph))
    assert max(line.right - line.left for line in paragraph.lines) <= 100.1


def test_an_address_beside_characters_without_rules_is_left_to_the_renderer(
    compose: Compose,
) -> None:
    """Japanese has rules for line ends, which Bifolio does not know."""
    address = "rete-nazionale@foreste-osservate.example.org"
    styles = "p { width: 100pt } a { white-space: nowrap }"
    link = f'<a href="mailto:{address}">{address}</a>'
    _, (paragraph,) = compose(f'<p lang="ja">{link}</p>', known=("en",), styles=styles)
    assert lines(paragraph) == [address]


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


def test_a_box_among_the_words_takes_its_width_of_the_line(compose: Compose) -> None:
    box = '<span style="display: inline-block; width: 20pt; height: 2pt"></span>'
    _, (paragraph,) = compose(f'<p lang="zh-Hans">{TEXT[:5]}{box}{TEXT[5:]}</p>')
    assert "".join(lines(paragraph)) == TEXT
    assert len(paragraph.lines[0].text) == len(paragraph.lines[1].text) - 2
    assert {round(line.right) for line in paragraph.lines[:-1]} <= {125, 130}


def test_lines_beside_a_float_end_where_it_begins(compose: Compose) -> None:
    box = '<div style="float: right; width: 35pt; height: 40pt"></div>'
    _, (paragraph,) = compose(f'{box}<p lang="zh-Hans">{TEXT * 2}</p>')
    assert "".join(lines(paragraph)) == TEXT * 2
    right = [round(line.right, 1) for line in paragraph.lines[:-1]]
    beside = [each for each in right if each < 100]
    assert len(beside) in (2, 3, 4)
    assert right[: len(beside)] == beside
    edge = max(right)
    assert all(each == pytest.approx(edge - 35, abs=5.1) for each in beside)
    assert all(each == pytest.approx(edge, abs=5.1) for each in right[len(beside) :])


def test_text_that_goes_on_in_another_measure_fills_it(compose: Compose) -> None:
    styles = (
        "@page { size: 120pt 100pt; margin: 10pt } @page :first { margin-right: 40pt } "
        "p { width: auto; margin: 0 }"
    )
    _, paragraphs = compose(f'<p lang="zh-Hans">{TEXT * 4}</p>', styles=styles)
    assert "".join(text for each in paragraphs for text in lines(each)) == TEXT * 4
    first, second, *_ = paragraphs
    assert {round(line.right) for line in first.lines} <= {75, 80}
    assert {round(line.right) for line in second.lines} <= {105, 110}


def test_a_column_of_a_table_is_as_wide_as_what_no_line_end_divides(compose: Compose) -> None:
    cells = f'<td lang="zh-Hans">增加了<b>1,200</b>名</td><td lang="zh-Hans">{TEXT}</td>'
    table = f'<table style="width: 110pt; border-spacing: 0"><tr>{cells}</table>'
    _, (number, text) = compose(table, styles="td { padding: 0 }")
    assert "1,200名" in "".join(lines(number)[-1:])
    assert "".join(lines(text)) == TEXT
    assert max(line.right for line in number.lines) <= min(line.left for line in text.lines) + 0.1


def columns(compose: Compose, width: int, *texts: str) -> list[list[str]]:
    """The lines in each cell of a row that is `width` pt wide."""
    cells = "".join(f'<td lang="zh-Hans">{text}</td>' for text in texts)
    table = f'<table style="width: {width}pt; border-spacing: 0"><tr>{cells}</table>'
    _, paragraphs = compose(table, styles="td { padding: 0 } @page { size: 400pt 300pt }")
    return [lines(paragraph) for paragraph in paragraphs]


def test_a_column_of_a_table_keeps_words_whole_where_there_is_room(compose: Compose) -> None:
    room, text = columns(compose, 120, "自习室", TEXT)
    assert room == ["自习室"]
    assert "".join(text) == TEXT
    hours, room, _ = columns(compose, 130, "每周五", "阅览室和自习室", TEXT)
    assert hours == ["每周五"]
    assert not any(line.endswith(("自", "自习")) for line in room)


def test_a_table_is_no_wider_than_its_room_for_a_word(compose: Compose) -> None:
    """The word that lacks most is divided."""
    room, short, text = columns(compose, 50, "自习室", "图书", "二〇二六年的国际图书馆")
    assert len(room) > 1
    assert short == ["图书"]
    assert "".join(room + text) == "自习室二〇二六年的国际图书馆"


@pytest.mark.parametrize("text", ["“（甲）”，乙", "《甲》、《乙》", "见10 km处", "（甲）"])
def test_a_box_as_wide_as_its_text_holds_it_in_one_line(compose: Compose, text: str) -> None:
    box = f'<div style="float: left; text-align: justify" lang="zh-Hans">{text}</div>'
    _, (paragraph,) = compose(box)
    assert lines(paragraph) == [text]


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


def test_a_hyphen_at_a_line_end_is_read_as_a_soft_one(compose: Compose) -> None:
    words = "internationalisation responsibilities " * 3
    printed, _ = compose(f'<p lang="en" style="width: 90pt; hyphens: auto">{words}</p>')
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        assert len(pdf.pages) == 1
    text = pypdfium2.PdfDocument(printed.pdf)[0].get_textpage().get_text_range()
    read = re.sub("[\u00ad\ufffe\x02]\\s*", "", text)  # how PDFium marks a soft hyphen
    assert " ".join(read.split()) == words.strip()


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


def test_lines_of_the_build_before_are_used_and_make_the_same_pdf(
    compose: Compose, tmp_path: Path
) -> None:
    memory = tmp_path / "lines" / "x.json"
    body = f'<p lang="zh-Hans">{TEXT}</p><table><td>{TEXT}<td lang="en">one two</table>'
    first, _ = compose(body, memory=memory)
    content = memory.read_bytes()
    assert "耐心细致" in content.decode()
    again, _ = compose(body, memory=memory)
    assert again.pdf == first.pdf
    assert memory.read_bytes() == content
    compose(body.replace("耐心", "细心"), memory=memory)
    assert memory.read_bytes() != content
    assert [each.name for each in memory.parent.iterdir()] == ["x.json"]


@pytest.mark.parametrize("damage", ["a folder", "below a file", "no lines", "not readable"])
def test_a_memory_that_cannot_be_used_costs_nothing_but_time(
    damage: str, compose: Compose, tmp_path: Path
) -> None:
    memory = tmp_path / "x.json"
    if damage == "a folder":
        memory.mkdir()
    elif damage == "below a file":
        memory.write_text("x")
        memory /= "x.json"
    elif damage == "no lines":
        memory.write_bytes(b"{}")
    else:
        memory.symlink_to(memory)
    usual, _ = compose(f'<p lang="zh-Hans">{TEXT}</p>')
    built, _ = compose(f'<p lang="zh-Hans">{TEXT}</p>', memory=memory)
    assert built.problems == ()
    assert built.pdf == usual.pdf


LATIN = '<span lang="en" style="font-family: \'Bifolio Latin\'">words</span>'


@pytest.mark.parametrize(
    ("inline", "higher"),
    [
        (LATIN, 0.0),
        (f"<small>{LATIN}</small>", 0.0),
        ('<sup style="vertical-align: super; font-size: .7em">1</sup>', 0.0),
        ('<span style="font-size: 2em">大</span>', 5.0),
        ('<span style="line-height: 30pt">高</span>', 13.0),
        ('<span style="display: inline-block; height: 30pt; width: 1em"></span>', 13.0),
    ],
)
@pytest.mark.parametrize("known", [("zh-Hans", "en"), ()])
def test_a_line_is_higher_than_its_leading_only_for_what_is_larger(
    inline: str, higher: float, known: tuple[str, ...], compose: Compose
) -> None:
    lines = f"第一行<br>第二行{inline}<br>第三行"
    _, (paragraph,) = compose(f'<p lang="zh-Hans" style="width: 200pt">{lines}</p>', known=known)
    first, *_, last = (line.baseline for line in paragraph.lines)
    grown = first - last - 2 * 17.0
    if higher:
        assert grown > higher - 1
    else:
        assert grown == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_text_that_is_not_to_be_broken_stays_on_one_line(language: str, compose: Compose) -> None:
    text = TEXT if language == "zh-Hans" else "words that are not to be broken at all " * 3
    block = f'<p lang="{language}" style="white-space: nowrap">{text}<b>{text}</b></p>'
    _, (paragraph,) = compose(block)
    assert [line.replace(" ", "") for line in lines(paragraph)] == [(text * 2).replace(" ", "")]


def test_a_composed_text_is_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def sizes(context: object, text: str, style: object) -> dict[str, float]:
        calls.append(text)
        return {"width": 20.0}

    def original(*given: object) -> None:
        raise AssertionError("the renderer would break it")

    monkeypatch.setattr(line_composer, "_sizes", sizes)
    style = {"font_size": 10}
    box = boxes.TextBox("p", style, None, "一二\n")
    setattr(box, line_composer.NUMBER, 0)
    for _ in range(2):
        laid_out, following, ends = line_composer._split_text_box(original, None, box, 5.0, 0)
        assert (laid_out.text, laid_out.width, following, ends) == ("一二", 20.0, 7, True)
    assert calls == ["一二"]
    box.text, box.style = "二", dict(style)
    line_composer._split_text_box(original, None, box, 5.0, 0)
    assert calls == ["一二", "二"]


def test_the_indent_of_a_block_may_be_a_percentage(compose: Compose) -> None:
    _, (paragraph,) = compose(f'<p lang="zh-Hans" style="text-indent: 20%">{TEXT}</p>')
    assert paragraph.lines[0].left == pytest.approx(50, abs=0.1)
    assert {round(line.right) for line in paragraph.lines[:-1]} <= {125, 130}


def test_a_box_as_wide_as_its_text_may_have_boxes_among_its_words(compose: Compose) -> None:
    among = '<span style="display: inline-block; width: 20pt; height: 2pt"></span>'
    box = f'<p style="float: left; width: auto" lang="zh-Hans">前面{among}后面</p>'
    _, paragraphs = compose(f'{box}<p lang="zh-Hans">旁边</p>')
    (before, beside) = paragraphs
    assert ["".join(lines(each)).replace(" ", "") for each in paragraphs] == ["前面后面", "旁边"]
    assert beside.lines[0].left == pytest.approx(before.lines[0].left + 60, abs=0.1)


MARKED = ("“桥”、《河》与“岸”（上）：序", "《河岸》（下）", "“桥”与河")
"""Texts that begin with an opening mark, or have marks beside each other."""


def violated(printed: RenderedPdf) -> list[str]:
    return [
        f"{each.rule}: {each.what}" for page in measure(printed.pdf) for each in page.violations
    ]


@pytest.mark.parametrize("text", MARKED)
def test_text_after_the_number_of_a_note_begins_like_a_line(compose: Compose, text: str) -> None:
    number = '<span class="n" role="doc-label">1</span>'
    styles = (
        "p { text-indent: -15pt; padding-left: 15pt } .n { display: inline-block; width: 15pt }"
    )
    printed, _ = compose(f'<p lang="zh-Hans">{number}<span>{text}</span></p>', styles=styles)
    _, (plain,) = compose(f'<p lang="zh-Hans">{text}</p>', styles="p { padding-left: 15pt }")
    noted = [
        each for page in read_pages(printed.pdf) for each in page if text[1] in each.lines[0].text
    ]
    assert noted[0].lines[0].glyphs[-1].x == pytest.approx(plain.lines[0].glyphs[-1].x, abs=0.1)
    assert violated(printed) == []


LEADER = "p::after { content: leader(dotted) attr(data-page) }"
ENTRY = '<p lang="zh-Hans" data-page="12">{}</p><!-- the dots of its leader: . -->'


@pytest.mark.parametrize("text", MARKED)
def test_an_entry_with_a_leader_is_composed(compose: Compose, text: str) -> None:
    printed, (entry, *_) = compose(ENTRY.format(text), LEADER + "p { width: 250pt }")
    assert violated(printed) == []
    assert entry.lines[0].text.startswith(text)
    lines = [line for page in read_pages(printed.pdf) for each in page for line in each.lines]
    assert max(line.right for line in lines) == pytest.approx(250 + entry.lines[0].left, abs=0.3)


@pytest.mark.parametrize("width", range(70, 150, 10))
def test_the_number_of_an_entry_is_beside_its_last_words(compose: Compose, width: int) -> None:
    styles = f"{LEADER} p {{ width: {width}pt; text-align: start }}"
    printed, _ = compose(ENTRY.format(MARKED[0]), styles)
    lines = [line for page in read_pages(printed.pdf) for each in page for line in each.lines]
    number = next(line for line in lines if "2" in line.text)
    beside = [line.text for line in lines if abs(line.baseline - number.baseline) < 1]
    assert "序" in "".join(beside)
    assert violated(printed) == []


@pytest.mark.parametrize("spacing", ["normal", "0", "0pt"])
def test_text_without_letter_spacing_is_composed(compose: Compose, spacing: str) -> None:
    printed, _ = compose(f'<p lang="zh-Hans" style="letter-spacing: {spacing}">{MARKED[0]}</p>')
    assert violated(printed) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-Hans", "江边的老渡口叫作𨋢桥头那里已经有些年"),
        ("zh-Hant", "江邊的老渡口叫作㵘橋頭那裡已經有些年"),
    ],
)
def test_gaps_beside_a_letter_of_another_face_are_like_all_others(
    compose: Compose, language: str, text: str
) -> None:
    body = f'<p lang="{language}">{text}（abcdefghijklmn）{text}</p>'
    _, (paragraph,) = compose(body, "p { width: 190pt }", known=("zh-Hans", "zh-Hant", "en"))
    line = paragraph.lines[0]
    assert text.startswith(line.text)
    gaps = [other.x - one.right for one, other in pairwise(line.glyphs)]
    assert max(gaps) - min(gaps) < 0.05
    assert min(gaps) > 0.3


def hyphenated(compose: Compose, body: str, width: int) -> bool:
    """Whether a line ends with a hyphen."""
    _, paragraphs = compose(body, f"p, h2 {{ width: {width}pt; margin: 0 }}")
    return any(line.endswith("-") for each in paragraphs for line in lines(each)[:-1])


MANY_WORDS = "A thousand international congratulations"


@pytest.mark.parametrize("width", range(90, 150, 10))
def test_words_in_a_chinese_paragraph_are_hyphenated_and_english_texts_beside_it_are_not(
    compose: Compose, width: int
) -> None:
    english = f'<p lang="en" data-unit="x">{MANY_WORDS}</p>'
    assert not hyphenated(compose, english, width)
    mixed = f'<p lang="zh-Hans" data-unit="x">原文是<span lang="en">{MANY_WORDS}</span>这样写</p>'
    assert any(hyphenated(compose, mixed, each) for each in range(90, 150, 10))


@pytest.mark.parametrize("width", range(90, 150, 10))
def test_headings_are_not_hyphenated(compose: Compose, width: int) -> None:
    words = f'<span lang="en" style="hyphens: auto">{MANY_WORDS}</span>'
    assert not hyphenated(compose, f'<h2 lang="zh-Hans" data-unit="x">原文{words}</h2>', width)


def test_a_word_of_a_heading_that_is_longer_than_its_line_is_hyphenated(compose: Compose) -> None:
    heading = f'<h2 lang="en" data-unit="x">{MANY_WORDS}</h2>'
    assert hyphenated(compose, heading, 50)


NAMES = "这座桥的设计者是安娜-路易丝-克莱尔女士"


def test_the_head_of_a_column_has_even_lines_and_is_hyphenated_where_a_word_is_too_long(
    compose: Compose,
) -> None:
    def head(width: int, text: str = "Average number of visits", language: str = "en") -> list[str]:
        style = f"width: {width}pt; hyphens: auto"
        _, (paragraph,) = compose(
            f'<p data-balanced lang="{language}" style="{style}">{text}</p>',
            known=("en", "zh-Hans"),
        )
        return lines(paragraph)

    assert head(95) == ["Average number", "of visits"]
    assert len(head(30)) > 3
    assert head(40, "平均访问次数", "zh-Hans") == ["平均", "访问次数"]


@pytest.mark.parametrize("width", range(80, 130, 10))
def test_a_typed_hyphen_at_a_line_end_is_copied(compose: Compose, width: int) -> None:
    printed, paragraphs = compose(f'<p lang="zh-Hans">{NAMES}</p>', f"p {{ width: {width}pt }}")
    assert "".join(lines(paragraphs[0])) == NAMES
    page = pypdfium2.PdfDocument(printed.pdf)[0]
    copied = "".join(page.get_textpage().get_text_bounded().split())
    assert copied.replace("\u2010", "-") == NAMES


def test_a_line_may_end_with_a_typed_hyphen(compose: Compose) -> None:
    def ends(width: int) -> bool:
        _, (paragraph,) = compose(f'<p lang="zh-Hans">{NAMES}</p>', f"p {{ width: {width}pt }}")
        return any(line.endswith("-") for line in lines(paragraph))

    assert any(ends(width) for width in range(80, 130, 10))
