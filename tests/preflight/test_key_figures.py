"""Key figures that differ between the languages: right with their units, or wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import call_bifolio
from tests.kinds.publication import write_publication

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {"zh": {"languages": ["zh-Hans"], "layout": "sheet"}}


@pytest.mark.parametrize(
    ("typed", "new", "found"),
    [
        ("'120'", "'120'", []),
        ("'120'", "'130'", ["languages/same-numbers"]),
        ("value: 12.5", "value: 12,5", ["languages/same-form"]),
    ],
)
def test_a_figure_is_compared_with_its_unit_and_its_form(
    typed: str, new: str, found: list[str], tmp_path: Path
) -> None:
    folder = write_publication(tmp_path, ["key-figures"], EDITIONS)
    text = folder / "text.yaml"
    text.write_text(text.read_text("utf-8").replace(typed, new), "utf-8")
    call_bifolio("build", "content", cwd=tmp_path)
    report = json.loads((tmp_path / "build" / "content" / "preflight.json").read_text("utf-8"))
    (edition,) = report["editions"]
    assert [each["code"] for each in edition["findings"]] == found
