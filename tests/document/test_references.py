"""What texts refer to in the publication."""

from __future__ import annotations

from pathlib import Path

import pytest

from bifolio.document.load import load
from bifolio.document.validate import Subject, validate
from tests.kinds.publication import write_publication

BLOCK = """\
  - id: s
    blocks:
      - kind: paragraph
        id: {id}
        text: {{en: "{text}", zh-Hans: 一, fr: un}}
"""


def codes(tmp_path: Path, text: str, more: str = "", block: str = "p") -> list[tuple[str, int]]:
    """The code and the line of each problem of a text."""
    folder = write_publication(tmp_path, [], {"en": {"languages": ["en"], "layout": "sheet"}})
    source = f"{more}sections:\n{BLOCK.format(id=block, text=text)}"
    (folder / "text.yaml").write_text(source, "utf-8")
    everything = type("Everything", (), {"__contains__": lambda self, item: True})()
    found = validate(Subject(load(folder), ["sheet"], everything))
    return [(each.code, each.place.line if each.place else 0) for each in found]


@pytest.mark.parametrize("text", ["[a](#s)", "[a](#p)", "[a](https://a.org/#x)", "[a](<#p>)"])
def test_a_link_to_a_section_or_block_is_valid(tmp_path: Path, text: str) -> None:
    assert codes(tmp_path, text) == []


@pytest.mark.parametrize("text", ["[a](#nothing)", "[a](#)", "[a](#p) [b](#q)"])
def test_a_link_to_nothing_names_the_line(tmp_path: Path, text: str) -> None:
    assert codes(tmp_path, text) == [("text/unknown-reference", 6)]


@pytest.mark.parametrize("text", ["[a]{.small} [b]{lang=fr}", "\\\\{a\\\\}"])
def test_the_braces_of_a_span_are_no_stray_ones(tmp_path: Path, text: str) -> None:
    assert codes(tmp_path, text) == []


NOTE = "notes:\n  - id: n\n    text: {en: note, zh-Hans: 注, fr: note}\n"
ENGLISH = "notes:\n  - id: n\n    only: en\n    text: {en: note}\n"
CYCLE = 'notes:\n  - id: n\n    only: en\n    text: {en: "see[^n]"}\n'


@pytest.mark.parametrize(
    ("english", "more", "found"),
    [
        ("a[^x]", "", ["text/unknown-note"]),
        ("a[^m]", NOTE, ["text/unknown-note", "text/unused-note"]),
        ("a", NOTE, ["text/unused-note"]),
        ("a[^n]", NOTE, ["text/unpaired-note", "text/unpaired-note"]),
        ("a[^n]", ENGLISH, []),
        (r"a\\[^x]", "", []),
        ("a[^n]", CYCLE, ["text/note-in-note"]),
        ("a", NOTE.replace("id: n", "id: p"), ["source/duplicate-id", "text/unused-note"]),
        ("{page:p} {title:q} {number:p} {colour:p}", "", ["text/unknown-reference"] * 3),
    ],
)
def test_each_error_of_a_note_or_reference_is_reported(
    tmp_path: Path, english: str, more: str, found: list[str]
) -> None:
    assert sorted(code for code, _ in codes(tmp_path, english, more)) == sorted(found)


@pytest.mark.parametrize(("language", "found"), [("en", []), ("fr", ["text/unknown-reference"])])
def test_a_heading_in_another_language_cannot_be_shown(
    language: str, found: list[str], tmp_path: Path
) -> None:
    """A reference to it would have no words."""
    heading = f"      - kind: heading\n        id: h\n        only: {language}\n"
    heading += f"        text: {{{language}: a}}\n"
    folder = write_publication(tmp_path, [], {"en": {"languages": ["en"], "layout": "sheet"}})
    source = f"sections:\n{BLOCK.format(id='p', text='see {title:h}')}{heading}"
    (folder / "text.yaml").write_text(source, "utf-8")
    everything = type("Everything", (), {"__contains__": lambda self, item: True})()
    problems = validate(Subject(load(folder), ["sheet"], everything))
    assert [each.code for each in problems] == found
