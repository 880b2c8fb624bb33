"""Distances between blocks, measured on the page."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from tests.kinds.publication import build_text

pytestmark = pytest.mark.slow

LAYOUTS: dict[str, dict[str, object]] = {
    "sheet": {},
    "report": {},
    "handout": {},
    "flyer": {"paper": "A5"},
}
TEXT = """\
sections:
  - id: wood
    heading: {en: Wood, zh-Hans: 森林, fr: Forêt}
    blocks:
      - kind: box
        id: trees
        blocks:
          - {kind: list, id: trees-list, items: [Alder, Birch]}
          - {kind: paragraph, id: trees-after, text: Cherry}
      - {kind: definitions, id: others, items: [{term: Juniper, text: Larch}]}
      - {kind: paragraph, id: others-after, text: Maple}
      - {kind: definitions, id: words, items: [{term: Elm, text: Fir}]}
      - {kind: quote, id: words-quote, text: Hazel}
"""


def foot(pdf: Path, words: str) -> float:
    """The lower edge of the first letter of `words`, in points from the foot of the page."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            if place := text.search(words, match_case=True).get_next():
                edge: float = text.get_charbox(place[0], loose=True)[1]
                return edge
    raise AssertionError(f"{words} is on no page")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a box with a list and a paragraph, and of terms with text below them."""
    project = tmp_path_factory.mktemp("distances")
    editions = {each: {"layout": each, "languages": ["en"], **LAYOUTS[each]} for each in LAYOUTS}
    return build_text(project, TEXT, editions)


@pytest.mark.parametrize("edition", LAYOUTS)
def test_a_paragraph_in_a_box_is_apart_from_the_list_above_it(built: Path, edition: str) -> None:
    first, second, after = (
        foot(built / f"{edition}.pdf", each) for each in ("Alder", "Birch", "Cherry")
    )
    assert second - after > 1.2 * (first - second)


@pytest.mark.parametrize(
    ("edition", "last", "after"),
    [
        *((each, "Fir", "Hazel") for each in LAYOUTS),
        *((each, "Larch", "Maple") for each in LAYOUTS if each != "sheet"),  # in two columns there
    ],
)
def test_what_follows_terms_is_apart_from_them(
    built: Path, edition: str, last: str, after: str
) -> None:
    pdf = built / f"{edition}.pdf"
    leading = foot(pdf, "Alder") - foot(pdf, "Birch")
    assert foot(pdf, last) - foot(pdf, after) > 1.2 * leading
