"""In an opening, paragraphs are large; other kinds of content look as they do elsewhere."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from tests.conftest import call_bifolio
from tests.kinds.publication import write_publication

pytestmark = pytest.mark.slow

BOTH = ["en", "fr"]
EDITIONS: dict[str, dict[str, object]] = {
    "sheet": {"languages": ["en"], "layout": "sheet"},
    "bilingual": {"languages": [*BOTH], "layout": "bilingual"},
    "report": {"languages": [*BOTH], "layout": "report"},
    "programme": {"languages": ["en"], "layout": "programme"},
    "large-print": {"languages": ["en"], "layout": "large-print"},
    "booklet": {"languages": [*BOTH], "layout": "booklet", "paper": "A5"},
    "handout": {"languages": ["en"], "layout": "handout"},
}


def sizes(pdf: Path, words: str) -> set[float]:
    """The heights of the first letters of `words`, in points, by their font."""
    found = set()
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            search = text.search(words, match_case=True, match_whole_word=True)
            while place := search.get_next():
                _, bottom, _, top = text.get_charbox(place[0], loose=True)
                found.add(round(top - bottom, 1))
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of two publications, whose sections are openings in one only."""
    project = tmp_path_factory.mktemp("openings")
    for name in ("text", "opening"):
        folder = write_publication(project, ["paragraph", "key-figures", "list"], EDITIONS, name)
        path = folder / "text.yaml"
        text = path.read_text("utf-8")
        path.write_text(text.replace("    heading:", f"    role: {name}\n    heading:"), "utf-8")
    finished = call_bifolio("build", cwd=project)
    assert finished.returncode == 0, finished.stderr
    return project / "build"


@pytest.mark.parametrize("edition", EDITIONS)
def test_only_paragraphs_of_an_opening_are_large(built: Path, edition: str) -> None:
    text, opening = (built / name / f"{edition}.pdf" for name in ("text", "opening"))
    figure = "48\u202f250" if EDITIONS[edition]["languages"] == [*BOTH] else "48,250"
    for words in (figure, "visitors", "hat"):
        assert sizes(opening, words) == sizes(text, words) != set()
    assert min(sizes(opening, "Sunday")) > max(sizes(text, "Sunday"))
