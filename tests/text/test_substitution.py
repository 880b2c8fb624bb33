from __future__ import annotations

import pytest

from bifolio.languages import languages
from bifolio.languages.substitutions import Substitution
from bifolio.text import set_runs
from bifolio.text.markdown import escape, parse, with_literals
from bifolio.text.runs import Run, Runs, plain
from bifolio.text.substitution import CLASSES

ROWS = [(tag, row) for tag, each in languages().items() for row in each.substitutions]


def set_text(source: str, language: str) -> str:
    return plain(set_source(source, language))


def set_source(source: str, language: str) -> Runs:
    return with_literals(set_runs(parse(source, language), language))


@pytest.mark.parametrize(("tag", "row"), ROWS, ids=lambda value: getattr(value, "name", value))
def test_each_row_does_what_its_examples_say(tag: str, row: Substitution) -> None:
    assert row.why
    for typed, expected in row.examples:
        assert set_text(typed, tag) == expected
    assert any(typed != expected for typed, expected in row.examples)


@pytest.mark.parametrize(("tag", "row"), ROWS, ids=lambda value: getattr(value, "name", value))
def test_each_row_names_classes_that_exist(tag: str, row: Substitution) -> None:
    for each in row.where:
        named = (*each.after, *each.before, *each.not_after, *each.not_before, *each.inside)
        assert all(name in CLASSES or len(name) == 1 for name in named), tag


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize(
    "typed",
    [
        "8:15—11:45",
        "1937—1945",
        "南京—杭州",
        "GB 7718—2025",
        "东——西",
        "东————西",
        "东———西",
        "空……",
        "空…………",
        "空…",
        "空………",
        "....",
        "东-西",
        "东–西",
        "东～西",
        "全角：， ； 。",
        "版本 3.5.1",
        "Vue.js",
        "a, b; c: d?! e (f)",
        "1,234.5",
        "10:30",
    ],
)
def test_what_was_typed_in_its_own_form_stays(typed: str, language: str) -> None:
    assert set_text(typed, language) == typed


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("当真?!", "当真？！"),
        ("当真!?!", "当真！？！"),
        ("当真?? 是", "当真？？是"),
        ("Yahoo!邮箱", "Yahoo! 邮箱"),
        ("名录(甲(乙)丙)", "名录（甲（乙）丙）"),
        ("名录(1", "名录(1"),
        ("见表 (一) 和 (二)", "见表（一）和（二）"),
        ("（PI)负责", "（PI）负责"),
        ("三. 附则", "三. 附则"),
        ("附则三. 完", "附则三。完"),
        ("第一, 第二; 第三", "第一，第二；第三"),
        ("佐々, 一〇, ノ木!", "佐々，一〇，ノ木！"),
        ("A 座, B 座", "A 座，B 座"),
        ("略........................", "略........................"),
        ("运行--all", "运行--all"),
    ],
)
def test_western_marks_of_a_chinese_sentence_become_full_width(typed: str, expected: str) -> None:
    assert set_text(typed, "zh-Hans") == expected


@pytest.mark.parametrize(
    "typed",
    [
        "a ---- b",
        "a -- b ---- c",
        "wait....",
        "git log --oneline",
        "(--help)",
        "x - y",
        "well—known",
    ],
)
def test_english_changes_whole_forms_only(typed: str) -> None:
    assert set_text(typed, "en").replace("a – b", "a -- b") == typed


@pytest.mark.parametrize(
    ("address", "language"),
    [
        ("http://食品.测试/目录?页=2", "zh-Hans"),
        ("https://example.org/a--b/c...d", "zh-Hans"),
        ("https://example.org/a--b/c---d", "en"),
        ("https://example.org/o'neil", "en"),
        ("https://example.org/目录a1", "zh-Hans"),
    ],
)
def test_an_address_stays_as_it_was_typed(address: str, language: str) -> None:
    assert address in set_text(f"详见 {address} 。", language)
    (link,) = (run for run in set_source(f"甲 <{address}> 乙", language) if run.href)
    assert link.text == address


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (r"甲\"乙", '甲"乙'),
        (r"甲\'乙\'", "甲'乙'"),
        (r"甲\-\-乙", "甲--乙"),
        (r"甲\--乙", "甲--乙"),
        (r"甲-\-乙", "甲--乙"),
        (r"甲\...乙", "甲...乙"),
        (r"甲\,乙", "甲,乙"),
        (r"甲\?\!", "甲?!"),
        (r"甲\(乙\)", "甲(乙)"),
        (r"甲\\乙", "甲\\乙"),
        (r"24\" by 36\"", '24" by 36"'),
    ],
)
def test_a_backslash_keeps_what_was_typed(typed: str, expected: str, language: str) -> None:
    assert set_text(typed, language) == expected


def test_an_address_of_mail_in_chinese_letters_stays() -> None:
    assert set_text("写信到info@食品.测试。", "zh-Hans") == "写信到 info@食品.测试。"


def test_a_shared_value_is_set_by_the_rules_of_each_language() -> None:
    value = escape('名为"早春", 快来!')
    assert set_text(value, "zh-Hans") == "名为“早春”，快来！"
    assert set_text(value, "zh-Hant") == "名为「早春」，快来！"


def test_an_escaped_mark_does_not_disturb_those_around_it() -> None:
    assert set_text(r'他说"屏幕27\"的".', "zh-Hans") == '他说“屏幕 27"的”。'


def test_rows_hold_across_markup() -> None:
    assert set_source("甲*?*!乙", "zh-Hans") == (
        Run("甲", "zh-Hans"),
        Run("？", "zh-Hans", emphasis=True),
        Run("！乙", "zh-Hans"),
    )
