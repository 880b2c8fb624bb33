"""Each kind of content is in each language, paired, tagged and checked without false findings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bifolio.document.blocks import kinds
from tests.conftest import ROOT, call_bifolio
from tests.kinds.publication import NAMES, write_publication

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {
    "bilingual": {"languages": ["en", "zh-Hans"], "layout": "bilingual"},
    "fr-press": {"languages": ["fr"], "layout": "sheet", "target": "press"},
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("with_verapdf")
def test_the_sample_is_built_without_a_finding(name: str, tmp_path: Path) -> None:
    write_publication(tmp_path, [name], EDITIONS)
    targets = [option for each in ("screen", "press") for option in ("--target", each)]
    finished = call_bifolio("build", "content", *targets, cwd=tmp_path)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    report = json.loads((tmp_path / "build" / "content" / "preflight.json").read_text("utf-8"))
    findings = [
        (edition["edition"], each["code"], each["message"])
        for edition in report["editions"]
        for each in edition["findings"]
    ]
    assert findings == []


def test_every_kind_has_a_sample_a_template_and_a_page() -> None:
    sampled = {each for each in kinds() if each in NAMES}
    pages = {path.stem for path in (ROOT / "docs" / "content").glob("*.md")}
    pictures = {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")}
    assert pictures == {*kinds()}
    templates = {
        path.name.partition(".")[0] for path in (ROOT / "layouts/base/blocks").glob("*.html.j2")
    }
    assert set(kinds()) - sampled == set(kinds()) - pages == set(kinds()) ^ templates == set()
