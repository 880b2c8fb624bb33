from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bifolio.languages.scripts import (
    COMMON,
    INHERITED,
    foreign_words,
    language_of,
    script_of,
    scripts_of,
)


def foreign(text: str, language: str, *languages: str) -> list[tuple[str, str]]:
    return [
        (text[each.start : each.end], language_of(each.scripts, languages or (language,)))
        for each in foreign_words(text, language)
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("支持Windows、macOS、Linux与HarmonyOS。", ["Windows", "macOS", "Linux", "HarmonyOS"]),
        ("联系人：Mr John Smith", ["Mr John Smith"]),
        (
            "请访问https://www.example.org/en/index.html。",
            ["https://www.example.org/en/index.html"],
        ),
        ("iOS 17 and Android 14", ["iOS 17 and Android"]),
        ("见 Vitamin C 一栏", ["Vitamin C"]),
        ("咖啡馆Café Müller在三楼", ["Café Müller"]),
        ("decomposed: Cafe\u0301 Mu\u0308ller，甲", ["decomposed: Cafe\u0301 Mu\u0308ller"]),
        ("A座、5 m、α粒子、B2、A B", []),
        ("（PI）与“IOM”", ["PI", "IOM"]),
        ("ＡＢＣ和１２３", []),
        ('Say "hi" 甲', ["Say", "hi"]),
    ],
)
def test_latin_words_in_chinese_are_english(text: str, words: list[str]) -> None:
    assert foreign(text, "zh-Hans") == [(word, "en") for word in words]


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("The tea house (茶馆, chaguan)", "en", [("茶馆", "zh-Hans")]),
        (
            "Read 《红楼梦》 first, then 鲁迅、茅盾。",
            "en",
            [("《红楼梦》", "zh-Hans"), ("鲁迅、茅盾。", "zh-Hans")],
        ),
        ("Ms Liu 刘𣲗", "en", [("刘𣲗", "zh-Hans")]),
        ("the 東京タワー and お茶", "en", [("東京タワー", "ja"), ("お茶", "ja")]),
        (
            "注音 ㄅㄆ 中ㄅ, かㄅ",
            "en",
            [("注音 ㄅㄆ 中ㄅ", "zh-Hans"), ("か", "ja"), ("ㄅ", "zh-Hans")],
        ),
        (
            "Москва and Αθήνα, 서울 시청",
            "en",
            [("Москва", "ru"), ("Αθήνα", "el"), ("서울 시청", "ko")],
        ),
        ("アイヌの村", "zh-Hans", [("アイヌの", "ja")]),
        ("Москва — столица", "zh-Hans", [("Москва", "ru"), ("столица", "ru")]),
        ("5 μm, 10 kΩ, a", "en", []),
        ("plain English", "en", []),
        ("Plain in ru", "ru", [("Plain in ru", "en")]),
    ],
)
def test_words_of_another_script_are_in_its_language(
    text: str, language: str, words: list[tuple[str, str]]
) -> None:
    assert foreign(text, language, "en", "zh-Hans") == words


def test_a_language_of_the_publication_comes_before_the_likely_one() -> None:
    latin, han = frozenset({"Latn"}), frozenset({"Hani"})
    assert language_of(latin, ["zh-Hans", "fr"]) == "fr"
    assert language_of(latin, ["zh-Hans", "sr-Latn", "en"]) == "sr-Latn"
    assert language_of(latin, ["zh-Hans"]) == "en"
    assert language_of(frozenset({"Cyrl"}), ["en", "uk"]) == "uk"
    assert language_of(han, ["en", "ja", "zh-Hant"]) == "zh-Hant"
    assert language_of(han, ["en", "ja"]) == "ja"
    assert language_of(han, ["en"]) == "zh"
    assert language_of(frozenset({"Hani", "Kana"}), ["en", "zh-Hans"]) == "ja"
    assert language_of(frozenset({"Runr"}), ["en"]) == "und-Runr"


@pytest.mark.parametrize(
    ("tag", "scripts"),
    [
        ("en", {"Latn"}),
        ("zh", {"Hani", "Bopo"}),
        ("zh-Hant-TW", {"Hani", "Bopo"}),
        ("zh-Latn", {"Latn"}),
        ("ja", {"Hani", "Hira", "Kana"}),
        ("sr-Latn", {"Latn"}),
        ("sr", {"Cyrl"}),
        ("ko-KR", {"Hang", "Hani"}),
        ("tlh", {"Latn"}),
    ],
)
def test_a_tag_says_its_scripts(tag: str, scripts: set[str]) -> None:
    assert scripts_of(tag) == scripts


def is_wide_or_mark(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF" or script_of(character) == INHERITED


@given(st.text(max_size=30), st.sampled_from(["en", "zh-Hans", "ja", "ru"]))
def test_foreign_words_are_apart_in_order_and_begin_and_end_with_their_own(
    text: str, language: str
) -> None:
    end = 0
    for each in foreign_words(text, language):
        assert end <= each.start < each.end
        end = each.end
        assert not each.scripts & scripts_of(language)
        found = {script_of(character) for character in text[each.start : each.end]}
        assert each.scripts <= found <= each.scripts | {COMMON, INHERITED}
        for end_character in (text[each.start], text[each.end - 1]):
            assert script_of(end_character) in each.scripts or is_wide_or_mark(end_character)
