"""Spaces before marks and words twice in a row, which are an error in most languages."""

from __future__ import annotations

import pytest

from bifolio.preflight.checks.text import doubled, has_space_too_many


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Tél. : 33 1 55 50 01 99", "fr"),
        ("Qui parle ? Vous !", "fr-CA"),
        ("Qui parle\u00a0? Vous\u00a0!", "fr"),
        ("See .odt and .docx files", "en"),
        ("Who speaks?", "en"),
    ],
)
def test_a_space_that_the_language_sets_is_no_error(text: str, language: str) -> None:
    assert not has_space_too_many(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Tel : 33 1 55", "en"),
        ("Le rapport , complet", "fr"),
        ("Le rapport .", "fr"),
        ("Le  rapport", "fr"),
        ("Wer spricht ?", "de"),
        ("Wer spricht\u00a0?", "de"),  # as it is on the page
        ("本馆， 后花园", "zh-Hans"),
        ("本馆， 𠮷野家", "zh-Hans"),  # beyond U+FFFF
    ],
)
def test_a_space_too_many_is_found(text: str, language: str) -> None:
    assert has_space_too_many(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ein Eiweiß, das das Virus erkennt", "de-CH"),
        ("Personen, für die die Impfung empfohlen ist", "de"),
        ("Lesen Sie die Packungsbeilage, bevor Sie sie wegwerfen.", "de"),
        ("Si vous vous sentez mal, appelez le 144.", "fr-CH"),
        ("Nous nous occupons de tout.", "fr"),
        ("all that that entails", "en"),
    ],
)
def test_words_that_a_language_has_twice_are_no_error(text: str, language: str) -> None:
    assert doubled(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Die die Impfung ist frei.", "de", "Die die"),
        ("Ein Virus, und nach der Impfung die die Ruhe", "de", "die die"),
        ("mit mit Wasser", "de", "mit mit"),
        ("dans la la salle", "fr", "la la"),
        ("if you write vous vous", "en", "vous vous"),
        ("is open on on Sundays", "en", "on on"),
    ],
)
def test_words_twice_are_found(text: str, language: str, words: str) -> None:
    assert doubled(text, language) == [words]
