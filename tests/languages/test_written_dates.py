"""Dates and times as each language writes them."""

from __future__ import annotations

import pytest

from bifolio.languages.written_dates import DateForm, month_names, write_date, write_range


@pytest.mark.parametrize(
    ("language", "year", "month", "day", "with_weekday"),
    [
        ("en", "1912", "June 2026", "12 June 2026", "Friday, 12 June 2026"),
        ("en-US", "1912", "June 2026", "June 12, 2026", "Friday, June 12, 2026"),
        ("zh-Hans", "1912年", "2026年6月", "2026年6月12日", "2026年6月12日（星期五）"),
        ("zh-Hant", "1912年", "2026年6月", "2026年6月12日", "2026年6月12日（星期五）"),
        ("fr", "1912", "juin 2026", "12 juin 2026", "vendredi 12 juin 2026"),
        ("x-unknown", "1912", "June 2026", "June 12, 2026", "Friday, June 12, 2026"),
    ],
)
def test_each_language_has_its_dates(
    language: str, year: str, month: str, day: str, with_weekday: str
) -> None:
    assert write_date("1912", language) == year
    assert write_date("2026-06", language) == month
    assert write_date("2026-06-12", language) == day
    assert write_date("2026-06-12", language, "full") == with_weekday


@pytest.mark.parametrize(
    ("language", "form", "first", "second"),
    [
        ("fr", "long", "1er octobre 2026", "2 octobre 2026"),
        ("fr", "full", "jeudi 1er octobre 2026", "vendredi 2 octobre 2026"),
        ("fr", "medium", "1er oct. 2026", "2 oct. 2026"),
        ("fr", "short", "01/10/2026", "02/10/2026"),
        ("fr-CH", "long", "1er octobre 2026", "2 octobre 2026"),
        ("en", "long", "1 October 2026", "2 October 2026"),
        ("zh-Hant", "long", "2026年10月1日", "2026年10月2日"),
        ("pt", "long", "1 de outubro de 2026", "2 de outubro de 2026"),
    ],
)
def test_the_first_day_of_a_month_is_an_ordinal_where_the_language_says_so(
    language: str, form: DateForm, first: str, second: str
) -> None:
    assert write_date("2026-10-01", language, form) == first
    assert write_date("2026-10-02", language, form) == second


@pytest.mark.parametrize(("language", "sign"), [("en", "–"), ("zh-Hans", "—"), ("ja", "～")])
def test_each_language_has_its_sign_of_a_range(language: str, sign: str) -> None:
    assert write_range("9:00", "9:30", language) == f"9:00{sign}9:30"


def test_months_are_named_as_in_dates() -> None:
    assert month_names("da")[0] == "januar"
    assert month_names("pl")[4] == "maja"  # of May
