from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest

from bifolio.compose.clusters import Line, ShapedParagraph, kinds
from bifolio.compose.shaping import Style
from bifolio.fonts import READABLE_GAP, WIDENED_BY
from bifolio.languages import find_language
from bifolio.render.line_markup import Composed, SpanStyles, write_lines
from bifolio.render.weasyprint.passages import Leaf
from tests.compose.clusters_of import EM, clusters_of

TYPE = Style(("Face",), 400, False, EM, "zh-Hans")


def written(
    html: str,
    *ends: int,
    language: str = "zh-Hans",
    extras: Sequence[float] = (),
    halves: Iterable[int] = (),
    narrow: Mapping[int, float] = MappingProxyType({}),
    hyphens: bool = False,
) -> tuple[Element, SpanStyles]:
    """The text of `html` in lines that end before the letters `ends`."""
    block = fromstring(html)
    leaves = [
        Leaf(node, tail, text, TYPE, emphasised=node.tag == "em" and not tail)
        for node in block.iter()
        for tail, text in ((False, node.text or ""), (True, node.tail or ""))
        if text
    ]
    owners = [leaf for leaf in leaves for _ in leaf.text]
    text = "".join(leaf.text for leaf in leaves)
    rules = find_language(language)
    assert rules is not None
    paragraph = ShapedParagraph(clusters_of(text), rules, 100.0, justified=True)
    lines, first = [], 0
    for end in (*ends, len(text)):
        last = end - (text[end - 1] == " ")
        added = tuple(extras)[first:last] or (0.0,) * (last - first)
        lines.append(Line(first, last, end, 0.0, added, frozenset(halves), hyphens, narrow))
        first = end
    sheet = SpanStyles()
    composed = Composed(paragraph, kinds(paragraph.clusters, rules), owners, lines)
    write_lines(block, [composed], sheet)
    return block, sheet


def test_lines_end_with_line_feeds() -> None:
    block, sheet = written("<p>中文排版</p>", 2)
    assert tostring(block, "unicode") == ('<p class="composed composed-justified">中文\n排版</p>')
    assert sheet.css() == ""


def test_the_space_between_two_words_stays_for_who_reads_aloud() -> None:
    block, _ = written("<p>one two</p>", 4, language="en")
    assert block.text == "one \ntwo"


def test_an_ideographic_space_has_the_face_of_the_ideograph_behind_it() -> None:
    """After figures it would have their face, which has none, and copy as U+0020."""
    block, _ = written("<p>10:00　開幕　2樓</p>")
    (span,) = block.iter("span")
    assert (block.text, span.text) == ("10:00", "　開幕　2樓")


@pytest.mark.parametrize("more", [0.0003, 0.003])
def test_an_ideographic_space_never_stands_in_a_span_alone(more: float) -> None:
    """The renderer draws nothing for a span of white space, and the space would be lost."""
    extras = [0.0, 0.0, *([more * EM] * 6), 0.0]
    block, _ = written("<p>15　管弦樂團演奏</p>", extras=extras)
    assert "".join(block.itertext()) == "15　管弦樂團演奏"
    texts = [block.text, *(text for span in block for text in (span.text, span.tail))]
    assert any("　管" in (text or "") for text in texts), texts


def test_text_stays_in_the_elements_that_it_came_from() -> None:
    block, _ = written("<p>中<b>文</b>排</p>", 1)
    assert tostring(block, "unicode").endswith(">中\n<b>文</b>排</p>")


def test_stretch_becomes_letter_spacing_with_the_same_sum() -> None:
    extra = 0.04 * EM
    block, sheet = written("<p>中文排版</p>", extras=(extra, extra, extra, 0.0))
    rules = dict(re.findall(r"\.(\w+) \{ letter-spacing: ([\d.]+)px", sheet.css()))
    added = sum(len(span.text or "") * float(rules[span.get("class", "")]) for span in block)
    # Nothing is added after the last letter, whatever its span says.
    assert added - float(rules[block[-1].get("class", "")]) == pytest.approx(3 * extra, abs=0.02)
    assert "".join(block.itertext()) == "中文排版"


