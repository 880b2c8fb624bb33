"""Days of a programme over pages: every page of a day has its head."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from tests.conftest import call_bifolio
from tests.kinds.publication import write_publication

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {
    "three": {"languages": ["en", "fr", "zh-Hans"], "layout": "programme", "paper": "A5"},
    "two": {"languages": ["en", "zh-Hans"], "layout": "programme", "paper": "A5"},
    "report": {"languages": ["en", "fr", "zh-Hans"], "layout": "report"},
}
SHORT = "How the water shaped the rooms."
LONG = " ".join([SHORT] * 9)


@pytest.fixture(scope="module", params=[SHORT, LONG], ids=["short", "long"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a programme, with short texts or with a long one."""
    project = tmp_path_factory.mktemp("programmes")
    text = write_publication(project, ["programme"], EDITIONS) / "text.yaml"
    text.write_text(text.read_text("utf-8").replace(SHORT, request.param), "utf-8")
    finished = call_bifolio("build", "content", cwd=project)
    assert "is not on the page" not in finished.stderr
    assert "pages, above" not in finished.stderr
    return project / "build" / "content"


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_with_sessions_has_the_day(built: Path, edition: str) -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(built / f"{edition}.pdf").pages]
    for page in pages:
        assert ("12 June 2026" in page) == ("9:30" in page or "11:15" in page)
        assert ("13 June 2026" in page) == ("10:00" in page)
