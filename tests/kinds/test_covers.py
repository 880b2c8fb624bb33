"""The front of a postcard: a picture with its texts, and the titles of both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import call_bifolio
from tests.kinds.publication import write_publication

pytestmark = pytest.mark.slow

KICKER = "front:\n  - {id: kicker, text: {en: Riverside House, zh-Hans: 河畔之家, fr: Maison}}\n"
LONG = "A house beside a river that has seen many more floods than it remembers"


def codes(folder: Path, titles: str, texts: tuple[str, ...]) -> list[str]:
    """The codes of the findings in a postcard whose picture has `texts` below it."""
    card = {"layout": "postcard", "languages": ["en", "zh-Hans"], "paper": "A6"}
    source = write_publication(folder, ["figure"], {"card": {**card, "orientation": "landscape"}})
    path = source / "text.yaml"
    lines = path.read_text("utf-8").replace("    heading:", "    role: cover\n    heading:")
    kept = [
        line
        for line in lines.splitlines()
        if not line.strip().startswith(("heading:", *{"caption:", "credit:"} - {*texts}))
    ]
    path.write_text(KICKER + "\n".join(kept) + "\n", "utf-8")
    publication = source / "publication.yaml"
    publication.write_text(
        publication.read_text("utf-8").replace("Everything in one", titles), "utf-8"
    )
    call_bifolio("build", "content", cwd=folder)
    report = json.loads((folder / "build" / "content" / "preflight.json").read_text("utf-8"))
    (edition,) = report["editions"]
    return [each["code"] for each in edition["findings"]]


@pytest.mark.parametrize("texts", [(), ("credit:",), ("caption:", "credit:")])
def test_a_picture_leaves_room_for_two_titles(texts: tuple[str, ...], tmp_path: Path) -> None:
    assert codes(tmp_path, "Everything in one", texts) == []


def test_titles_that_are_too_long_are_reported(tmp_path: Path) -> None:
    assert "file/pages" in codes(tmp_path, " ".join([LONG] * 2), ("caption:", "credit:"))
