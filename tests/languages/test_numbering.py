"""The numbers of lists: in each language, at each level, beyond the end of an alphabet."""

from __future__ import annotations

import pytest

from bifolio.languages.numbering import item_numbers


@pytest.mark.parametrize(
    ("language", "level", "first", "texts"),
    [
        ("en", 1, 9, ("9. ", "10. ")),
        ("en", 2, 26, ("z. ", "aa. ")),
        ("en", 3, 4, ("iv. ", "v. ")),
        ("fr", 2, 1, ("a) ", "b) ")),
        ("zh-Hans", 1, 10, ("十、", "十一、")),
        ("zh-Hans", 1, 99, ("九十九、", "100、")),
        ("zh-Hant", 2, 20, ("（二十）", "（二十一）")),
        ("zh-Hans", 3, 1, ("1. ", "2. ")),
        ("en", 1, 0, ("0. ", "1. ")),
    ],
)
def test_each_language_has_its_numbers(
    language: str, level: int, first: int, texts: tuple[str, ...]
) -> None:
    assert item_numbers(language, level, first, 2).texts == texts


def test_the_indent_is_that_of_the_widest_number() -> None:
    short, long = (item_numbers("zh-Hans", 1, 1, count).indent for count in (10, 11))
    assert (short, long) == (2, 3)


def test_levels_below_the_last_one_have_its_numbers() -> None:
    assert item_numbers("en", 7, 1, 1).texts == ("i. ",)
