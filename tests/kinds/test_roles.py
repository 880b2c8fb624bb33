"""Sections of roles that have a place or a look of their own, with content of several kinds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest

from tests.conftest import call_bifolio
from tests.kinds.publication import write_publication

pytestmark = pytest.mark.slow

BOTH = ("en", "zh-Hans")
FOLDED = {"fold": "letter", "orientation": "landscape"}
LAYOUTS: dict[str, dict[str, object]] = {
    "sheet": {"languages": ["fr"]},
    "bilingual": {"languages": [*BOTH]},
    "report": {"languages": [*BOTH]},
    "programme": {"languages": ["zh-Hans"]},
    "large-print": {"languages": ["en"], "profile": "large-print"},
    "booklet": {"languages": [*BOTH], "paper": "A5"},
    "leaflet": {"languages": ["en"], **FOLDED},
    "handout": {"languages": [*BOTH]},
    "poster": {"languages": [*BOTH], "paper": "A3"},
    "flyer": {"languages": [*BOTH], "paper": "A5"},
}
"""A setting of each layout that has sections of the role `cover`."""


def findings(folder: Path, role: str, names: Sequence[str], layouts: Sequence[str]) -> list[str]:
    """What is found in editions of `layouts` whose first section has `role`, with samples."""
    editions = {name: {"layout": name, **LAYOUTS[name]} for name in layouts}
    text = write_publication(folder, [*names, "paragraph"], editions) / "text.yaml"
    head = f"\n    role: {role}\n    heading:"
    text.write_text(text.read_text("utf-8").replace("\n    heading:", head, len(names)), "utf-8")
    call_bifolio("build", "content", cwd=folder)
    report = json.loads((folder / "build" / "content" / "preflight.json").read_text("utf-8"))
    assert len(report["editions"]) == len(layouts)
    return [
        f"{edition['edition']}: {each['message']} [{each['code']}]"
        for edition in report["editions"]
        for each in edition["findings"]
    ]


def test_a_cover_has_a_heading_and_a_picture_in_every_layout(tmp_path: Path) -> None:
    """The picture is on the cover, above the heading; the other way round than in the source."""
    assert findings(tmp_path, "cover", ["figure"], [*LAYOUTS]) == []


def test_notes_are_within_the_margins(tmp_path: Path) -> None:
    layouts = ["sheet", "bilingual", "report", "programme"]
    assert findings(tmp_path, "note", ["box", "key-figures"], layouts) == []


OFFICES = """\
  - id: offices
    role: contacts
    heading: {{en: Offices, zh-Hans: 办事处, fr: Bureaux}}
    blocks:
{contacts}
"""

OFFICE = """\
      - kind: contact
        id: office-{number}
        name: {{en: "Post {number}", zh-Hans: "{number}号站", fr: "Poste {number}"}}
        address: [1 Quay Road, 12345 Harbour]
        phone: +49 30 123456{number}
        email: post{number}@example.org
"""


def pages_with_offices(project: Path, count: int) -> list[str]:
    """The pages in large print of some text, and of so many contacts below it."""
    editions = {"en": {"languages": ["en"], "layout": "large-print"}}
    folder = write_publication(project, ["list"], editions)
    contacts = "".join(OFFICE.format(number=number) for number in range(1, count + 1))
    with (folder / "text.yaml").open("a", encoding="utf-8") as text:
        text.write(OFFICES.format(contacts=contacts))
    finished = call_bifolio("build", "content", cwd=project)
    assert finished.returncode == 0, finished.stderr
    with pypdfium2.PdfDocument(project / "build" / "content" / "en.pdf") as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_contacts_longer_than_a_page_begin_below_their_heading(tmp_path: Path) -> None:
    pages = pages_with_offices(tmp_path, 5)
    (begun,) = (page for page in pages if "Offices" in page)
    assert "Post 1" in begun
    assert "Post 5" not in begun


def test_contacts_that_a_page_has_room_for_are_on_one(tmp_path: Path) -> None:
    pages = pages_with_offices(tmp_path, 1)
    (begun,) = (page for page in pages if "Offices" in page)
    assert "Post 1" in begun
    assert begun.count("post1@example.org") == 3  # in each language
