from __future__ import annotations

import pytest

from bifolio.text import set_runs
from bifolio.text.markdown import parse, with_literals
from bifolio.text.runs import Run, plain


def set_text(source: str, language: str) -> str:
    return plain(with_literals(set_runs(parse(source, language), language)))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("下周\n开放", "下周开放"),
        ("见附件\n（三）\n办理", "见附件（三）办理"),
        ("周一～\n周五", "周一～周五"),
        ("税率５％\n以内", "税率５％以内"),
        ("华氏℉\n刻度、②\n号、㎏\n每箱", "华氏℉刻度、②号、㎏每箱"),
        ("完——\n他走了……\n再见", "完——他走了……再见"),
        ("说：\nHello", "说：Hello"),
        ("用 Latin\n字母", "用 Latin 字母"),
        ("共 30\n人", "共 30 人"),
        ("two\nwords", "two words"),
        ("**重点**\n之后", "重点之后"),
        ("行尾两个空格  \n接着写", "行尾两个空格接着写"),
        ("行尾反斜线\\\n接着写", "行尾反斜线\u2028接着写"),
        ("隔一行\n\n再写", "隔一行再写"),
        ("电话 123,\n传真 456", "电话 123，传真 456"),
        ("𠮷野\n家", "𠮷野家"),
    ],
)
def test_a_line_end_in_chinese_is_a_space_between_latin_words_only(
    typed: str, expected: str
) -> None:
    assert set_text(typed, "zh-Hans") == expected


@pytest.mark.parametrize(
    "typed",
    [
        "指导：王五 赵六 钱七",
        "姓名　电话　住址",
        "前　言",
        "第三节 附则",
        "甲、 乙， 丙。 丁",
        "（ 甲 ） “ 乙 ”",
        "　　首行缩进",
    ],
)
def test_spaces_typed_in_chinese_stay(typed: str) -> None:
    assert set_text(typed, "zh-Hans") == typed
    assert set_text(typed, "zh-Hant") == typed


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a long\nline", "a long line"),
        ("two spaces  \nat the end", "two spaces at the end"),
        ("a backslash\\\nat the end", "a backslash\u2028at the end"),
        ("an empty\n\nline", "an empty line"),
        ("*marked*\nwords", "marked words"),
        ("tea (茶\n馆) and", "tea (茶馆) and"),
        ("서울\n특별시", "서울 특별시"),
    ],
)
def test_a_line_end_in_english_is_a_space(typed: str, expected: str) -> None:
    assert set_text(typed, "en") == expected


def test_a_line_end_is_a_space_in_a_language_without_a_file() -> None:
    assert set_text("deux\nmots", "fr") == "deux mots"


def test_a_space_at_a_line_end_is_outside_markup() -> None:
    assert set_runs(parse("see\n**this**\nnow", "en"), "en") == (
        Run("see ", "en"),
        Run("this", "en", strong=True),
        Run(" now", "en"),
    )
