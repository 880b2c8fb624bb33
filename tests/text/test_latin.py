from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bifolio.languages import find_language
from bifolio.text import latin as english
from bifolio.text import set_runs
from bifolio.text.markdown import parse
from bifolio.text.runs import Run, plain


def set_english(source: str) -> str:
    return plain(set_runs(parse(source, "en"), "en"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("The 'EU-China Dialogue' is", "The ‘EU-China Dialogue’ is"),
        ("both sides' challenges", "both sides’ challenges"),
        ("the Union's action", "the Union’s action"),
        ('He said "yes".', "He said “yes”."),
        ("\"'Nested', he said.\"", "“‘Nested’, he said.”"),
        ("since the '90s", "since the ’90s"),
        ("2015--2018", "2015–2018"),
        ("one---two", "one—two"),
        ("wait...", "wait…"),
        ("No. 9-1-82", "No.\u00a09-1-82"),
        ("needs-based", "needs-based"),
        ("Mr. Li and Ms. Wu", "Mr.\u00a0Li and Ms.\u00a0Wu"),
        ("10 km, 5 million or 30 %.", "10\u00a0km, 5\u00a0million or 30\u00a0%."),
        ("10 great years", "10 great years"),
        ("Tel: 86-10-65325091, Fax: +86", "Tel:\u00a086-10-65325091, Fax:\u00a0+86"),
        ("E-mail: office@example.org", "E-mail:\u00a0office@example.org"),
        ("Building 9, Building and Unit", "Building\u00a09, Building and Unit"),
        ("by A. B. Smith", "by A.\u00a0B.\u00a0Smith"),
        ("12 000 copies", "12\u00a0000 copies"),
        ("in « Le Monde »", "in «\u00a0Le Monde\u00a0»"),
    ],
)
def test_what_is_typed_is_set(typed: str, expected: str) -> None:
    assert set_english(typed) == expected


def test_quotes_pair_across_markup() -> None:
    runs = set_runs(parse("a '**bold**' word", "en"), "en")
    assert plain(runs) == "a ‘bold’ word"
    assert Run("bold", "en", strong=True) in runs


@given(st.text(st.characters(categories=["L", "N", "Zs"]), max_size=40))
def test_words_and_figures_stay_as_they_are(text: str) -> None:
    result = set_english(text)
    assert "".join(result.split()) == "".join(text.split())


def test_a_language_without_titles_and_labels_keeps_its_spaces() -> None:
    rules = find_language("en")
    assert rules is not None
    bare = replace(rules, titles=(), labels=())
    text = "Yes, (we) met at 5 or 6, 7."
    assert plain(english.set_alphabetic((Run(text, "en"),), bare)) == text
