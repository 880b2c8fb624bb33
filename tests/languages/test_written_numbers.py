from __future__ import annotations

import pytest

from bifolio.languages.written_numbers import space_before, write_number


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en", "−1,234,567.50"),
        ("zh-Hans", "−1,234,567.50"),
        ("zh-Hans-CN", "−1,234,567.50"),
        ("fr", "−1\u202f234\u202f567,50"),
        ("es", "−1\u202f234\u202f567,50"),
        ("es-MX", "−1,234,567.50"),
        ("de", "−1.234.567,50"),
        ("de-CH", "−1’234’567.50"),
        ("hi", "−12,34,567.50"),
        ("xx", "−1,234,567.50"),
    ],
)
def test_each_language_writes_a_number_by_its_own_rules(tag: str, written: str) -> None:
    assert write_number("-1234567.50", tag, grouped=True) == written


def test_digits_are_in_groups_only_where_that_is_asked_for() -> None:
    assert write_number("2024", "en", grouped=False) == "2024"
    assert write_number("+12500", "en", grouped=True) == "+12,500"


@pytest.mark.parametrize(("typed", "written"), [("4500.125", "4500,125"), ("45000", "45\u202f000")])
def test_four_digits_have_no_groups_in_spanish(typed: str, written: str) -> None:
    assert write_number(typed, "es", grouped=True) == written


def test_no_decimal_is_lost_or_added() -> None:
    assert write_number("12345678901234567890.10", "en", grouped=False) == "12345678901234567890.10"


def test_the_longest_number_keeps_its_digits() -> None:
    whole, decimals = "1" + 29 * "0", 14 * "0" + "1"
    written = write_number(f"{whole}.{decimals}", "en", grouped=False)
    assert written == f"{whole}.{decimals}"
    assert write_number(whole, "en", grouped=True).count(",") == 9


@pytest.mark.parametrize(
    ("unit", "language", "space"),
    [
        ("%", "en", ""),
        ("%", "zh-Hans", ""),
        ("%", "fr", "\u00a0"),
        ("% a year", "de", "\u00a0"),
        ("°C", "fr", "\u202f"),
        ("°C", "es", "\u00a0"),
        ("°C", "en", ""),
        ("°C", "zh-Hans", ""),
        ("°", "fr", ""),
        ("km", "fr", " "),
        ("", "en", " "),
    ],
)
def test_signs_of_percent_and_degrees_are_apart_where_the_language_has_it_so(
    unit: str, language: str, space: str
) -> None:
    assert space_before(unit, language) == space
