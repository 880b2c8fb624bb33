"""Hashtags with characters of two scripts."""

from __future__ import annotations

import pytest

from bifolio.text.hashtags import hashtag_spans
from tests.text.test_joined_lines import set_text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("使用#河燈2026與#RiverLantern2026分享", ["#河燈2026"]),
        ("#2026跨年 #河燈A", ["#2026跨年", "#河燈A"]),
        ("＃河燈2026，", ["＃河燈2026"]),
        ("請上#2026跨年網站", []),
        ("用#Lantern2026與#河燈", []),
        ("C#語言2026, a.html#河燈2026, &#河燈2026;", []),
        ("##河燈2026 #河燈 # 河燈2026", []),
    ],
)
def test_a_hashtag_is_found_where_its_end_is_known(typed: str, found: list[str]) -> None:
    assert [typed[start:end] for start, end in hashtag_spans(typed)] == found


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("使用#河燈2026與A", "使用#河燈2026 與 A"),
        ("使用\\#河燈2026與A", "使用#河燈2026 與 A"),
        ("第#5號2026年", "第 #5 號 2026 年"),
    ],
)
def test_no_space_is_put_into_a_hashtag(typed: str, becomes: str) -> None:
    assert set_text(typed, "zh-Hant") == becomes
