"""The marks of notes."""

from __future__ import annotations

import pytest

from bifolio.languages.references import references_of


@pytest.mark.parametrize(
    ("language", "of", "marks", "between"),
    [
        ("zh-Hans", 20, "①⑳", ""),
        ("zh-Hans", 21, "①⑳㉑", ""),
        ("zh-Hant-TW", 50, "①⑳㉑㉟㊱㊿", ""),
        ("en", 2, "12", ","),
    ],
)
def test_notes_have_the_marks_of_their_language(
    language: str, of: int, marks: str, between: str
) -> None:
    words = references_of(language)
    every = "".join(words.mark(number, of) for number in range(1, of + 1))
    assert [each for each in marks if each not in every] == []
    assert words.separator(of) == between


def test_all_notes_of_an_edition_are_marked_in_one_way() -> None:
    words = references_of("zh-Hans")
    assert [words.mark(number, 51) for number in (1, 20, 51)] == ["1", "20", "51"]
    assert words.separator(51) == ","
