"""Languages are named in themselves for links, and in the language of a page in its text."""

from __future__ import annotations

import pytest
from babel import Locale

from bifolio.languages.names import is_language, meant_language, names_in, own_names


def test_a_language_is_named_in_itself() -> None:
    assert own_names(["en", "zh-Hans", "fr"]) == {
        "en": "English",
        "zh-Hans": "中文",
        "fr": "Français",
    }


def test_two_forms_of_a_language_are_told_apart() -> None:
    assert own_names(["zh-Hans", "zh-Hant", "en"]) == {
        "zh-Hans": "简体中文",
        "zh-Hant": "繁體中文",
        "en": "English",
    }
    names = names_in("en", ["de-AT", "de-CH", "sr-Latn-BA", "sr-Cyrl-BA"]).values()
    assert list(names)[:2] == ["Austrian German", "Swiss High German"]
    assert len({*names}) == 4


def test_a_language_that_nobody_described_is_named_by_its_tag() -> None:
    assert own_names(["x-foo", "art-lojban"])["x-foo"] == "x-foo"


def test_languages_are_named_in_the_language_of_the_page() -> None:
    assert list(names_in("en", ["fr", "zh-Hans"]).values()) == ["French", "Chinese"]
    assert list(names_in("zh-Hans", ["fr", "zh-Hans"]).values()) == ["法语", "中文"]
    assert list(names_in("en", ["x-foo"]).values()) == ["x-foo"]


def test_the_codes_of_languages_are_those_of_the_cldr() -> None:
    codes = {each for each in Locale("en").languages if len(each) == 2}
    assert {each for each in codes if not is_language(each)} == set()
    assert is_language("es-MX")
    assert is_language("yue")


@pytest.mark.parametrize(
    ("code", "meant"), [("cn", "zh"), ("jp", "ja"), ("gr", "el"), ("sp", "es"), ("xx", "")]
)
def test_a_country_or_the_begin_of_an_english_name_is_no_language(code: str, meant: str) -> None:
    assert not is_language(code)
    assert meant_language(code) == meant
