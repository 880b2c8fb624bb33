"""Posters, flyers, postcards and programmes: a made-up event in every one, for every target."""

from __future__ import annotations

import json
from pathlib import Path

import pypdf
import pytest

from tests.conftest import PUBLICATIONS, build_once, call_bifolio
from tests.kinds.publication import write_publication

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def gardens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_once(tmp_path_factory, PUBLICATIONS, "gardens", "screen", "office", "press")


def test_every_layout_is_built_without_a_finding(gardens: Path) -> None:
    report = json.loads((gardens / "preflight.json").read_text("utf-8"))
    assert len(report["editions"]) == len(list(gardens.glob("*.pdf")))
    assert [each for edition in report["editions"] for each in edition["findings"]] == []


@pytest.mark.parametrize(
    ("edition", "pages"), [("poster-en", 1), ("flyer", 2), ("postcard-en", 2), ("programme-en", 1)]
)
def test_a_format_has_as_many_pages_as_sides(gardens: Path, edition: str, pages: int) -> None:
    assert len(pypdf.PdfReader(gardens / f"{edition}.pdf").pages) == pages


def test_a_poster_is_read_from_a_distance(gardens: Path) -> None:
    """Its text has 24 pt at least on A3."""
    sizes: list[float] = []
    page = pypdf.PdfReader(gardens / "poster-en.pdf").pages[0]

    def visit(text: str, _: object, matrix: list[float], __: object, size: float) -> None:
        if "Lantern walk" in text or "Entrance" in text:
            sizes.append(size * abs(matrix[3]))

    page.extract_text(visitor_text=visit)
    assert sizes
    assert min(sizes) >= 24


LONG_TITLE = """
title:
  en: The twenty-first meeting of the keepers of wells and fountains
  zh-Hans: 第二十一届水井与喷泉看护人大会
  fr: Wells
"""
WELLS = """\
sections:
  - id: cover
    role: cover
    blocks:
      - kind: figure
        id: cover-wells
        image: wells.svg
        alt: {en: Wells, zh-Hans: 水井, fr: Puits}
  - id: wells
    heading: {en: Wells, zh-Hans: 水井, fr: Puits}
    blocks:
"""
WELL = """\
      - kind: paragraph
        id: well-NUMBER
        text:
          en: Whoever keeps a well knows how deep it is, how cold in June, and whose it was.
          zh-Hans: 看护水井的人知道井有多深，六月的水有多凉，从前又归谁所有。
          fr: Qui garde un puits sait sa profondeur.
"""
PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200" width="400" height="200">\
<rect width="400" height="200" fill="#357"/><circle cx="200" cy="100" r="60" fill="#fc6"/></svg>
"""


@pytest.mark.parametrize(("paragraphs", "fits"), [(1, True), (5, True), (12, False)])
def test_titles_and_picture_of_a_poster_give_way_before_its_text(
    tmp_path: Path, paragraphs: int, fits: bool
) -> None:
    edition = {"languages": ["en", "zh-Hans"], "layout": "poster", "paper": "A3"}
    folder = write_publication(tmp_path, [], {"poster": edition})
    path = folder / "publication.yaml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("title:")]
    path.write_text("".join(kept) + LONG_TITLE, "utf-8")
    wells = (WELL.replace("NUMBER", str(each)) for each in range(paragraphs))
    (folder / "text.yaml").write_text(WELLS + "".join(wells), "utf-8")
    (folder / "wells.svg").write_text(PICTURE, "utf-8")
    finished = call_bifolio("build", "content", cwd=tmp_path)
    found = "[file/pages]" in finished.stderr
    assert (found, finished.returncode == 0) == (not fits, fits), finished.stderr
