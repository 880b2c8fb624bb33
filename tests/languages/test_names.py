"""Languages are named in themselves for links, and in the language of a page in its text."""

from __future__ import annotations

from bifolio.languages.names import names_in, own_names


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
