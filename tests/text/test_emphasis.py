"""Bold and emphasis beside any mark: CommonMark, its amendments for CJK, and what else is bold."""

from __future__ import annotations

import pytest

from bifolio.text.markdown import parse
from bifolio.text.runs import Runs, plain
from bifolio.text.unsupported import markup_errors


def marked(runs: Runs) -> str:
    """The text with «» around what is bold and ‹› around what is emphasised."""
    return "".join(
        f"«{run.text}»" if run.strong else f"‹{run.text}›" if run.emphasis else run.text
        for run in runs
    )


MARKS = "。，、；：？！…—·～〃々％℃）」》】”’!,.)]%-→①☆+=/€"

BOLD = {
    # From the test cases of the amendments, by kind.
    "这是**我想做的事。**所以继续": "这是«我想做的事。»所以继续",
    "价格**￥5**起，税込**¥10,000**で": "价格«￥5»起，税込«¥10,000»で",
    "**1. 甲**乙": "«1. 甲»乙",
    "Go**「初心者」**を": "Go«「初心者」»を",
    "**推荐几个框架：**React": "«推荐几个框架：»React",
    "Git**（注：不是GitHub）**": "Git«（注：不是GitHub）»",
    "𰻞𰻞**(ビャンビャン)**麺": "𰻞𰻞«(ビャンビャン)»麺",
    "葛\U000e0100**(こちら)**城市": "葛\U000e0100«(こちら)»城市",
    "大塚\ufe00**(a)** b": "大塚\ufe00«(a)» b",
    "**스크립트(script)**라고": "«스크립트(script)»라고",
    "**(k)**ᄏ": "«(k)»ᄏ",
    "注意：__注意事項__": "注意：«注意事項»",
    # Beside Han, and Western marks.
    "**100%**的": "«100%»的",
    '**"甲"**乙': '«"甲"»乙',
    "**[甲]**乙，**(甲)**乙": "«[甲]»乙，«(甲)»乙",
    "*强调*乙，*“强调”*乙，*(甲)*乙": "‹强调›乙，‹“强调”›乙，‹(甲)›乙",
    "甲**(**乙**)**丙": "甲«(»乙«)»丙",
    # Beside Latin letters, where CommonMark leaves the stars.
    "He said **'yes!'**and **(free)**of charge.": "He said «'yes!'»and «(free)»of charge.",
    "支持**“iOS”**App与App**“iOS”**": "支持«“iOS”»App与App«“iOS”»",
    "a**»b«**c": "a«»b«»c",
    # Within words, and one in another, as in CommonMark.
    "un**frigging**believable": "un«frigging»believable",
    '*a "*b*" c*': '‹a "b" c›',
    "snake_case_name": "snake_case_name",
}


@pytest.mark.parametrize("source", BOLD)
def test_stars_beside_a_mark_are_bold(source: str) -> None:
    runs = parse(source, "zh-Hans")
    assert marked(runs) == BOLD[source]
    assert list(markup_errors(source, source)) == []


@pytest.mark.parametrize("mark", MARKS)
def test_bold_ends_and_begins_at_any_mark(mark: str) -> None:
    for source in (f"甲**乙{mark}**丙", f"甲**{mark}乙**丙", f"a**b{mark}**c", f"a**{mark}b**c"):
        assert marked(parse(source, "zh-Hans")) == source.replace("**", "«", 1).replace("**", "»")


def test_a_link_is_bold_and_stays_one() -> None:
    runs = parse("甲**[链接](https://example.org/)**乙", "zh-Hans")
    assert [(run.text, run.strong, run.href) for run in runs] == [
        ("甲", False, None),
        ("链接", True, "https://example.org/"),
        ("乙", False, None),
    ]


@pytest.mark.parametrize(
    "source", ["a **open end", "甲**乙", "**甲 乙* 丙", "2*(3+4)*5", "a ** b**", "*a** b"]
)
def test_what_is_not_closed_is_reported_and_keeps_its_stars(source: str) -> None:
    assert "text/unclosed-emphasis" in [error.code for error in markup_errors(source, source)]
    assert plain(parse(source, "en")).count("*") > 0


def test_a_star_that_is_not_closed_opens_no_other_bold() -> None:
    source = "Up to **25%**off, *(new)*too, 2 * 3"
    assert marked(parse(source, "en")).startswith("Up to «25%»off")
    assert [error.words for error in markup_errors(source, source)] == ["*", "*"]


def test_a_multiplication_with_brackets_keeps_its_stars() -> None:
    assert plain(parse("2*(3+4)*5", "en")) == "2*(3+4)*5"
