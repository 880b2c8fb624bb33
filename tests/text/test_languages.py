"""Words of another language in a text are tagged by their script, in links and bold words too."""

from __future__ import annotations

from pathlib import Path

import pytest

from bifolio import languages
from bifolio.preflight.checks.text import has_space_too_many
from bifolio.text import mark_languages, set_runs
from bifolio.text.markdown import parse, with_literals
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


def test_a_language_that_spaces_no_marks_may_break_at_a_space_beside_them() -> None:
    """German guillemets point inwards: the space before one is between words."""
    assert plain(set_runs(parse("Das »Wort« hier", "de"), "de")) == "Das »Wort« hier"


def test_a_language_with_other_spaced_marks_needs_data_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = tmp_path / "spaced_marks.yaml"
    marks.write_text('qaa: {before: ".¶]", after: "^¿"}\n', "utf-8")
    monkeypatch.setattr(languages, "SPACED_MARKS", marks)
    for tag, kept in (("qaa-QM", "¿_a ? b_. ^_[c_]_¶"), ("qab", "¿ a ? b . ^ [c ] ¶")):
        runs = set_runs((Run("¿ a ? b . ^ [c ] ¶", tag),), tag)
        assert plain(runs).replace("\N{NO-BREAK SPACE}", "_") == kept
    assert not has_space_too_many("a . b", "qaa")
    assert has_space_too_many("a . b", "qab")
    assert has_space_too_many("a ? b", "qaa")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("−18 °C", "−18_°C"),
        ("5 % de 100 000 m²", "5_% de 100_000_m²"),
        ("2 500 € à 10 km/h", "2_500_€ à 10_km/h"),
        ("« Oui », a-t-elle dit", "«_Oui_», a-t-elle dit"),
        ("12 enfants, 3 mois, page 5 mètres", "12 enfants, 3 mois, page 5 mètres"),
        ("en 2025 100 enfants", "en 2025 100 enfants"),
    ],
)
def test_a_language_without_rules_keeps_numbers_with_their_units(typed: str, kept: str) -> None:
    """Italian has no file of rules; `_` is a space at which no line ends."""
    runs = set_runs(parse(typed, "it"), "it")
    assert plain(runs).replace("\N{NO-BREAK SPACE}", "_") == kept


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("« Oui », dit-elle : non !", "«_Oui_», dit-elle_: non|!"),
        ('"Oui", dit-elle: non! Où?', "«_Oui_», dit-elle_: non|! Où|?"),
        ("l'\"Étoffe\", c'est 'la' soie", "l’«_Étoffe_», c’est “la” soie"),
        ("voir https://a.org/?b=c; puis 20:00", "voir https://a.org/?b=c|; puis 20:00"),
        ("Tél. : 01 42 00; M. Martin", "Tél._:_01 42 00|; M._Martin"),
        ("(là)? **oui**; non\\! 5 %!", "(là)|? oui|; non! 5_%|!"),
    ],
)
def test_french_has_spaces_and_guillemets(typed: str, expected: str) -> None:
    """`_` is a no-break space, and `|` a narrow one."""
    text = plain(with_literals(set_runs(parse(typed, "fr"), "fr")))
    assert text.replace("\N{NO-BREAK SPACE}", "_").replace("\u202f", "|") == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("el 3 de mayo de 2026: \"Dice 'sí'\"", "el 3_de_mayo de_2026: «Dice “sí”»"),
        ("el **14** de *mayo*, de 2 a 3", "el 14_de_mayo, de 2 a 3"),
        ("n.º 12, págs. 3-5, Sr. Sol", "n.º_12, págs._3-5, Sr._Sol"),
        ("¿Con 10 500 o 25 millones?", "¿Con 10_500 o 25_millones?"),
        ("red ---x--- 2015--2018 a--b", "red —x— 2015–2018 a--b"),
        ("182 ± 14 t (p < 0,05)", "182_±_14_t (p <_0,05)"),
    ],
)
def test_spanish_has_its_dates_ordinals_and_quotes(typed: str, expected: str) -> None:
    """`_` is a no-break space."""
    text = plain(with_literals(set_runs(parse(typed, "es"), "es")))
    assert text.replace("\N{NO-BREAK SPACE}", "_") == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ab 2. Oktober: \"Er sagt 'ja'\"", "ab 2._Oktober: „Er sagt ‚ja‘“"),
        ("z. B. 3 Mio. Euro, ca. 5 km", "z._B. 3_Mio. Euro, ca._5_km"),
        ("e. V., i. d. R. um 19.30 Uhr", "e._V., i._d._R. um 19.30_Uhr"),
        ("Er sagte »nein« -- 2015--2018 ...", "Er sagte »nein« – 2015–2018 …"),
        ("Wie geht's? Das war's.", "Wie geht’s? Das war’s."),
    ],
)
def test_german_has_its_dates_abbreviations_and_quotes(typed: str, expected: str) -> None:
    """`_` is a no-break space."""
    text = plain(with_literals(set_runs(parse(typed, "de"), "de")))
    assert text.replace("\N{NO-BREAK SPACE}", "_") == expected


def test_words_with_an_apostrophe_are_in_the_language_of_other_latin_words() -> None:
    languages = ("fr", "zh-Hans")
    runs = set_runs(parse("去Musée de l’Étoffe看", "zh-Hans"), "zh-Hans", languages)
    marked = mark_languages(runs, "zh-Hans", languages)
    assert [(run.text, run.language) for run in marked] == [
        ("去 ", "zh-Hans"),
        ("Musée de l’Étoffe", "fr"),
        (" 看", "zh-Hans"),
    ]
