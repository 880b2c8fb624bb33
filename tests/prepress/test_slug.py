"""The slug line is in the languages of the publication."""

from __future__ import annotations

import re

import pytest

from bifolio.prepress.slug import Slug


@pytest.mark.parametrize(
    ("languages", "page", "revision"),
    [
        (["en", "zh-Hans"], "page 1 of 2 · 第 1 页，共 2 页", "revision 修订号"),
        (["fr", "zh-Hans"], "page 1 sur 2 · 第 1 页，共 2 页", "révision 修订号"),
        (["zh-Hant"], "第 1 頁，共 2 頁", "修訂號"),
        (["el", "eo", "en-GB"], "page 1 of 2", "revision"),
        (["zh-Hans", "el"], "第 1 页，共 2 页 · page 1 of 2", "修订号 revision"),
    ],
)
def test_page_and_revision_are_in_the_languages_of_the_publication(
    languages: list[str], page: str, revision: str
) -> None:
    slug = Slug([(each, "T") for each in languages], "press", "2026-06-01", "FOGRA51")
    first, _ = re.findall("<p.*?</p>", slug.html(2, "abc"))
    text = re.sub("<[^>]+>", "", first)
    assert text.startswith(f"press · {page} · 2026-06-01 · FOGRA51 · {revision} abc · T")
    assert set(text) <= {*slug.characters}


def test_words_have_the_language_whose_fonts_they_need() -> None:
    slug = Slug([("zh-Hans", "题"), ("el", "T")], "press", "2026-06-01", "FOGRA51")
    assert "<span lang='zh-Hans'>第 1 页" in slug.html(1, "abc")
    assert "<span lang='en'>page 1" in slug.html(1, "abc")
