"""What is compared between two languages, and the glossary."""

from __future__ import annotations

from pathlib import Path

import pytest

from bifolio.preflight.checks.accessibility import contrast_of
from bifolio.preflight.checks.languages import numbers
from bifolio.preflight.glossary import Glossary, read_glossary
from bifolio.problems import Problems


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("on 12 September 2026", "2026 年 9 月 12 日"),
        ("on September 12, 2026", "2026年9月12日"),
        ("1,234 people", "1234 人"),
        ("12.5% of them", "其中１２．５％"),
        ("Tel: 86-10-59799695", "电话：86-10-59799695"),
        ("from 2015–2018", "2015-2018 年"),
        ("at 9:05", "9:05"),
        ("see https://example.org/2026/7 now", "请看"),
        ("A4 paper", "A4 纸"),
    ],
)
def test_the_same_numbers_are_the_same(english: str, chinese: str) -> None:
    assert set(numbers(english)) == set(numbers(chinese))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("12 people", "13 人"), ("in May 2026", "2026 年 6 月"), ("5%", "5"), ("1.5 km", "15 公里")],
)
def test_other_numbers_are_others(english: str, chinese: str) -> None:
    assert set(numbers(english)) != set(numbers(chinese))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_of((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast_of((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


@pytest.fixture
def glossary(tmp_path: Path) -> Glossary:
    (tmp_path / "glossary.yaml").write_text(
        """\
terms:
  - forms: {en: [European Union, EU], zh-Hans: [欧洲联盟, 欧盟]}
    never: {zh-Hans: [欧联]}
  - forms: {en: [Union], zh-Hans: [工会]}
""",
        "utf-8",
    )
    return read_glossary(tmp_path)


def test_a_term_is_wanted_where_it_stands_as_a_word(glossary: Glossary) -> None:
    assert list(glossary.wanted("the EU and Europe", "en", "zh-Hans")) == [
        ("EU", ("欧洲联盟", "欧盟"))
    ]
    assert list(glossary.wanted("the EURO", "en", "zh-Hans")) == []


def test_a_longer_term_hides_the_shorter_one_within_it(glossary: Glossary) -> None:
    wanted = [term for term, _ in glossary.wanted("the European Union", "en", "zh-Hans")]
    assert wanted == ["European Union"]


def test_what_is_never_used_is_known_with_what_is(glossary: Glossary) -> None:
    assert list(glossary.forbidden("zh-Hans")) == [("欧联", "欧洲联盟 or 欧盟")]


def test_a_project_without_a_glossary_has_an_empty_one(tmp_path: Path) -> None:
    assert read_glossary(tmp_path).terms == ()


def test_faults_of_a_glossary_are_told(tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text("terms: [{forms: {en: x}}]\n", "utf-8")
    with pytest.raises(Problems, match=r"glossary\.yaml:1:"):
        read_glossary(tmp_path)
