"""Key figures: wide ones keep their units, and equal words of two languages are set once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bifolio.pdf.glyphs import read_pages
from tests.kinds.publication import build_text

pytestmark = pytest.mark.slow

SECTIONS = """\
sections:
  - id: harvest
    heading: {en: Harvest, zh-Hans: 收成, fr: Récolte}
    blocks:
      - kind: key-figures
        id: yields
        items:
          - value: 73914.25
            unit: {en: hl, zh-Hans: 百升, fr: hl}
            label: {en: A, zh-Hans: 甲, fr: A}
          - {value: 2150, unit: {en: ha, zh-Hans: 公顷, fr: ha}, label: {en: B, zh-Hans: 乙, fr: C}}
          - {value: 12, unit: '%', label: {en: Share, zh-Hans: 份额, fr: Part}}
          - {value: 8, label: {en: Farms, zh-Hans: 农场, fr: Fermes}}
        source: {en: Counted in May, zh-Hans: 五月统计, fr: Compté en mai}
      - kind: table
        id: places
        rows:
          - [{en: Place, zh-Hans: 地方, fr: Lieu}, {en: Length, zh-Hans: 长, fr: Longueur}]
          - [{en: Vallorbe, zh-Hans: 瓦洛布, fr: Vallorbe}, 1250.5]
          - [{en: Orbe, zh-Hans: 奥尔布, fr: Orbe}, 12]
          - [{en: Bex, zh-Hans: 贝城, fr: Bex}, 7]
          - [{en: Aigle, zh-Hans: 艾格勒, fr: Aigle}, 6]
"""


NUMBERS = ("73 914.25", "1 250.5")
"""As English and French read them together; thin spaces are read as spaces."""


def lines_of(project: Path, layout: str, *languages: str) -> list[tuple[str, float]]:
    """The lines of an edition, and their baselines (pt)."""
    folder = build_text(project, SECTIONS, {"own": {"languages": [*languages], "layout": layout}})
    return [
        (line.text, line.baseline)
        for page in read_pages(folder / "own.pdf")
        for paragraph in page
        for line in paragraph.lines
    ]


@pytest.mark.parametrize(
    ("layout", "languages", "figure"),
    [
        *((layout, ["en"], "73,914.25") for layout in ("report", "sheet", "programme")),
        ("bilingual", ["en", "fr"], "73 914.25"),
    ],
)
def test_the_unit_of_a_wide_figure_is_on_its_line(
    layout: str, languages: list[str], figure: str, tmp_path: Path
) -> None:
    lines = lines_of(tmp_path, layout, *languages)
    figures = [at for text, at in lines if text.strip() == figure]
    units = [at for text, at in lines if text.strip() == "hl"]
    assert figures
    assert all(any(abs(one - other) < 1 for other in units) for one in figures)
    (source,) = [at for text, at in lines if text.strip() == "Counted in May"]
    (last,) = [at for text, at in lines if text.strip() == "Farms"]
    assert 0 < last - source < 40, "who counted is below the figures"


def test_words_that_are_the_same_in_two_languages_are_once(tmp_path: Path) -> None:
    words = [text.strip() for text, _ in lines_of(tmp_path, "bilingual", "en", "fr")]
    for once in ("hl", "ha", "A", "Vallorbe", "Orbe", "Bex", "Aigle", *NUMBERS):
        assert words.count(once) == 1, once
    for both in ("B", "C", "Share", "Part", "Counted in May", "Compté en mai", "Place", "Lieu"):
        assert words.count(both) == 1, both


def test_words_that_differ_are_in_each_language(tmp_path: Path) -> None:
    words = [text.strip() for text, _ in lines_of(tmp_path, "bilingual", "en", "zh-Hans")]
    for each in ("hl", "百升", "Vallorbe", "瓦洛布"):
        assert words.count(each) == 1, each
