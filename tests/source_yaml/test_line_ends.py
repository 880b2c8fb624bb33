from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bifolio.source_yaml.nodes import PlacedString
from bifolio.source_yaml.reader import read_yaml


def read(text: str) -> PlacedString:
    data, problems = read_yaml(text.encode(), Path("text.yaml"))
    assert not problems
    assert data is not None
    value = data["a"]
    assert isinstance(value, PlacedString)
    return value


@pytest.mark.parametrize(
    ("text", "value", "typed"),
    [
        ("a: 甲 乙\n", "甲 乙", "甲 乙"),
        ("a: 甲\n  乙\n", "甲 乙", "甲\n乙"),
        ("a: >-\n  甲\n  乙 丙\n", "甲 乙 丙", "甲\n乙 丙"),
        ("a: >\n  甲\n  𠮷 丙\n# remark\nb: c\n", "甲 𠮷 丙\n", "甲\n𠮷 丙\n"),
        ("a: >-\n  one  \n  two\n", "one   two", "one  \ntwo"),
        ("a: >-\n  甲\n\n  乙\n", "甲\n乙", "甲\n\n乙"),
        ("a: >-\n  甲\n    乙\n  丙\n", "甲\n  乙\n丙", "甲\n乙\n丙"),
        ("a: |-\n  甲\n  乙\n", "甲\n乙", "甲\n乙"),
        ("a: '它''s\n  好'\n", "它's 好", "它's\n好"),
        ('a: "甲\n  乙\\\n  丙 \\"丁\\"\n  戊"\n', '甲 乙丙 "丁" 戊', '甲\n乙丙 "丁"\n戊'),
        ('a: "一\\n二\n  三"\n', "一\n二 三", "一\n二\n三"),
        ("a: 甲 #1\n", "甲", "甲"),
    ],
)
def test_a_folded_line_end_is_distinguished_from_a_typed_space(
    text: str, value: str, typed: str
) -> None:
    read_back = read(text)
    assert read_back == value
    assert read_back.typed == typed


@pytest.mark.parametrize(
    ("text", "line"), [("a: 甲\n  乙\n", 1), ("\na: >-\n  甲\n", 3), ('a:\n  "甲"\n', 2)]
)
def test_a_text_knows_the_line_on_which_its_words_begin(text: str, line: int) -> None:
    assert read(text).first_line == line


@given(st.lists(st.text("甲乙ab #:'\"\\", min_size=1, max_size=6), min_size=1, max_size=5))
def test_words_are_the_same_with_and_without_line_ends(lines: list[str]) -> None:
    words = [line.strip() for line in lines if line.strip() and "\\" not in line]
    if not words:
        return
    block = read("a: >-\n" + "".join(f"  {line}\n" for line in words))
    assert block.typed == "\n".join(words)
    assert " ".join(block.typed.split()) == " ".join(block.split())
    quoted = [line.replace("'", "''") for line in words]
    assert read("a: '" + "\n  ".join(quoted) + "'\n").typed == "\n".join(words)
