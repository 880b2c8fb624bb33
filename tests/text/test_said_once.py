"""Texts of a unit that are the same in several languages."""

from __future__ import annotations

from pathlib import Path

from bifolio.problems import Place
from bifolio.text.runs import Content, Run, said_once


def content(language: str, text: str, href: str | None = None) -> Content:
    runs = (Run(text, language, href=href),)
    return Content("unit", language, Place(Path("text.yaml")), runs)


def test_the_first_of_equal_texts_is_kept() -> None:
    words = [content(tag, text) for tag, text in (("en", "km"), ("fr", "km"), ("zh", "公里"))]
    assert said_once(words) == ("en", "zh")


def test_texts_with_links_are_all_kept() -> None:
    linked = [content(tag, "map", f"https://{tag}.example.org") for tag in ("en", "fr")]
    assert said_once(linked) == ("en", "fr")
