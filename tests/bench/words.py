"""The words of the fact sheet, and long publications of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import cycle
from pathlib import Path

import yaml

from bifolio.fonts.collection import read_typecase
from bifolio.project.folders import Project
from bifolio.workflow.prepare import read
from tests.bench.commands import ROOT

LANGUAGES = ("en", "zh-Hans")

HEADINGS = {"en": "Part {}", "zh-Hans": "第{}部分"}

EDITION = "whole"
"""The edition of a long publication."""

PROFILE = "long"
"""The profile of preflight for it."""

LIMITS = {"pages": 1000, "size": 100_000_000}
"""More than any of them has: pages and bytes."""

LONG = 40
"""The characters that a text in Chinese has at least for a paragraph of a report."""


@cache
def pairs() -> tuple[tuple[str, str], ...]:
    """The words of the fact sheet that are in both languages, in English and Chinese."""
    project = Project(ROOT)
    folder = ROOT / "source" / "factsheet"
    manuscript, copy = read(folder, project, read_typecase(project.font_folders))
    return tuple(
        (_plain(copy[unit.id, LANGUAGES[0]].text), _plain(copy[unit.id, LANGUAGES[1]].text))
        for unit in manuscript.units()
        if all((unit.id, language) in copy for language in LANGUAGES)
    )


def _plain(text: str) -> str:
    """A typeset text without the invisible characters of typesetting."""
    shown = (each for each in text if unicodedata.category(each) != "Cf")
    return " ".join("".join(shown).split())


def texts() -> Iterator[tuple[str, str]]:
    """Each text with its language; the languages take turns."""
    for pair in pairs():
        yield from zip(LANGUAGES, pair, strict=True)


def paragraphs(count: int) -> list[tuple[str, str]]:
    """So many paragraphs in English and Chinese, all different."""
    long = cycle([each for each in pairs() if len(each[1]) >= LONG])
    return [
        (f"Part {number}: {english}", f"第{number}段：{chinese}")
        for number, (english, chinese) in zip(range(1, count + 1), long, strict=False)
    ]


def chinese(characters: int) -> str:
    """A Chinese text of so many characters, of whole sentences but for the last."""
    whole = "".join(text for _, text in pairs() if len(text) >= LONG)
    return (whole * (characters // len(whole) + 1))[:characters]


def write_report(
    folder: Path, languages: Sequence[str], texts: Sequence[Sequence[str]], per_section: int
) -> None:
    """Write a publication in the layout for reports, with sections of `per_section` paragraphs.

    `texts` are the paragraphs, each in all `languages`.
    """
    folder.mkdir(parents=True, exist_ok=True)

    def each(*values: str) -> dict[str, str]:
        return dict(zip(languages, values * len(languages), strict=False))

    edition = {
        "languages": languages,
        "layout": "report",
        "file-name": "report.pdf",
        "profile": PROFILE,
    }
    settings = {
        "languages": languages,
        "original": languages[0],
        "title": each("Report"),
        "subject": each("Report"),
        "author": each("Bifolio"),
        "keywords": {language: ["report"] for language in languages},
        "date": date(2026, 1, 1),
        "imprint": each("Bifolio"),
        "profiles": {PROFILE: {"extends": "screen", "limits": LIMITS}},
        "editions": {EDITION: edition},
    }
    sections = [
        {
            "id": f"section-{begin}",
            "heading": {each: HEADINGS[each].format(begin) for each in languages},
            "blocks": [
                {
                    "kind": "paragraph",
                    "id": f"paragraph-{number}",
                    "text": dict(zip(languages, text, strict=True)),
                }
                for number, text in enumerate(texts[begin : begin + per_section], begin)
            ],
        }
        for begin in range(0, len(texts), per_section)
    ]
    for name, content in (("publication", settings), ("text", {"sections": sections})):
        described = yaml.dump(content, allow_unicode=True, sort_keys=False, Dumper=_Dumper)
        (folder / f"{name}.yaml").write_text(described, "utf-8")


class _Dumper(yaml.SafeDumper):
    """Writes the same value several times rather than by name."""

    def ignore_aliases(self, data: object) -> bool:
        """Whether no name is given to `data`."""
        return True
