"""Brackets and quotes that have no partner."""

from __future__ import annotations

import pytest

from bifolio.preflight.checks.text import inverted_of, outer_quotation, pairs_of
from bifolio.text.runs import Run


@pytest.mark.parametrize(
    "text", ['Un écran de 24" nommé "Étoile"', 'Er sagte "gut".', 'ein "24-Zoll" und 24" (27")']
)
def test_inches_are_no_quotes_where_quotes_are_set_as_typed(text: str) -> None:
    assert list(pairs_of(text, straight=True)) == []


@pytest.mark.parametrize("text", ['Er sagte "gut.', 'ein "24-Zoll und "neu"', 'es "kostet 24'])
def test_a_straight_quote_without_a_partner_is_found(text: str) -> None:
    assert list(pairs_of(text, straight=True)) == ['one " too many or too few']


@pytest.mark.parametrize("text", ["„Kaffee“ und ‚Tee‘", "„Er sagt: ‚Ja‘“", "„Kawa” i “tea”"])
def test_quotes_that_open_low_are_pairs(text: str) -> None:
    assert list(pairs_of(text, straight=True)) == []


@pytest.mark.parametrize("text", ["Kaffee“ und „Tee“", "„Kaffee und Tee", "„Kaffee“ und “Tee"])
def test_a_low_quote_without_a_partner_is_found(text: str) -> None:
    assert list(pairs_of(text, straight=True)) != []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "La « maison de l’“eau” » est ouverte."),
        ("fr", "« Il dit : “Oui”"),
        ("fr", "“Oui”, dit-il »"),
        ("en", "the “house”"),
        ("zh-Hans", "“河畔”"),
        ("zh-Hant", "「河畔」"),
        ("de", "“gut”"),
    ],
)
def test_quotations_with_the_marks_of_their_language_are_good(language: str, text: str) -> None:
    assert outer_quotation((Run(text, language),), language) == ""


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [("fr", "La « maison » et l’“eau”.", "“eau”"), ("zh-Hant", "名為“河畔”。", "“河畔”")],
)
def test_a_quotation_with_the_marks_of_another_language_is_found(
    language: str, text: str, found: str
) -> None:
    assert outer_quotation((Run(text, language),), language) == found


def test_words_in_another_language_have_the_marks_of_that() -> None:
    runs = (Run("Le mot ", "fr"), Run("“river”", "en"), Run(".", "fr"))
    assert outer_quotation(runs, "fr") == ""


MARKS = {"¿": "?", "¡": "!"}


@pytest.mark.parametrize("text", ["¿Qué? ¡Ya!", "¡¡Hola!!", "¡Qué dices?", "un dato (?) raro"])
def test_a_spanish_question_with_both_marks_is_good(text: str) -> None:
    assert list(inverted_of(text, MARKS)) == []


@pytest.mark.parametrize("text", ["Qué?", "¡Ya", "¿Qué? Ya!"])
def test_a_spanish_question_without_one_of_its_marks_is_found(text: str) -> None:
    assert len(list(inverted_of(text, MARKS))) == 1
