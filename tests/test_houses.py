"""The sample house, and a house that an organisation makes from it as docs/layouts.md says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from tests.conftest import ROOT, call_bifolio

SAMPLE = ROOT / "layouts" / "houses" / "library"

FRONT = """\
front:
  - id: mark
    text: {en: City Library, zh-Hans: 市图书馆}
  - id: statement
    text: {en: The library is open to everyone., zh-Hans: 市图书馆向所有人开放。}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter in the sample house, and in a house of the project with larger type."""
    folder = tmp_path_factory.mktemp("houses")
    own = folder / "layouts" / "houses" / "archive"
    shutil.copytree(SAMPLE, own)
    tokens = (own / "tokens.css").read_text("utf-8")
    (own / "tokens.css").write_text(tokens.replace(":root {", ":root {\n  --type-scale: 1.1;"))
    for house in ("library", "archive"):
        call_bifolio("new", house, cwd=folder)
        source = folder / "source" / house
        settings = (source / "publication.yaml").read_text("utf-8")
        settings = settings.replace(
            "    layout: sheet\n", "    layout: sheet\n    profile: library\n"
        )
        (source / "publication.yaml").write_text(f"house: {house}\n{settings}", "utf-8")
        text = (source / "text.yaml").read_text("utf-8")
        begin, end = text.index("front:"), text.index("  - id: kicker")
        text = text[:begin] + FRONT + text[end:]
        text = text.replace("  - id: welcome\n", "  - id: welcome\n    accent: brick\n")
        (source / "text.yaml").write_text(text, "utf-8")
    finished = call_bifolio("build", "--edition", "en", "--edition", "bilingual", cwd=folder)
    assert finished.returncode == 0, finished.stderr
    return folder / "build"


def sizes(path: Path) -> Iterator[float]:
    """The size of each letter on the first page of a PDF (pt)."""
    text = pypdfium2.PdfDocument(path)[0].get_textpage()
    for index in range(text.count_chars()):
        yield round(pdfium.FPDFText_GetFontSize(text, index), 2)


@pytest.mark.slow
@pytest.mark.parametrize("house", ["library", "archive"])
def test_a_house_with_a_mark_and_a_profile_builds_without_a_finding(
    house: str, built: Path
) -> None:
    report = json.loads((built / house / "preflight.json").read_text("utf-8"))
    assert [each for edition in report["editions"] for each in edition["findings"]] == []
    assert {edition["profile"] for edition in report["editions"]} == {"library", "screen"}
    pages = pypdfium2.PdfDocument(built / house / "en.pdf")
    texts = [page.get_textpage().get_text_range() for page in pages]
    assert any("The library is open to everyone." in each for each in texts)


@pytest.mark.slow
def test_the_scale_of_type_makes_all_type_larger(built: Path) -> None:
    usual, larger = (max(sizes(built / house / "en.pdf")) for house in ("library", "archive"))
    assert larger == pytest.approx(1.1 * usual, abs=0.05)