def test_marks_are_set_half_width_by_their_feature() -> None:
    block, sheet = written("<p>中》，文</p>", halves={1})
    (span,) = block.iter("span")
    assert span.text == "》"
    assert '"hwid" 1' in sheet.css()


@pytest.mark.parametrize("sixteenths", [0.2, 1, 2.4, 3.5, 5, 7.9])
def test_a_mark_is_narrower_by_any_amount(sixteenths: float) -> None:
    given = sixteenths * EM / 16
    block, sheet = written("<p>中，文字</p>", narrow={1: given})
    (rules,) = re.findall(r"\{ (.*) \}", sheet.css())
    step = re.search(r'"ss02" (\d)', rules)
    half = '"hwid" 1' in rules
    spacing = re.search(r"letter-spacing: (-?[\d.]+)px", rules)
    narrower = EM / 2 if half else int(step[1]) * EM / 16 if step else 0.0
    spaced = float(spacing[1]) if spacing else 0.0
    assert narrower - spaced == pytest.approx(given, abs=0.002 * EM)
    assert -0.002 * EM <= spaced <= EM / 16 + 0.002 * EM
    assert "".join(block.itertext()) == "中，文字"


@pytest.mark.parametrize("stretch", [0.09, 0.15, 0.2, 0.25])
def test_a_gap_that_would_be_read_as_a_space_is_carried_by_the_glyphs(stretch: float) -> None:
    extra = stretch * EM
    _, sheet = written("<p>中文排版</p>", extras=(extra, extra, extra, 0.0))
    spaced = [float(found) for found in re.findall(r"letter-spacing: (-?[\d.]+)px", sheet.css())]
    assert '"ss01" 1' in sheet.css()
    assert all(abs(each) <= READABLE_GAP * EM for each in spaced)
    assert spaced[0] + WIDENED_BY * EM == pytest.approx(extra, abs=0.002 * EM)


def test_signs_of_the_han_face_among_latin_are_set_apart_and_no_wider() -> None:
    extra = 0.03 * EM
    stretched = (0.15 * EM, 0.15 * EM, *[extra] * 5, 0.0)
    letters = "甲、★★ab★c"
    block, sheet = written(f"<p>{letters}</p>", extras=stretched)
    wide = [name for name, rules in re.findall(r"\.(\w+) \{(.*)\}", sheet.css()) if "ss01" in rules]
    widened = "".join(span.text or "" for span in block if span.get("class") in wide)
    assert set(widened) <= set("甲、")


def test_what_follows_a_word_set_apart_is_not_moved() -> None:
    block, sheet = written("<p>ab)和</p>", extras=(0.5, 0.5, 0.0, 0.0))
    assert block[-1].tail == "和"
    rules = dict(re.findall(r"\.(\w+) \{ (.*) \}", sheet.css()))
    moved = 0.0
    for span in block:
        spacing, *margin = re.findall(r"-?[\d.]+(?=px)", rules[span.get("class", "")])
        moved += len(span.text or "") * float(spacing) + sum(map(float, margin))
    assert moved == pytest.approx(1.0, abs=0.002 * EM)


def test_what_is_added_after_a_space_is_a_margin() -> None:
    block, sheet = written("<p>a b c</p>", extras=(0, 2.0, 0, 2.0, 0), language="en")
    assert [span.text for span in block.iter("span")] == ["a ", "b "]
    assert "margin-right: 2.0000px" in sheet.css()


def test_like_declarations_share_a_class() -> None:
    _, sheet = written("<p>a b c</p>", extras=(0, 2.0, 0, 2.0, 0), language="en")
    assert sheet.css().count("{") == 1


def test_each_emphasised_ideograph_has_its_own_span_and_marks_have_none() -> None:
    block, _ = written("<p>中<em>文，字</em></p>")
    spans = [(span.text, span.get("class")) for span in block.iter("span")]
    assert spans == [("文", "emphasised"), ("字", "emphasised")]


def test_a_hyphen_has_a_face_of_its_own() -> None:
    block, sheet = written("<p>number</p>", 3, language="en", hyphens=True)
    assert "".join(block.itertext()).startswith("num\u2010\nber")
    assert 'font-family: "Face at line end"' in sheet.css()
    assert sheet.has_hyphens
