"""Each kind of content is in each language, paired, tagged and checked without false findings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bifolio.document.blocks import kinds
from tests.conftest import ROOT, call_bifolio
from tests.kinds.publication import NAMES, write_publication
from tests.support import verapdf
from tests.support.shared import built_once

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {
    "bilingual": {"languages": ["en", "zh-Hans"], "layout": "bilingual"},
    "fr-press": {"languages": ["fr"], "layout": "sheet", "target": "press"},
}


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder with a publication for each sample; one command builds them all."""

    def build(folder: Path) -> None:
        for name in NAMES:
            write_publication(folder, [name], EDITIONS, publication=name)
        targets = [option for each in ("screen", "press") for option in ("--target", each)]
        finished = call_bifolio("build", *targets, cwd=folder, BIFOLIO_VERAPDF=verapdf.command())
        (folder / "errors").write_text(finished.stderr, "utf-8")

    return built_once(tmp_path_factory, "samples", build) / "build"


@pytest.mark.parametrize("name", NAMES)
def test_the_sample_is_built_without_a_finding(name: str, samples: Path) -> None:
    folder, errors = samples / name, (samples.parent / "errors").read_text("utf-8")
    assert {path.stem for path in folder.glob("*.pdf")} == set(EDITIONS), errors
    report = json.loads((folder / "preflight.json").read_text("utf-8"))
    assert {edition["edition"] for edition in report["editions"]} == set(EDITIONS)
    findings = [
        (edition["edition"], each["code"], each["message"])
        for edition in report["editions"]
        for each in edition["findings"]
    ]
    assert findings == []


def test_one_command_builds_all_samples_without_an_error(samples: Path) -> None:
    assert (samples.parent / "errors").read_text("utf-8") == ""


def test_every_kind_has_a_sample_a_template_and_a_page() -> None:
    sampled = {each for each in kinds() if each in NAMES}
    pages = {path.stem for path in (ROOT / "docs" / "content").glob("*.md")}
    pictures = {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")}
    assert {each for each in pictures if not each.startswith("starter-")} == {*kinds()}
    templates = {
        path.name.partition(".")[0] for path in (ROOT / "layouts/base/blocks").glob("*.html.j2")
    }
    assert set(kinds()) - sampled == set(kinds()) - pages == set(kinds()) ^ templates == set()
