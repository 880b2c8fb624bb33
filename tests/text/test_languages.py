"""Words of another language in a text are tagged by their script, in links and bold words too."""

from __future__ import annotations

import pytest

from bifolio.text import mark_languages, set_runs
from bifolio.text.markdown import parse
from bifolio.text.runs import Run, plain


def marked(source: str, language: str, *languages: str) -> list[tuple[str, str]]:
    runs = set_runs(parse(source, language), language)
    found = mark_languages(runs, language, languages or (language,))
    assert plain(found) == plain(runs)
    return [(run.text, run.language) for run in found if run.language != language]


def test_latin_words_are_marked_as_english_and_figures_are_not() -> None:
    assert marked("国际移民组织（IOM）2015 年", "zh-Hans") == [("IOM", "en")]


def test_the_words_of_a_link_are_marked_and_stay_a_link() -> None:
    runs = mark_languages(parse("见[Annual Report 年报](https://a.org/)", "zh-Hans"), "zh-Hans", ())
    assert runs == (
        Run("见", "zh-Hans"),
        Run("Annual Report", "en", href="https://a.org/"),
        Run(" 年报", "zh-Hans", href="https://a.org/"),
    )


def test_the_marks_of_an_address_go_with_its_words() -> None:
    assert marked("见<https://a.org/x/>。电话[86-10](tel:+86-10)", "zh-Hans") == [
        ("https://a.org/x/", "en")
    ]


def test_a_word_that_is_partly_bold_is_one_word() -> None:
    assert marked("支持**i**OS系统", "zh-Hans") == [("i", "en"), ("OS", "en")]


@pytest.mark.parametrize(
    ("languages", "expected"),
    [(("en", "zh-Hans"), "zh-Hans"), (("en", "zh-Hant"), "zh-Hant"), (("en",), "zh")],
)
def test_chinese_in_english_is_in_the_chinese_of_the_publication(
    languages: tuple[str, ...], expected: str
) -> None:
    words = marked("The tea house (茶馆, *chaguan*) has 龙井.", "en", *languages)
    assert words == [("茶馆", expected), ("龙井", expected)]
