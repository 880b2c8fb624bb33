"""Comments that would cut a text off are reported; those of settings are not.

YAML begins a comment at any `#` after a space, outside of quotes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bifolio.document.load import load
from bifolio.problems import Problem, Problems
from tests.document.test_text_kinds import EDITIONS, manuscript
from tests.kinds.publication import write_publication

HOME = "- kind: paragraph\n  id: home\n  text:\n"


def reported(project: Path, blocks: str) -> list[Problem]:
    """What is reported about a section with `blocks`."""
    try:
        manuscript(project, blocks)
    except Problems as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize(
    ("blocks", "line", "column", "whole"),
    [
        (f"{HOME}    en: Bus # 12 stops here.\n    zh-Hans: 一\n    fr: b\n", 4, 13, '"Bus # 12'),
        (f"{HOME}    en: Bus #12 stops.\n    zh-Hans: 一\n    fr: b\n", 4, 13, '"Bus #12 stops."'),
        (f'{HOME}    en: The "big" bus # 12\n    zh-Hans: 一\n    fr: b\n', 4, 23, "'The \"big"),
        (f"{HOME}    en: a\n    zh-Hans: 乘 # 12 路\n    fr: b\n", 5, 16, '"乘 # 12 路"'),
        (f"{HOME}    en: The\n      bus # 12\n    zh-Hans: 一\n    fr: b\n", 5, 11, "The bus # 12"),
        (f"{HOME}    en: A bus\n      # 12\n    zh-Hans: 一\n    fr: b\n", 5, 7, "A bus # 12"),
        ("- {kind: heading, id: home, text: {en: a # 1\n  , fr: b, zh-Hans: 一}}\n", 1, 42, "# 1"),
        (f"{HOME}    en: # 12 is\n      big\n    zh-Hans: 一\n    fr: b\n", 4, 9, "# 12 is big"),
        (f"{HOME}    en:\n      # 12\n      A b\n    zh-Hans: 一\n    fr: b\n", 5, 7, "# 12 A b"),
        ("- kind: list\n  id: home\n  items:\n  - # 12\n    bus\n", 4, 5, "# 12 bus"),
        ("- kind: list\n  id: home\n  items:\n  - bus # 12\n", 4, 9, "bus # 12"),
        ("- kind: list\n  id: home\n  items:\n  - bus\n    # 12\n", 5, 5, "bus # 12"),
        ("- kind: table\n  id: home\n  rows:\n  -\n    - bus # 12\n    - 2\n", 5, 11, "bus # 12"),
        ("- kind: paragraph\n  id: home\n  note: for bus # 12\n  text: a\n", 3, 17, "for bus # 12"),
        ("- kind: heading\n  id: home\n  shared:\n    a: b # 12\n  text: '{a}'\n", 4, 10, "b # 12"),
    ],
)  # fmt: skip
def test_a_text_that_a_comment_cuts_off_is_reported(
    blocks: str, line: int, column: int, whole: str, tmp_path: Path
) -> None:
    (problem,) = reported(tmp_path, blocks)
    assert problem.code == "source/comment-after-text"
    assert problem.place
    assert (problem.place.line - 3, problem.place.column - 6) == (line, column)
    assert whole in problem.hint


@pytest.mark.parametrize(
    "blocks",
    [
        f"{HOME}    # the bus\n    en: a\n    # 一\n    zh-Hans: 一\n    fr: b\n# the end\n",
        f'{HOME}    en: "Bus # 12"  # the bus\n    zh-Hans: 一\n    fr: b\n',
        f"{HOME}    en: >-  # the bus\n      Bus # 12\n      # 13\n    zh-Hans: 一\n    fr: b\n",
        f"{HOME}    en: Bus#12 and C#\n    zh-Hans: 一\n    fr: b\n",
        "- kind: heading # c\n  id: home  # of the bus\n  text: {en: a, zh-Hans: 一, fr: b}  # c\n",
        "- kind: list\n  id: home\n  numbered: digits  # 1\n  items: # all\n  # b\n  - a\n  # b\n",
        "- kind: key-figures\n  id: home\n  items:\n  - value: 7  # days\n    label: a\n",
        "- kind: table\n  id: home\n  rows:\n  - [a, b]  # head\n  -\n    - a\n    - 7  # of ten\n",
        f"{HOME}    # the bus: 12 -\n    en:\n      A bus\n    zh-Hans: 一\n    fr: b\n",
        f'{HOME}    en: # the bus\n      "A bus"\n    zh-Hans: 一\n    fr: b\n',
        "- kind: list\n  id: home # c:\n  # the items -\n  items: # all\n  - a\n  # b -\n  - b\n",
        "- kind: list\n  id: home\n  items: [\n    a,  # one\n    b,  # two\n  ]\n",
    ],
)  # fmt: skip
def test_other_comments_are_good(blocks: str, tmp_path: Path) -> None:
    assert reported(tmp_path, blocks) == []


def test_settings_of_a_publication_may_have_comments(tmp_path: Path) -> None:
    folder = write_publication(tmp_path, ["list"], EDITIONS)
    settings = folder / "publication.yaml"
    written = settings.read_text("utf-8").replace("layout: sheet", "layout: sheet  # of A4")
    settings.write_text(f"{written}glossary: words.yaml  # the terms\n", "utf-8")
    assert load(folder).publication.glossary[0].source == "words.yaml"


def test_a_title_that_a_comment_cuts_off_is_reported(tmp_path: Path) -> None:
    folder = write_publication(tmp_path, ["list"], EDITIONS)
    settings = folder / "publication.yaml"
    written = settings.read_text("utf-8")
    assert "author: {en: Riverside House}" in written
    written = written.replace("author: {en: Riverside House}", "author:\n  en: House # 3", 1)
    settings.write_text(written, "utf-8")
    with pytest.raises(Problems) as caught:
        load(folder)
    assert [each.code for each in caught.value.problems] == ["source/comment-after-text"]


def test_a_text_that_is_all_comment_is_empty_with_a_remedy(tmp_path: Path) -> None:
    (problem,) = reported(tmp_path, f"{HOME}    en: a\n    zh-Hans: 一\n    fr: # 3 est là.\n")
    assert problem.code == "source/empty"
    assert "'#'" in problem.hint
    (problem,) = reported(tmp_path / "b", f"{HOME}    en: a\n    zh-Hans: 一\n    fr:\n")
    assert "'#'" not in problem.hint
