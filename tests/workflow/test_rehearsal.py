"""What is built and checked before the first edition is what builds need, and raises nothing."""

from __future__ import annotations

from bifolio.project.folders import shipped
from bifolio.render.weasyprint import stylesheets
from bifolio.workflow.rehearsal import rehearse


def test_a_page_is_built_and_checked() -> None:
    rehearse()  # an error would cost time only, and nobody would see it


def test_stylesheets_of_all_layouts_are_read_once() -> None:
    rehearse()
    before = stylesheets._read_once.cache_info()
    for path in (shipped("layouts") / "base").glob("*.css"):
        text = path.read_text("utf-8")
        if not stylesheets._OF_A_DOCUMENT.search(text):
            stylesheets._read_once(text, path.as_uri())
    assert stylesheets._read_once.cache_info().misses == before.misses
