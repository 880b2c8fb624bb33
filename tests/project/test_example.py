"""The publication that `bifolio new` begins, in every layout of Bifolio."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf
import pytest

from tests.conftest import call_bifolio
from tests.test_mistakes import spoil

pytestmark = pytest.mark.slow

LAYOUTS = {
    "bilingual": ("[en, zh-Hans]", 1),
    "handout": ("[en, zh-Hans]", 2),
    "booklet": ("[zh-Hans, en]\n    paper: A5", 4),
    "sheet": ("[zh-Hans]", 1),
    "large-print": ("[en]", 2),
    "leaflet": ("[zh-Hans]\n    orientation: landscape\n    fold: z", 2),
}
"""What an edition says besides, and the pages that come of it."""


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_example_is_built_in_every_layout_for_its_number_of_languages(
    layout: str, workshop: Path
) -> None:
    said, pages = LAYOUTS[layout]
    publication = workshop / "source" / "paper" / "publication.yaml"
    before = "    languages: [en]\n    layout: sheet"
    spoil(publication, f"{before}\n====\n    languages: {said}\n    layout: {layout}")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 0, finished.stderr
    assert len(pypdf.PdfReader(workshop / "build" / "paper" / "en.pdf").pages) == pages


def test_the_example_says_how_many_languages_a_layout_takes(workshop: Path) -> None:
    text = (workshop / "source" / "paper" / "publication.yaml").read_text("utf-8")
    said = re.sub(r"\n# ", " ", text)
    for layout, (languages, _) in LAYOUTS.items():
        many = "," in languages.partition("]")[0]
        assert re.search(rf"\b{layout}\b[^(]*{'two languages' if many else 'one'}", said)
