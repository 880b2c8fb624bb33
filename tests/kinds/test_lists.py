"""Lists in finished PDFs: their bullets, and the space between two of them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bifolio.pdf.glyphs import TextLine, read_pages
from tests.kinds.publication import build_text

pytestmark = pytest.mark.slow

SECTIONS = """\
sections:
  - id: tools
    role: chapter
    heading: {en: Tools, zh-Hans: 工具, fr: Outils}
    blocks:
      - kind: list
        id: kit
        items: [{en: Spade, zh-Hans: 铁锹, fr: Bêche}, {en: Rake, zh-Hans: 耙子, fr: Râteau}]
      - kind: list
        id: order
        numbered: true
        items: [{en: Dig, zh-Hans: 挖掘, fr: Creuser}, {en: Water, zh-Hans: 浇水, fr: Arroser}]
      - kind: list
        id: beds
        numbered: true
        items:
          - text: {en: Soil, zh-Hans: 土壤, fr: Terre}
            items: [{en: Clay, zh-Hans: 黏土, fr: Argile}, {en: Sand, zh-Hans: 沙土, fr: Sable}]
          - {en: Seed, zh-Hans: 种子, fr: Graine}
"""

FOLDED = {"orientation": "landscape", "fold": "letter"}
EDITIONS: dict[str, dict[str, object]] = {
    "report-en": {"languages": ["en"], "layout": "report"},
    "report-zh": {"languages": ["zh-Hans"], "layout": "report"},
    "leaflet-zh": {"languages": ["zh-Hans"], "layout": "leaflet", **FOLDED},
    "booklet": {"languages": ["en", "zh-Hans"], "layout": "booklet", "paper": "A5"},
    "bilingual": {"languages": ["en", "zh-Hans"], "layout": "bilingual"},
    "three": {"languages": ["en", "fr", "zh-Hans"], "layout": "report"},
}


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[TextLine]]:
    """The lines of each edition."""
    project = tmp_path_factory.mktemp("lists")
    folder = build_text(project, SECTIONS, EDITIONS)
    return {
        name: [
            line
            for page in read_pages(folder / f"{name}.pdf")
            for paragraph in page
            for line in paragraph.lines
        ]
        for name in EDITIONS
    }


def line_of(lines: list[TextLine], words: str) -> TextLine:
    (found,) = (line for line in lines if words in line.text)
    return found


@pytest.mark.parametrize(
    ("edition", "words"),
    [
        ("report-en", ("Spade", "Rake", "Dig")),
        ("bilingual", ("Spade", "Rake", "Dig")),
        ("bilingual", ("铁锹", "耙子", "挖掘")),
        ("report-zh", ("铁锹", "耙子", "挖掘")),
        ("leaflet-zh", ("铁锹", "耙子", "挖掘")),
        ("booklet", ("铁锹", "耙子", "挖掘")),
    ],
)
def test_a_list_begins_after_a_space_below_another_one(
    lines: dict[str, list[TextLine]], edition: str, words: tuple[str, str, str]
) -> None:
    one, other, below = (line_of(lines[edition], each).baseline for each in words)
    assert one - other < other - below - 2


def test_items_of_a_chapter_have_bullets_on_both_sides(lines: dict[str, list[TextLine]]) -> None:
    assert sum(line.text.count("•") for line in lines["bilingual"]) == 4


def test_items_in_three_languages_begin_at_one_line(lines: dict[str, list[TextLine]]) -> None:
    places = [line_of(lines["three"], each).left for each in ("Spade", "Bêche", "铁锹")]
    assert max(places) - min(places) < 1.5


def test_translations_of_an_item_are_nearer_to_each_other_than_items(
    lines: dict[str, list[TextLine]],
) -> None:
    words = ("Soil", "Terre", "土壤", "Clay", "Argile", "黏土", "Sand", "Sable", "沙土", "Seed")
    rows = [line_of(lines["three"], each).baseline for each in words]
    gaps = [above - below for above, below in pairwise(rows)]
    between = gaps[2::3]
    assert min(between) > 1.2 * max(gap for gap in gaps if gap not in between)
