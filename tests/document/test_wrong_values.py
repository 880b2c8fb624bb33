"""Wrong values in any key of any kind of content are reported with their place, never a traceback.

Each value of each sample is replaced in turn. A run takes every `STRIDE`th case, so that all kinds,
keys and values are among them and the tests stay fast; `python -m tests.document.test_wrong_values`
takes all.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from bifolio.document.load import PartlyRead, load
from bifolio.document.validate import Subject, validate
from bifolio.problems import Problem, Problems
from tests.kinds.publication import NAMES, notes_of, sample, write_publication

EDITIONS: dict[str, dict[str, object]] = {"en": {"languages": ["en"], "layout": "sheet"}}

VALUES: tuple[object, ...] = (
    None,
    [],
    [None],
    [[]],
    7,
    -1,
    1e308,
    float("nan"),
    10**40,
    True,
    {},
    {"x": 1},
    {"en": None},
    {"en": []},
    {None: "a"},
    "",
    " ",
    "a" * 5000,
    "a/" * 3000,
    "{x}",
    "{page:nowhere}",
    "[^nothing]",
    "../../etc/passwd",
    "javascript:alert(1)",
    "\u202eabc",
    "مرحبا",
    "👩‍👩‍👧",
    "a\u200bb",
    "*",
    "[a](b",
    "\\",
    "x.png\nb",
    "2026-13-40",
    [{"en": "a"}] * 3,
)

STRIDE = 389
"""A prime, so that it meets all values, and all samples."""

MOST_SECONDS = 20
LONGEST = 600
"""Characters of a message."""


def paths(node: object, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value below `node`, and of itself."""
    yield at
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from paths(value, (*at, key))


def changed(node: Any, at: tuple[Any, ...], value: object) -> Any:
    """`node` with `value` at the path `at`."""
    if not at:
        return value
    copy = node.copy()
    copy[at[0]] = changed(node[at[0]], at[1:], value)
    return copy


def texts(stride: int = 1) -> Iterator[str]:
    """Samples with a value replaced by one of `VALUES`, as text.yaml: every case in `stride`."""
    number = 0
    for name in NAMES:
        section, notes = yaml.safe_load(sample(name)), notes_of(name)
        for at in paths(section):
            for value in VALUES:
                number += 1
                if number % stride == 0:
                    written = yaml.safe_dump([changed(section, at, value)], allow_unicode=True)
                    yield f"notes:\n{notes}" * bool(notes) + f"sections:\n{written}"


MISTAKES = """\
shared:
  begin: {date: 2026-02-30}
  Places: 'two words'
notes:
  - id: salt
sections:
  - id: one
    heading: {en: One, zh-Hans: 一, fr: Un}
    blocks:
      - {kind: paragraph, id: p, text: 'From {begin}[^salt], see {page:nowhere} and {number:p}.'}
      - {kind: table, id: t, rows: [[A, B], [1, 2], [3]]}
      - {kind: table, id: u, file: years.csv}
      - {kind: figure, id: f, image: stamp.png, decorative: true}
      - {kind: paragraph, id: p, text: Again}
      - {kind: chart, id: c, rows: [[A, much], [B, more]]}
"""
"""A mistake on every line with content but that of the section."""


def found(folder: Path) -> tuple[Problem, ...]:
    try:
        manuscript = load(folder)
        for name in manuscript.publication.editions:
            list(manuscript.for_edition(name).units())
        return tuple(validate(Subject(manuscript, ("sheet",), range(0x110000))))
    except Problems as problems:
        return problems.problems


def check(folder: Path, text: str) -> None:
    (folder / "text.yaml").write_text(text, "utf-8")
    begun = time.process_time()
    problems = found(folder)
    assert time.process_time() - begun < MOST_SECONDS
    for each in problems:
        assert "/" in each.code
        assert each.hint
        assert each.place
        assert each.place.line or each.code.startswith("table/"), each
        assert len(each.message) < LONGEST, each


