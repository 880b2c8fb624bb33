"""Links from one language to another name it in itself."""

from __future__ import annotations

from bifolio.languages.names import own_names


def test_a_language_is_named_in_itself() -> None:
    assert own_names(["en", "zh-Hans", "fr"]) == {
        "en": "English",
        "zh-Hans": "中文",
        "fr": "Français",
    }


def test_two_forms_of_a_language_are_told_apart() -> None:
    names = own_names(["zh-Hans", "zh-Hant", "en"])
    assert names["zh-Hans"] != names["zh-Hant"]
    assert names["en"] == "English"


def test_a_language_that_nobody_described_is_named_by_its_tag() -> None:
    assert own_names(["x-foo", "art-lojban"])["x-foo"] == "x-foo"
