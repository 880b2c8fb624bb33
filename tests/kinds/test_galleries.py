"""Galleries: few pictures are in one row where the page is wide."""

from __future__ import annotations

from pathlib import Path

import pytest

from bifolio.pdf.glyphs import read_pages
from tests.kinds.publication import build_text

pytestmark = pytest.mark.slow

SECTIONS = """\
sections:
  - id: views
    heading: {en: Views, zh-Hans: 景色, fr: Vues}
    blocks:
      - kind: gallery
        id: pictures
        pictures:
          - image: garden.svg
            alt: {en: A garden in spring, zh-Hans: 春园, fr: Un jardin}
            caption: {en: Spring, zh-Hans: 春, fr: Printemps}
          - image: garden.svg
            alt: {en: A garden in summer, zh-Hans: 夏园, fr: Le jardin}
            caption: {en: Summer, zh-Hans: 夏, fr: Été}
          - image: garden.svg
            alt: {en: A garden in autumn, zh-Hans: 秋园, fr: Jardin}
            caption: {en: Autumn, zh-Hans: 秋, fr: Automne}
      - kind: table
        id: levels
        columns: [{}, {unit: mmHg}]
        rows:
          - [{en: Level, zh-Hans: 分级, fr: Niveau}, {en: Systolic, zh-Hans: 收缩压, fr: Max}]
          - [{en: Normal, zh-Hans: 正常, fr: Normale}, "< 120"]
"""
FOLDED: dict[str, object] = {"paper": "A4", "orientation": "landscape", "fold": "letter"}
EDITIONS: dict[str, dict[str, object]] = {
    **{name: {"layout": name, "languages": ["en"]} for name in ("sheet", "report")},
    "leaflet": {"layout": "leaflet", "languages": ["en"], **FOLDED},
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_text(tmp_path_factory.mktemp("galleries"), SECTIONS, EDITIONS)


def begin(path: Path, words: str) -> tuple[float, float]:
    """Where the line `words` begins, and its baseline (pt)."""
    (found,) = (
        (line.left, line.baseline)
        for page in read_pages(path)
        for paragraph in page
        for line in paragraph.lines
        if line.text.strip() == words
    )
    return found


@pytest.mark.parametrize(("layout", "rows"), [("sheet", 1), ("report", 1), ("leaflet", 2)])
def test_few_pictures_are_in_one_row_where_the_page_is_wide(
    built: Path, layout: str, rows: int
) -> None:
    captions = [begin(built / f"{layout}.pdf", name)[1] for name in ("Spring", "Summer", "Autumn")]
    assert len(set(map(round, captions))) == rows


@pytest.mark.parametrize("layout", EDITIONS)
def test_the_unit_of_a_column_begins_where_its_head_does(built: Path, layout: str) -> None:
    head, unit = (begin(built / f"{layout}.pdf", words)[0] for words in ("Systolic", "mmHg"))
    assert head == pytest.approx(unit, abs=1)
