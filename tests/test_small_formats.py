"""Posters, flyers, postcards and programmes: a made-up event in every one, for every target."""

from __future__ import annotations

import json
from pathlib import Path

import pypdf
import pytest

from tests.conftest import PUBLICATIONS, build_once

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
