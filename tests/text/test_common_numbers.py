"""Numbers that languages read together have groups that none of them takes for decimals."""

from __future__ import annotations

from pathlib import Path

import pytest

from bifolio.document.text import Text
from bifolio.source_yaml import read_model
from bifolio.text import typeset
from bifolio.text.common_numbers import with_common_numbers

TEXT = """
sections:
  - id: one
    blocks:
      - kind: table
        id: t
        rows:
          - [House, Visitors, Each]
          - [A, 12500, 1234.5]
          - [B, 7, "1,234"]
          - [C, 12345678, 1234567.25]
      - kind: table
        id: u
        only: fr
        rows: [[Maison, Visites], [A, 12500]]
      - kind: key-figures
        id: k
        items: [{value: 48250, label: books}, {value: 3, label: houses}]
      - {kind: paragraph, id: p, text: "12,500 and {n}", shared: {n: "12,500"}}
"""


def shown(languages: tuple[str, ...], folder: Path) -> dict[tuple[str, str], str]:
    """The texts of an edition in `languages`, by unit and language."""
    path = folder / "text.yaml"
    path.write_text(TEXT, "utf-8")
    text, problems = read_model(path, Text, "")
    assert problems == []
    assert text is not None
    units = [unit for block in text.sections[0].blocks for unit in block.units()]
    copy, _ = typeset(units, languages, {})
    return {key: each.text for key, each in with_common_numbers(copy, units, languages).items()}


@pytest.mark.parametrize(
    ("languages", "whole", "part"),
    [
        (("en", "fr"), "12\u202f500", "1\u202f234.5"),
        (("fr", "en"), "12\u202f500", "1\u202f234,5"),
        (("de", "zh-Hans"), "12\u202f500", "1\u202f234,5"),
        (("en", "zh-Hans"), "12,500", "1,234.5"),
        (("de", "it"), "12.500", "1.234,5"),
        (("de",), "12.500", "1.234,5"),
    ],
)
def test_groups_are_those_that_all_languages_read(
    languages: tuple[str, ...], whole: str, part: str, tmp_path: Path
) -> None:
    found = shown(languages, tmp_path)
    first = languages[0]
    assert found["t.rows.2.2", first] == whole
    assert found["t.rows.2.3", first] == part
    assert found["k.items.1.value", first] == whole.replace("12", "48").replace("500", "250")


def test_what_one_language_only_has_is_written_by_its_rules(tmp_path: Path) -> None:
    assert shown(("fr", "de-CH"), tmp_path)["u.rows.2.2", "fr"] == "12\u202f500"
    assert ("u.rows.2.2", "de-CH") not in shown(("fr", "de-CH"), tmp_path)


@pytest.mark.parametrize(
    ("languages", "whole", "part"),
    [
        (("hi", "fr"), "12\u202f345\u202f678", "1\u202f234\u202f567.25"),
        (("fr", "hi"), "12\u202f345\u202f678", "1\u202f234\u202f567,25"),
        (("hi", "en"), "1,23,45,678", "12,34,567.25"),
        (("en", "hi"), "12,345,678", "1,234,567.25"),
    ],
)
def test_groups_of_two_become_groups_of_three(
    languages: tuple[str, ...], whole: str, part: str, tmp_path: Path
) -> None:
    found = shown(languages, tmp_path)
    assert found["t.rows.4.2", languages[0]] == whole
    assert found["t.rows.4.3", languages[0]] == part


def test_what_the_author_typed_as_text_stays(tmp_path: Path) -> None:
    found = shown(("en", "de"), tmp_path)
    assert found["t.rows.3.3", "en"] == "1,234"
    assert found["p", "en"].startswith("12,500")
