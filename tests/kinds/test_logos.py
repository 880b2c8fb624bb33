"""Logos with the names of their organisations below them, and without."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from tests.conftest import call_bifolio
from tests.kinds.publication import sample, write_publication

pytestmark = pytest.mark.slow

EDITIONS: dict[str, dict[str, object]] = {
    "one": {"languages": ["en"], "layout": "sheet"},
    "two": {"languages": ["en", "zh-Hans"], "layout": "report"},
}
NAMES = ("Riverside House", "Garden Society", "Paper Museum")


@pytest.mark.parametrize(("setting", "times"), [("", 0), ("    names: true\n", 1)])
def test_names_are_below_their_logos_only_where_the_text_says_so(
    tmp_path: Path, setting: str, times: int
) -> None:
    folder = write_publication(tmp_path, ["logos"], EDITIONS)
    text = (folder / "text.yaml").read_text("utf-8")
    begin = text.index("id: funded-logos\n") + len("id: funded-logos\n")
    indent = text[:begin].splitlines()[-1].index("id:") * " "
    added = f"{indent}{setting.strip()}\n" if setting else ""
    (folder / "text.yaml").write_text(text[:begin] + added + text[begin:], "utf-8")
    assert "names: true" not in sample("logos")
    finished = call_bifolio("build", "content", cwd=tmp_path)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    for edition in EDITIONS:
        pages = pypdf.PdfReader(tmp_path / "build" / "content" / f"{edition}.pdf").pages
        words = " ".join(page.extract_text() for page in pages)
        assert [words.count(name) for name in NAMES[1:]] == [times] * 2
