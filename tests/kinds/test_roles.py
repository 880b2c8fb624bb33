"""Sections of roles that have a place or a look of their own, with content of several kinds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

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
