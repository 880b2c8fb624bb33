"""The kitchen sink: every kind of content together, in the layouts that take text of any length."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import call_bifolio
from tests.kinds.publication import NAMES, write_publication

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {
    "sheet": {"languages": ["en"], "layout": "sheet"},
    "sheet-zh-Hans": {"languages": ["zh-Hans"], "layout": "sheet", "target": "office"},
    "bilingual": {"languages": ["en", "zh-Hans"], "layout": "bilingual"},
    "three-beside": {
        "languages": ["en", "fr", "zh-Hans"],
        "layout": "bilingual",
        "orientation": "landscape",
    },
    "three-below": {"languages": ["zh-Hans", "en", "fr"], "layout": "bilingual"},
    "large-print": {
        "languages": ["zh-Hans"],
        "layout": "large-print",
        "profile": "large-print",
    },
    "report-press": {"languages": ["en", "zh-Hans"], "layout": "report", "target": "press"},
    "report-three": {"languages": ["en", "zh-Hans", "fr"], "layout": "report"},
    "programme": {"languages": ["fr", "zh-Hans"], "layout": "programme", "target": "office"},
    "booklet": {
        "languages": ["en", "zh-Hans"],
        "layout": "booklet",
        "paper": "A5",
        "target": "office",
    },
}


@pytest.mark.usefixtures("with_verapdf")
def test_every_kind_is_in_every_long_layout(tmp_path: Path) -> None:
    """No edition has a finding, but for a booklet whose languages differ in length."""
    write_publication(tmp_path, NAMES, EDITIONS)
    targets = ("--target", "screen", "--target", "office", "--target", "press")
    finished = call_bifolio("build", "content", *targets, cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    folder = tmp_path / "build" / "content"
    report = json.loads((folder / "preflight.json").read_text("utf-8"))
    assert len(report["editions"]) == len(EDITIONS)
    codes = {each["code"] for edition in report["editions"] for each in edition["findings"]}
    assert codes <= {"text/facing-pages"}


SMALL: dict[str, dict[str, object]] = {
    "handout": {"languages": ["en", "zh-Hans"], "layout": "handout", "target": "office"},
    "leaflet": {
        "languages": ["en"],
        "layout": "leaflet",
        "fold": "letter",
        "orientation": "landscape",
    },
    "leaflet-press": {
        "languages": ["zh-Hans"],
        "layout": "leaflet",
        "fold": "z",
        "orientation": "landscape",
        "target": "press",
    },
    "poster": {"languages": ["en"], "layout": "poster", "paper": "A2"},
    "flyer-press": {
        "languages": ["fr", "zh-Hans"],
        "layout": "flyer",
        "paper": "A5",
        "target": "press",
    },
}
"""Editions with room for some text only."""


def findings_of(folder: Path, editions: dict[str, dict[str, object]], *names: str) -> set[str]:
    """The codes of what is found in `editions` of a publication with the samples called `names`."""
    write_publication(folder, names, editions)
    targets = ("--target", "screen", "--target", "office", "--target", "press")
    finished = call_bifolio("build", "content", *targets, cwd=folder)
    assert finished.returncode in (0, 1), finished.stderr
    report = json.loads((folder / "build" / "content" / "preflight.json").read_text("utf-8"))
    assert len(report["editions"]) == len(editions)
    return {each["code"] for edition in report["editions"] for each in edition["findings"]}


@pytest.mark.usefixtures("with_verapdf")
def test_a_short_text_is_good_in_every_small_layout(tmp_path: Path) -> None:
    assert findings_of(tmp_path, SMALL, "key-figures", "paragraph-notes") == set()


def test_text_that_a_small_layout_has_no_room_for_is_reported(tmp_path: Path) -> None:
    editions = {name: SMALL[name] for name in ("leaflet", "flyer-press")}
    found = findings_of(tmp_path, editions, *NAMES)
    assert {"text/complete", "file/pages"} <= found
    assert "text/overlap" not in found