def test_no_value_of_any_key_causes_a_traceback(tmp_path: Path) -> None:
    folder = write_publication(tmp_path, [], EDITIONS)
    for text in texts(STRIDE):
        check(folder, text)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("  - {kind: qr-code, id: q, url: {}}", "source/empty", 7),
        (
            f"  - {{kind: figure, id: f, image: {'a' * 300}.png, alt: a}}",
            "source/file-not-found",
            7,
        ),
        (f"  - {{kind: figure, id: f, image: {'a/' * 3000}, alt: a}}", "source/file-not-found", 7),
        (f"  - {{kind: contact, id: c, email: {'a' * 5000}}}", "source/invalid-email", 7),
        (f"  - {{kind: {'a' * 5000}, id: c}}", "source/unknown-kind", 7),
    ],
)
def test_values_that_once_caused_one_are_reported(
    tmp_path: Path, text: str, code: str, line: int
) -> None:
    folder = write_publication(tmp_path, [], EDITIONS)
    head = "sections:\n  - id: one\n    heading: {en: O, zh-Hans: 一, fr: U}\n    role: text\n"
    (folder / "text.yaml").write_text(f"{head}    blocks:\n    # here\n    {text}\n", "utf-8")
    problems = found(folder)
    assert (code, line) in {(each.code, each.place.line) for each in problems if each.place}
    assert all(len(each.message) < LONGEST for each in problems)


TEXTS = "{en: One., zh-Hans: 一。, fr: Un.}"

PROGRAMME = """\
sections:
  - id: one
    heading: {en: O, zh-Hans: 一, fr: U}
    blocks:
      - kind: programme
        id: p
        days:
          - sessions:
"""


@pytest.mark.parametrize(
    ("sessions", "codes"),
    [
        ("9:00 10:00, 10:00 11:00, 10:30 12:00 Hall", ""),
        ("9:00 18:00, 10:00 11:00 Hall", ""),
        ("20:00 1:00 Hall, 22:00 2:30 Garden, 0:30 4:00", ""),
        ("noon", ""),
        ("10:00 9:00", "programme/ends-first 9"),
        ("10:00 10:00", "programme/ends-first 9"),
        ("25:00 26:10", "programme/no-time 9, programme/no-time 9"),
        ("9:75", "programme/no-time 9"),
        ("9:00 11:00 Hall, 10:00 12:00 Hall", "programme/overlap 10"),
        ("9:00 11:00 Hall, 9:30 10:00 Garden, 10:30 12:00 Hall", "programme/overlap 11"),
        ("11:00, 10:00", "programme/out-of-order 10"),
    ],
)
def test_times_of_a_programme_that_cannot_be_are_reported(
    tmp_path: Path, sessions: str, codes: str
) -> None:
    folder = write_publication(tmp_path, [], EDITIONS)
    lines = []
    for each in sessions.split(", "):
        time, until, room = (*each.split(), "", "")[:3]
        more = f", until: '{until}'" * bool(until) + f", room: {room}" * bool(room)
        lines.append(f"            - {{time: '{time}'{more}, title: A}}\n")
    (folder / "text.yaml").write_text(PROGRAMME + "".join(lines), "utf-8")
    problems = [f"{each.code} {each.place.line}" for each in found(folder) if each.place]
    assert ", ".join(problems) == codes


@pytest.mark.parametrize(
    ("date", "is_wrong"),
    [
        *(("2026-13-01", True), ("2026-02-30", True), ("2026/6/12", True), ("'2026.6.12'", True)),
        *(("'2026-02-30'", True), ("'2026-06-12'", False), ("'2026-06'", False)),
        *(("2026-06-12", False), ("2026-06", False), ("1914-18", False), ("around 1850", False)),
    ],
)
@pytest.mark.parametrize("kind", ["timeline", "programme"])
def test_an_invalid_date_of_a_day_is_reported(
    tmp_path: Path, kind: str, date: str, is_wrong: bool
) -> None:
    folder = write_publication(tmp_path, [], EDITIONS)
    head = PROGRAMME.partition("      - kind")[0]
    items = {
        "timeline": f"items: [{{date: {date}, title: A}}]",
        "programme": f"days: [{{date: {date}, sessions: [{{time: noon, title: A}}]}}]",
    }
    block = f"      - kind: {kind}\n        id: p\n        {items[kind]}\n"
    (folder / "text.yaml").write_text(head + block, "utf-8")
    problems = [(each.code, each.place.line) for each in found(folder) if each.place]
    assert problems == [("source/invalid-value", 7)] * is_wrong


def test_a_misspelt_note_is_reported_once(tmp_path: Path) -> None:
    folder = write_publication(tmp_path, [], EDITIONS)
    head = "notes: [{id: salt, text: A}]\n" + PROGRAMME.partition("      - kind")[0]
    texts = "{en: 'One[^slat].', zh-Hans: '一[^salt]。', fr: 'Un[^salt].'}"
    block = f"      - {{kind: paragraph, id: p, text: {texts}}}\n"
    (folder / "text.yaml").write_text(head + block, "utf-8")
    assert [each.code for each in found(folder)] == ["text/unknown-note"]


