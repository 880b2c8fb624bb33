"""Covers with more text than they have room for: the excess is reported once, with its place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.conftest import call_bifolio
from tests.kinds.publication import write_publication

pytestmark = pytest.mark.slow

FOLDED = {"layout": "leaflet", "paper": "A4", "orientation": "landscape", "fold": "letter"}
CARD = {"layout": "postcard", "paper": "A6", "orientation": "landscape"}
EDITIONS: dict[str, dict[str, object]] = {
    "booklet": {"layout": "booklet", "languages": ["en", "zh-Hans"], "paper": "A5"},
    "leaflet-en": {**FOLDED, "languages": ["en"]},
    "leaflet-zh": {**FOLDED, "languages": ["zh-Hans"]},
    "report": {"layout": "report", "languages": ["en"], "paper": "A4"},
    "postcard": {**CARD, "languages": ["en", "zh-Hans"]},
    "programme": {"layout": "programme", "languages": ["en", "zh-Hans"], "paper": "A5"},
    "poster": {"layout": "poster", "languages": ["en", "zh-Hans"], "paper": "A3"},
    "flyer": {"layout": "flyer", "languages": ["en"], "paper": "A5"},
    "sheet": {"layout": "sheet", "languages": ["en"], "paper": "A4"},
    "large-print": {"layout": "large-print", "languages": ["en"], "paper": "A4"},
}

TEXT = """\
sections:
  - id: cover
    role: cover
    blocks:
{cover}  - id: house
    heading: {{en: The house, zh-Hans: 房子, fr: La maison}}
    blocks:
      - kind: paragraph
        id: open
        text: {{en: It is open on Sundays., zh-Hans: 周日开放。, fr: Ouvert.}}
"""

PARAGRAPH = """\
      - kind: paragraph
        id: cover-{number}
        text: {{en: "{en}", zh-Hans: "{zh}", fr: Le fleuve.}}
"""

WORDS = "The river carries water from the hills to every house in the valley. "
HAN = "河水从山间流向河谷中的每一户人家，再流回大海。"


def findings(
    folder: Path, paragraphs: int, titles: int, front: str = "", of: Iterable[str] = tuple(EDITIONS)
) -> dict[str, list[tuple[str, int, str]]]:
    """The code, page and source file of each finding by edition."""
    source = write_publication(folder, [], {name: EDITIONS[name] for name in of})
    cover = "".join(
        PARAGRAPH.format(number=number, en=WORDS * 2, zh=HAN * 2) for number in range(paragraphs)
    )
    (source / "text.yaml").write_text(front + TEXT.format(cover=cover), "utf-8")
    path = source / "publication.yaml"
    title = "title: {en: Everything in one, zh-Hans: 样样俱全, fr: Tout en un}"
    long = f'title: {{en: "{(WORDS * titles).strip()}", zh-Hans: {HAN * titles}, fr: Tout}}'
    path.write_text(path.read_text("utf-8").replace(title, long if titles else title), "utf-8")
    call_bifolio("build", "content", cwd=folder)
    report = json.loads((folder / "build" / "content" / "preflight.json").read_text("utf-8"))
    return {
        edition["edition"]: [
            (each["code"], each["page"], Path(each["file"]).name) for each in edition["findings"]
        ]
        for edition in report["editions"]
    }


def test_covers_that_have_room_are_good(tmp_path: Path) -> None:
    found = findings(tmp_path, 1, 0)
    assert set(found) == set(EDITIONS)
    assert not any(found.values()), found


def test_texts_of_a_cover_that_are_too_long_are_one_finding(tmp_path: Path) -> None:
    found = findings(tmp_path, 16, 0)
    for edition in ("leaflet-en", "leaflet-zh", "report"):
        assert found[edition] == [("text/overset", 1, "text.yaml")]
    assert [code for code, _, _ in found["postcard"]] == ["file/pages"]
    assert found["programme"] == found["sheet"] == found["large-print"] == []


def test_a_title_that_is_too_long_is_one_finding(tmp_path: Path) -> None:
    found = findings(tmp_path, 1, 20)
    assert set(found) == set(EDITIONS)
    assert all(found.values())
    for edition, seen in found.items():
        page = 2 if edition == "postcard" else 1  # below its picture
        assert seen == [("text/overset", page, "publication.yaml")], edition


def test_a_running_head_that_is_too_long_is_one_finding(tmp_path: Path) -> None:
    words, han = WORDS * 8, HAN * 8
    front = f"front:\n  - {{id: running-title, text: {{en: {words}, zh-Hans: {han}, fr: Eau}}}}\n"
    found = findings(tmp_path, 30, 0, front, ("programme", "report"))
    assert [code for code, _, _ in found["programme"]] == ["text/overset"]
