"""Brackets and quotes that have no partner."""

from __future__ import annotations

import pytest

from bifolio.preflight.checks.text import pairs_of


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
