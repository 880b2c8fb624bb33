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
