from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bifolio.languages import find_language
from bifolio.text import set_runs
from bifolio.text.markdown import parse
from bifolio.text.quotes import find_doubts
from bifolio.text.runs import Run, plain


def set_chinese(source: str) -> str:
    return plain(set_runs(parse(source, "zh-Hans"), "zh-Hans"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("电话: 86-10-59799695", "电话：86-10-59799695"),
        ("公寓9-1-82, 邮编100600", "公寓 9-1-82，邮编 100600"),
        ("亮马河南路 14 号, 塔园", "亮马河南路 14 号，塔园"),
        ("邮编100600,\\\n电话", "邮编 100600，\u2028电话"),
        ("a,\\\nb", "a,\u2028b"),
        ("国际移民组织(IOM)和", "国际移民组织（IOM）和"),
        ('他说"好."然后', "他说“好。”然后"),
        ("你好.(再见.)", "你好。（再见。）"),
        ("见附件.《指南》", "见附件。《指南》"),
        ("'单引号'", "‘单引号’"),
        ("然后...走", "然后……走"),
        ("这——那", "这——那"),
        ("这--那", "这——那"),
        ("50%的人", "50% 的人"),
        ("中文\n中文", "中文中文"),
        ("用WeasyPrint 70.0渲染", "用 WeasyPrint 70.0 渲染"),
        ("（PI）由", "（PI）由"),
    ],
)
def test_what_is_typed_is_set(typed: str, expected: str) -> None:
    assert set_chinese(typed) == expected


def test_traditional_chinese_has_quotes_of_its_own() -> None:
    runs = set_runs(parse("他說\"這是'好'\".", "zh-Hant"), "zh-Hant")
    assert plain(runs) == "他說「這是『好』」。"


def test_a_language_without_a_file_is_set_as_it_was_typed() -> None:
    runs = parse('"come sta"', "it")
    assert set_runs(runs, "it") == runs


def test_strong_closes_after_a_chinese_bracket() -> None:
    runs = set_runs(parse("由**工具局（FPI）**管理", "zh-Hans"), "zh-Hans")
    assert plain(runs) == "由工具局（FPI）管理"
    assert plain(tuple(run for run in runs if run.strong)) == "工具局（FPI）"


def test_space_between_han_and_latin_is_outside_markup() -> None:
    runs = set_runs(parse("请用**PDF**文件", "zh-Hans"), "zh-Hans")
    assert [(run.text, run.strong) for run in runs] == [
        ("请用 ", False),
        ("PDF", True),
        (" 文件", False),
    ]


@pytest.mark.parametrize("typed", ["讉\u0300阘龜", "か\u0304中", "中e\u0301文", "中\u0301\u0302文"])
def test_an_accent_stays_on_its_letter(typed: str) -> None:
    assert set_chinese(typed).replace(" ", "") == typed
    assert " \u0300" not in set_chinese(typed)
    assert (" " in set_chinese(typed)) is ("e" in typed)


@given(st.text("中文字，。、A1 b2（）“”*'\"", max_size=40))
def test_setting_what_is_set_changes_nothing(text: str) -> None:
    rules = find_language("zh-Hans")
    assert rules is not None
    assume(not find_doubts((Run(text, "zh-Hans"),), rules))  # those wait for their author
    once = set_runs((Run(text, "zh-Hans"),), "zh-Hans")
    assert plain(set_runs(once, "zh-Hans")) == plain(once)


@given(st.text("中文字AB12", max_size=40))
def test_han_and_latin_always_have_a_space_between(text: str) -> None:
    result = plain(set_runs((Run(text, "zh-Hans"),), "zh-Hans"))
    assert not re.search(r"[中文字][A-Z0-9]|[A-Z0-9][中文字]", result)
    assert result.replace(" ", "") == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("在café里", "在 café 里"),
        ("CO₂排放", "CO₂ 排放"),
        ("每m³的", "每 m³ 的"),
        ("C++和C#语言", "C++ 和 C# 语言"),
        ("使用Node.js 18.然后", "使用 Node.js 18. 然后"),
        ("α射线", "α 射线"),
        ("在Москва开会", "在 Москва 开会"),
        ("涨5%的", "涨 5% 的"),
        ("30°角", "30° 角"),
        ("约±5度", "约 ±5 度"),
        ("カタカナabc", "カタカナ abc"),
    ],
)
def test_a_space_is_beside_letters_and_figures_of_any_script(typed: str, text: str) -> None:
    assert set_chinese(typed) == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "移民¹的",
            "移民[1]的",
            "甲①乙",
            "25℃的",
            "ＡＢＣ中文",
            "和/或",
            "甲+乙",
            "甲·乙",
            "在 é 里",
        ),
        *("4㎡见方", "20％左右", "米-苏"),
    ],
)
def test_no_space_is_put_beside_note_marks_and_full_width_signs(text: str) -> None:
    assert set_chinese(text) == text
