"""Typed values are written by the rules of each language, from one number."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from bifolio.document.text import Text
from bifolio.document.values import TypedValue
from bifolio.source_yaml import read_model
from bifolio.text import typeset
from bifolio.text.values import written
from tests.conftest import ROOT

SECTION = """
sections:
  - id: one
    blocks:
      - {kind: paragraph, id: a, text: "{v}"}
"""


def read(source: str, folder: Path) -> Text:
    path = folder / "text.yaml"
    path.write_text(source + SECTION, "utf-8")
    text, problems = read_model(path, Text, "")
    assert problems == []
    assert text is not None
    return text


def on_page(value: str, folder: Path) -> list[str]:
    """A value in English, Chinese and French, with plain spaces."""
    text = read(f"shared:\n  v: {value}", folder)
    (block,) = text.sections[0].blocks
    copy, problems = typeset(block.units(), ("en", "zh-Hans", "fr"), text.shared)
    assert problems == []
    return [re.sub(r"\s", " ", content.text) for content in copy.values()]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{number: 1400000000, form: words}", ["1.4 billion", "14 亿", "1,4 milliard"]),
        ("{number: 23000}", ["23,000", "23,000", "23 000"]),
        ("{number: 1234.5678}", ["1,234.5678", "1,234.5678", "1 234,5678"]),
        ("{number: 2.5, digits: 2}", ["2.50", "2.50", "2,50"]),
        ("{money: 12.5, currency: EUR}", ["€12.50", "€12.50", "12,50 €"]),
        ("{money: 6400000, currency: EUR, digits: 0}", ["€6,400,000", "€6,400,000", "6 400 000 €"]),
        (
            "{money: 2.5, currency: EUR, form: words, digits: 1}",
            ["2.5 euros", "2.5 欧元", "2,5 euros"],
        ),
        ("{percent: 12.5}", ["12.5%", "12.5%", "12,5 %"]),
        ("{percent: 0.07}", ["0.07%", "0.07%", "0,07 %"]),
        ("{percent: 58.3}", ["58.3%", "58.3%", "58,3 %"]),
        ("{percent: 58.30}", ["58.30%", "58.30%", "58,30 %"]),
        ("{percent: 58.35, digits: 1}", ["58.4%", "58.4%", "58,4 %"]),
        ("{percent: 4, digits: 1}", ["4.0%", "4.0%", "4,0 %"]),
        ("{number: 17.50}", ["17.50", "17.50", "17,50"]),
        ("{number: 8642.975, digits: 1}", ["8,643.0", "8,643.0", "8 643,0"]),
        ("{number: -17500}", ["−17,500", "−17,500", "−17 500"]),
        (
            "{money: -3, currency: USD, form: words}",
            ["−3.00 US dollars", "−3.00 美元", "−3,00 dollars des États-Unis"],
        ),
        ("{number: 2.5, digits: 0}", ["3", "3", "3"]),
        (
            "{number: 123456789012345678.9}",
            ["123,456,789,012,345,678.9"] * 2 + ["123 456 789 012 345 678,9"],
        ),
        ("{number: 1_000}", ["1,000", "1,000", "1 000"]),
        ("{money: 0.125, currency: EUR}", ["€0.125", "€0.125", "0,125 €"]),
        ("{money: 0.125, currency: EUR, digits: 2}", ["€0.13", "€0.13", "0,13 €"]),
        (
            "{money: 1250.5, currency: CHF}",
            ["CHF 1,250.50", "CHF 1,250.50", "1 250,50 CHF"],
        ),
        ("{money: 450, currency: TWD}", ["NT$450", "NT$450", "450 TWD"]),
        ("{money: 450.50, currency: TWD}", ["NT$450.50", "NT$450.50", "450,50 TWD"]),
        ("{money: 700, currency: JPY}", ["JP¥700", "JP¥700", "700 JPY"]),
        ("{measure: 0.0625, unit: liter}", ["0.0625 litres", "0.0625 升", "0,0625 litre"]),
        ("{measure: 9.96, unit: liter, digits: 1}", ["10.0 litres", "10.0 升", "10,0 litres"]),
        (
            "{money: 36500000, currency: EUR, form: words}",
            ["36.5 million euros", "3650 万欧元", "36,5 millions d’euros"],
        ),
        (
            "{money: 2000000, currency: USD, form: words}",
            ["2 million US dollars", "200 万美元", "2 millions de dollars des États-Unis"],
        ),
        (
            "{money: 36549000, currency: EUR, form: words, digits: 1}",
            ["36.5 million euros", "3650 万欧元", "36,5 millions d’euros"],
        ),
        ("{money: 7.5, currency: EUR, form: words}", ["7.50 euros", "7.50 欧元", "7,50 euros"]),
        (
            "{money: 8000, currency: EUR, form: words}",
            ["8 thousand euros", "8000 欧元", "8 mille euros"],
        ),
        ("{measure: 9, unit: kilometer}", ["9 kilometres", "9 公里", "9 kilomètres"]),
        ("{measure: 9, unit: kilometer, form: short}", ["9 km", "9 公里", "9 km"]),
        ("{date: 2026-06-12}", ["12 June 2026", "2026 年 6 月 12 日", "12 juin 2026"]),
        ("{date: 2026-06}", ["June 2026", "2026 年 6 月", "juin 2026"]),
        (
            "{date: 2026-06-12, form: full}",
            ["Friday, 12 June 2026", "2026 年 6 月 12 日（星期五）", "vendredi 12 juin 2026"],
        ),
        ("{time: '20:00'}", ["20:00"] * 3),
        ("plain", ["plain"] * 3),
    ],
)
def test_each_language_writes_a_value_by_its_rules(
    value: str, expected: list[str], tmp_path: Path
) -> None:
    assert on_page(value, tmp_path) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("12600, digits: 1", ["13 thousand", "1.3 万", "13 mille"]),
        ("1234567, digits: 1", ["1.2 million", "120 万", "1,2 million"]),
        ("1350000, digits: 1", ["1.4 million", "140 万", "1,4 million"]),
        ("999960, digits: 1", ["1 million", "100 万", "1 million"]),
        ("5555, digits: 1", ["5.6 thousand", "5600", "5,6 mille"]),
        ("1000, digits: 1", ["1 thousand", "1000", "mille"]),
        ("3.25, digits: 1", ["3.3", "3.3", "3,3"]),
        ("12600, digits: 2", ["12.6 thousand", "1.26 万", "12,6 mille"]),
    ],
)
def test_a_number_in_words_is_rounded_once_for_all_languages(
    number: str, expected: list[str], tmp_path: Path
) -> None:
    """Bilingual readers and preflight find the same number, whatever each language counts by."""
    assert on_page(f"{{number: {number}, form: words}}", tmp_path) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("1350000", ["1.35 million", "135 万", "1,35 million"]),
        ("23400", ["23.4 thousand", "2.34 万", "23,4 mille"]),
        ("1234567", ["1.234567 million", "123.4567 万", "1,234567 million"]),
        ("-6500000", ["−6.5 million", "−650 万", "−6,5 millions"]),
        ("1000", ["1 thousand", "1000", "mille"]),
        ("3.25", ["3.25", "3.25", "3,25"]),
    ],
)
def test_a_number_in_words_keeps_its_digits(
    number: str, expected: list[str], tmp_path: Path
) -> None:
    assert on_page(f"{{number: {number}, form: words}}", tmp_path) == expected


@pytest.mark.parametrize("typed", ["1.0e+999", "1.0e+40", "0.1234567890123456"])
def test_a_number_with_too_many_digits_is_reported(typed: str, tmp_path: Path) -> None:
    path = tmp_path / "text.yaml"
    path.write_text(f"shared:\n  v: {{number: {typed}}}{SECTION}", "utf-8")
    _, problems = read_model(path, Text, "")
    assert [(each.code, each.place and each.place.line) for each in problems] == [
        ("source/wrong-type", 2)
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-Hant", "3650萬歐元"),
        ("de", "36,5 Millionen Euro"),
        ("es", "36,5 millones de euros"),
        ("it", "36,5 milioni di euro"),
        ("pl", "36,5 miliona euro"),
    ],
)
def test_money_in_words_has_what_is_between_million_and_a_noun(
    language: str, expected: str
) -> None:
    value = TypedValue(money=Decimal(36500000), currency="EUR", form="words")
    assert written(value, language, (language,)) == expected


def test_the_page_of_texts_shows_what_is_written(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "texts.md").read_text("utf-8")
    source = re.search(r"```yaml\n(shared:\n(?:  .*\n)+)```", page)
    assert source
    values = dict(re.findall(r"  ([a-z]+): (\{.*\})", source[1]))
    rows = re.findall(r"^\| `\{([a-z]+)\}` \| (.*) \| (.*) \| (.*) \|$", page, re.MULTILINE)
    assert len(rows) == len(values)
    for name, *shown in rows:
        texts = [each.replace(" ", "") for each in on_page(values[name], tmp_path)]
        assert texts == [each.replace(" ", "") for each in shown]


def test_american_english_has_its_own_dates(tmp_path: Path) -> None:
    text = read("shared:\n  v: {date: 2026-06-12}", tmp_path)
    (block,) = text.sections[0].blocks
    copy, _ = typeset(block.units(), ("en-US",), text.shared)
    assert [content.text for content in copy.values()] == ["June 12, 2026"]


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("{}", ["source/ambiguous-value"]),
        ("{number: 1, percent: 2}", ["source/ambiguous-value"]),
        ("{money: 1}", ["source/ambiguous-value"]),
        ("{number: 1, unit: hour}", ["source/ambiguous-value"]),
        ("{measure: 1, unit: kilometr}", ["source/invalid-value"]),
        ("{money: 1, currency: EUA}", ["source/invalid-value"]),
        ("{number: 1, form: full}", ["source/invalid-choice"]),
        ("{date: 2026-06-12, digits: 1}", ["source/ambiguous-value"]),
        ("{date: 2026-06}", []),
        ("{percent: 1, digits: 1}", []),
    ],
)
def test_a_value_that_cannot_be_written_is_an_error(
    value: str, codes: list[str], tmp_path: Path
) -> None:
    found = read(f"shared:\n  v: {value}", tmp_path).shared["v"]
    assert isinstance(found, TypedValue)
    problems = list(found.problems("v"))
    assert [each.code for each in problems] == codes
    assert {each.place and each.place.line for each in problems} <= {2}


def test_a_value_of_the_wrong_type_is_reported_in_its_line(tmp_path: Path) -> None:
    path = tmp_path / "text.yaml"
    path.write_text("shared:\n  v: {number: many}\n  w: {time: noon}" + SECTION, "utf-8")
    _, problems = read_model(path, Text, "")
    assert [(each.code, each.place and each.place.line) for each in problems] == [
        ("source/wrong-type", 2),
        ("source/invalid-value", 3),
    ]


def test_a_currency_of_letters_stays_with_its_figures() -> None:
    francs = TypedValue(money=Decimal(-5), currency="CHF")
    euros = TypedValue(money=Decimal(-5), currency="EUR")
    assert written(francs, "en", ["en"]) == "−CHF\u00a05.00"
    assert written(euros, "en", ["en"]) == "−€5.00"
