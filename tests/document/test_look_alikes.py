from __future__ import annotations

import pytest

from bifolio.document.validate import first_look_alike
from bifolio.languages.scripts import is_kana


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("作者ジョン・スミス先生", "・"),
        ("アントニオ・猪木与ラ・ラ・ランド", "・"),
        ("歌曲あ〜よかった", "〜"),
        ("夏の夜〜ナイト〜", "〜"),
        ("ゴジラ―の逆襲", "―"),
        ("没有这种标点", "・"),
    ],
)
def test_a_mark_of_japanese_is_right_beside_kana(text: str, mark: str) -> None:
    assert first_look_alike(text, mark) is None


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("约翰・史密斯", "・", 0),
        ("10〜20元", "〜", 0),
        ("ジョン・スミス和约翰・史密斯", "・", 1),
        ("他说――不", "―", 0),
        ("等等⋯アイ⋯", "⋯", 0),
        ("・", "・", 0),
    ],
)
def test_the_same_mark_is_wrong_in_chinese(text: str, mark: str, number: int) -> None:
    assert first_look_alike(text, mark) == number


def test_kana_are_letters_of_the_syllabaries() -> None:
    assert all(map(is_kana, "アあーｱゝ"))
    assert not any(map(is_kana, "・〜。中A々"))