@pytest.mark.parametrize(
    ("block", "codes"),
    [
        (
            "{kind: table, id: t, file: t.csv}",
            ["table/ragged-row", "text/unknown-note", "text/unknown-reference"],
        ),
        (
            "{kind: tabel, id: t, file: t.csv}",
            ["source/unknown-kind", "text/unknown-note", "text/unknown-reference"],
        ),
    ],
)
def test_what_is_unread_hides_no_wrong_reference(
    tmp_path: Path, block: str, codes: list[str]
) -> None:
    """What refers to it is no error."""
    folder = write_publication(tmp_path, [], EDITIONS)
    (folder / "t.csv").write_text("A,B\n1\n", "utf-8")
    head = "notes: [{id: salt, text: A}]\n" + PROGRAMME.partition("      - kind")[0]
    text = "{kind: paragraph, id: p, text: 'A[^gone] {number:t} {page:t} {page:lost}.'}"
    (folder / "text.yaml").write_text(f"{head}      - {block}\n      - {text}\n", "utf-8")
    with pytest.raises(PartlyRead) as error:
        load(folder)
    subject = Subject(error.value.part, ("sheet",), range(0x110000))
    further = validate(subject, error.value.unread)
    assert [each.code for each in [*error.value.problems, *further]] == codes


def test_mistakes_of_all_kinds_are_reported_at_once(tmp_path: Path) -> None:
    folder = write_publication(tmp_path, [], EDITIONS)
    Image.new("RGB", (40, 30)).save(folder / "stamp.png")
    (folder / "years.csv").write_text("Year,Name.en,Nom.fr\n2025,a,b\n", "utf-8")
    (folder / "text.yaml").write_text(MISTAKES, "utf-8")
    with pytest.raises(PartlyRead) as error:
        load(folder)
    subject = Subject(error.value.part, ("sheet",), range(0x110000))
    problems = [*error.value.problems, *validate(subject, error.value.unread)]
    of_file = [
        (each.place.path.name, each.place.line, each.code) for each in problems if each.place
    ]
    assert ("years.csv", 1, "source/missing-translation") in of_file
    assert sorted((line, code) for name, line, code in of_file if name == "text.yaml") == [
        (2, "source/wrong-type"),
        (3, "source/invalid-value"),
        (5, "source/missing-key"),
        (10, "text/unknown-reference"),
        (10, "text/unknown-reference"),
        (11, "table/ragged-row"),
        (13, "picture/too-small"),
        (14, "source/duplicate-id"),
        (15, "chart/no-numbers"),
    ]


@pytest.mark.parametrize(
    ("second", "codes"),
    [("*x", []), (f"{{kind: paragraph, id: p, text: {TEXTS}}}", ["source/duplicate-id"])],
)
def test_an_alias_of_a_block_is_no_duplicate_id(
    tmp_path: Path, second: str, codes: list[str]
) -> None:
    """Texts with an alias are read in part; the alias itself is reported by the reader."""
    folder = write_publication(tmp_path, [], EDITIONS)
    head = PROGRAMME.partition("      - kind")[0]
    block = f"      - &x {{kind: paragraph, id: p, text: {TEXTS}}}\n      - {second}\n"
    (folder / "text.yaml").write_text(head + block, "utf-8")
    with pytest.raises(PartlyRead) as error:
        load(folder)
    subject = Subject(error.value.part, ("sheet",), range(0x110000))
    assert [each.code for each in validate(subject, error.value.unread)] == codes


def test_values_that_use_each_other_are_reported_once_each(tmp_path: Path) -> None:
    folder = write_publication(tmp_path, [], EDITIONS)
    head = 'shared:\n  a: "{b}"\n  b: "see {a}"\n  c: plain\n'
    section = "sections:\n  - id: one\n    heading: {en: O, zh-Hans: 一, fr: U}\n    blocks:\n"
    text = '      - {kind: paragraph, id: p, text: "{a} {b} {c} {d}", shared: {d: "{d}"}}\n'
    (folder / "text.yaml").write_text(head + section + text, "utf-8")
    problems = [(each.code, each.place.line) for each in found(folder) if each.place]
    assert problems == [("text/value-in-value", line) for line in (2, 3, 9)]


def main() -> None:
    """Check every case, and print how many there are."""
    with tempfile.TemporaryDirectory() as folder:
        publication = write_publication(Path(folder), [], EDITIONS)
        number = 0
        for number, text in enumerate(texts(), 1):
            try:
                check(publication, text)
            except Exception as error:  # each is a defect, and all are reported
                print(f"case {number}: {error!r}", file=sys.stderr)
        print(f"{number} cases")


if __name__ == "__main__":
    main()
