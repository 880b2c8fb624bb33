"""Contacts in several languages have room for their addresses."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from tests.kinds.publication import build_text

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {
    "sheet": {"languages": ["fr"], "layout": "sheet"},
    "report": {"languages": ["en"], "layout": "report"},
    "booklet": {"languages": ["en", "zh-Hans"], "layout": "booklet", "paper": "A5"},
}
ADDRESS = "harbour@riverside.example.org"
TEXT = f"""\
sections:
  - id: quay
    heading: {{en: The quay, zh-Hans: 码头, fr: Le quai}}
    blocks:
      - {{kind: paragraph, id: quay-text, text: {{en: Open., zh-Hans: 开放。, fr: Ouvert.}}}}
  - id: contacts
    role: contacts
    blocks:
      - kind: contact
        id: contact-desk
        name: {{en: Harbour office, zh-Hans: 港务办公室, fr: Bureau du port}}
        email: {ADDRESS}
        hours: {{en: Monday to Friday, zh-Hans: 周一至周五, fr: Du lundi au vendredi}}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a contact in three languages."""
    project = tmp_path_factory.mktemp("contacts")
    return build_text(project, TEXT, EDITIONS)


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_address_is_on_one_line_in_each_of_three_languages(built: Path, edition: str) -> None:
    boxes = []
    with pypdfium2.PdfDocument(built / f"{edition}.pdf") as document:
        for page in document:
            text = page.get_textpage()
            search = text.search(ADDRESS)
            while place := search.get_next():
                first, last = (text.get_charbox(place[0] + at) for at in (0, place[1] - 1))
                assert abs(first[1] - last[1]) < 5
                boxes.append((round(first[1]), first[0], last[2]))
    assert len(boxes) == 3
    for row in {box[0] for box in boxes}:
        beside = sorted(box[1:] for box in boxes if box[0] == row)
        assert all(end + 6 < begin for (_, end), (begin, _) in pairwise(beside))
