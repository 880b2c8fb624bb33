"""Headings, lists and other kinds of text: how they are written, and what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bifolio.document.load import load
from bifolio.document.manuscript import Manuscript
from bifolio.document.validate import Subject, validate
from bifolio.problems import Problems
from bifolio.text import typeset
from tests.kinds.publication import write_publication

EDITIONS: dict[str, dict[str, object]] = {"en": {"languages": ["en"], "layout": "sheet"}}


def manuscript(project: Path, blocks: str) -> Manuscript:
    """A publication in three languages, of one section with `blocks`."""
    folder = write_publication(project, [], EDITIONS)
    section = "sections:\n  - id: one\n    blocks:\n"
    indented = "".join(f"      {line}\n" for line in blocks.strip().splitlines())
    (folder / "text.yaml").write_text(section + indented, "utf-8")
    return load(folder)


def problems(project: Path, blocks: str) -> list[tuple[str, int]]:
    """The code and line of each problem, counted from the first line of `blocks`."""
    try:
        found = validate(Subject(manuscript(project, blocks), ("sheet",), range(0x110000)))
    except Problems as error:
        found = list(error.problems)
    return [(each.code, each.place.line - 3 if each.place else 0) for each in found]


PLAIN = "{en: a, zh-Hans: 一, fr: b}"


def test_an_item_is_a_text_in_each_language_without_an_id(tmp_path: Path) -> None:
    blocks = f"- kind: list\n  id: bring\n  items:\n  - {PLAIN}\n  - www.example.org\n"
    assert problems(tmp_path, blocks) == []


@pytest.mark.parametrize("item", [f"text: {PLAIN}", f"id: hat\n    text: {PLAIN}"])
def test_the_texts_of_an_item_are_read_from_top_to_bottom(item: str, tmp_path: Path) -> None:
    blocks = f"""
- kind: list
  id: bring
  items:
  - {item}
    more:
    - {PLAIN}
    items:
    - text: {PLAIN}
      items:
      - {PLAIN}
"""
    name = "hat" if "id:" in item else "bring.items.1"
    ids = [unit.id for unit in manuscript(tmp_path, blocks).units()]
    assert ids[1:-1] == [
        name,
        f"{name}.more.1",
        f"{name}.items.1",
        f"{name}.items.1.items.1",
    ]


def test_a_missing_translation_of_an_item_names_its_line(tmp_path: Path) -> None:
    blocks = f"- kind: list\n  id: bring\n  items:\n  - {PLAIN}\n  - {{en: a, zh-Hans: 一}}\n"
    assert problems(tmp_path, blocks) == [("source/missing-translation", 5)]


def test_a_translation_is_added_within_the_braces_of_the_others(tmp_path: Path) -> None:
    blocks = "- kind: list\n  id: bring\n  items:\n  - {en: a}\n  - en: b\n"
    found = validate(Subject(manuscript(tmp_path, blocks), ("sheet",), range(0x110000)))
    within, below = (each.hint for each in found if "fr text" in each.message)
    assert within.startswith("add `, fr: …` before the closing brace on line 7")
    assert below.startswith("add a line `fr: …` after line 8")


def test_a_fourth_level_of_lists_is_an_error(tmp_path: Path) -> None:
    nested = f"""
- kind: list
  id: bring
  items:
  - text: a
    items:
    - text: b
      items:
      - text: c
        items:
        - text: {PLAIN}
        - text: {PLAIN}
"""
    assert problems(tmp_path, nested) == [("source/nested-too-deep", 10)]


def test_a_start_without_numbers_is_an_error(tmp_path: Path) -> None:
    blocks = f"- kind: list\n  id: bring\n  start: 3\n  items:\n  - {PLAIN}\n"
    assert problems(tmp_path, blocks) == [("source/start-without-numbers", 1)]


@pytest.mark.parametrize("levels", [[1, 2, 3, 1], [1, 1, 2, 2]])
def test_headings_may_go_down_by_one_level_and_up_by_any(levels: list[int], tmp_path: Path) -> None:
    assert problems(tmp_path, headings(levels)) == []


@pytest.mark.parametrize(("levels", "line"), [([2], 1), ([1, 3], 5), ([1, 2, 1, 3], 13)])
def test_a_heading_that_skips_a_level_is_an_error(
    levels: list[int], line: int, tmp_path: Path
) -> None:
    assert problems(tmp_path, headings(levels)) == [("source/skipped-level", line)]


def headings(levels: list[int]) -> str:
    return "".join(
        f"- kind: heading\n  id: h-{at}\n  level: {level}\n  text: {PLAIN}\n"
        for at, level in enumerate(levels)
    )


BOX = """
- kind: box
  id: outer
  heading: {en: a, zh-Hans: 一, fr: b}
  blocks:
  - kind: paragraph
    id: first
    except: [en]
    text: {en: a, zh-Hans: 一, fr: b}
  - kind: box
    id: inner
    blocks:
    - kind: paragraph
      id: second
      text: {en: a, zh-Hans: 一, fr: b}
"""


def test_the_texts_of_a_box_are_read_in_its_place(tmp_path: Path) -> None:
    ids = [unit.id for unit in manuscript(tmp_path, BOX).units()]
    assert ids[1:-1] == ["outer.heading", "first", "second"]


def test_a_block_in_a_box_is_only_in_its_editions(tmp_path: Path) -> None:
    ids = [unit.id for unit in manuscript(tmp_path, BOX).for_edition("en").units()]
    assert ids[1:-1] == ["outer.heading", "second"]


def test_a_third_box_in_a_box_is_an_error(tmp_path: Path) -> None:
    deeper = BOX.replace(
        "    - kind: paragraph", "    - kind: box\n      id: third\n      blocks: []"
    )
    deep = BOX.replace(
        "    - kind: paragraph\n      id: second\n      text",
        "    - kind: box\n      id: third\n      blocks:\n"
        "      - kind: paragraph\n        id: second\n        text",
    )
    assert problems(tmp_path / "deep", deep) == [("source/nested-too-deep", 12)]
    assert "source/empty" in {code for code, _ in problems(tmp_path / "empty", deeper)}


def test_boxes_without_end_are_an_error(tmp_path: Path) -> None:
    lines = []
    for depth in range(30):
        indent = "    " * depth
        lines += [f"{indent}- kind: box", f"{indent}  id: b-{depth}", f"{indent}  blocks:"]
    found = problems(tmp_path, "\n".join(lines))
    assert [code for code, _ in found] == ["source/not-yaml"]


def test_errors_in_a_box_name_their_line(tmp_path: Path) -> None:
    wrong = BOX.replace("id: second", "id: second\n      txt: x").replace("id: first", "id: outer")
    assert problems(tmp_path / "key", wrong) == [("source/unknown-key", 14)]
    wrong = BOX.replace("id: second", "id: first")
    assert problems(tmp_path / "id", wrong) == [("source/duplicate-id", 12)]


def test_headings_in_a_box_begin_again(tmp_path: Path) -> None:
    inner = headings([2]).replace("h-0", "h-1").replace("\n", "\n    ")
    box = f"- kind: box\n  id: outer\n  blocks:\n    {inner}"
    assert problems(tmp_path, headings([1]) + box) == [("source/skipped-level", 8)]


def texts(project: Path, blocks: str, language: str) -> list[str]:
    units = list(manuscript(project, blocks).units())[1:-1]
    return [found.source for unit in units if (found := unit.passage(language))]


FIGURES = "- kind: key-figures\n  id: figures\n  items:\n"


@pytest.mark.parametrize(("language", "written"), [("en", "48,250.5"), ("fr", "48\u202f250,5")])
def test_a_figure_is_typed_once_and_written_by_each_language(
    language: str, written: str, tmp_path: Path
) -> None:
    items = f"  - {{value: 48250.5, label: {PLAIN}}}\n  - {{value: about 9, label: {PLAIN}}}\n"
    assert texts(tmp_path, FIGURES + items, language)[::2] == [written, "about 9"]


@pytest.mark.parametrize("count", [1, 7])
def test_key_figures_are_two_to_six(count: int, tmp_path: Path) -> None:
    items = f"  - {{value: 1, label: {PLAIN}}}\n" * count
    assert len(problems(tmp_path, FIGURES + items)) == 1


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("2026-06-12", "2026年6月12日"),
        ("2026-06", "2026年6月"),
        ("1912", "1912年"),
        ("'1912'", "1912年"),
        ("{en: x, zh-Hans: 古代, fr: z}", "古代"),
        ("2026-13", "2026-13"),
    ],
)
def test_a_date_is_typed_once_and_written_by_each_language(
    date: str, written: str, tmp_path: Path
) -> None:
    blocks = f"- kind: timeline\n  id: line\n  items:\n  - date: {date}\n"
    assert texts(tmp_path, blocks, "zh-Hans") == [written]


PROGRAMME = f"""
- kind: programme
  id: days
  days:
  - date: 2026-06-12
    sessions:
    - time: 9:00
      until: 9:45
      title: {PLAIN}
      parallel:
      - title: {PLAIN}
        room: Hall
"""


def test_a_session_has_its_day_its_time_and_its_talks(tmp_path: Path) -> None:
    assert texts(tmp_path, PROGRAMME, "fr") == [
        "vendredi 12 juin 2026",
        "9:00–9:45",
        "b",
        "b",
        "Hall",
    ]


def test_a_session_without_a_title_is_an_error(tmp_path: Path) -> None:
    start = PROGRAMME.index("      title")
    blocks = PROGRAMME[:start]
    assert problems(tmp_path, blocks) == [("source/missing-key", 6)]


CONTACT = f"""
- kind: contact
  id: office
  name: {PLAIN}
  address:
  - {PLAIN}
  - 12345 Example City
  phone: +49 30 1234567
  web: www.example.org
"""


def test_the_lines_of_a_contact_are_texts_in_every_language(tmp_path: Path) -> None:
    units = list(manuscript(tmp_path, CONTACT).units())[1:-1]
    assert [unit.id for unit in units] == [
        "office.name",
        "office.address.1",
        "office.address.2",
        "office.phone",
        "office.web",
    ]
    assert {unit.everywhere for unit in units} == {True}
    assert problems(tmp_path / "again", CONTACT) == []


def test_numbers_and_addresses_of_a_contact_are_links(tmp_path: Path) -> None:
    whole = manuscript(tmp_path, CONTACT)
    copy, errors = typeset(whole.units(), ["fr"], {})
    links = {run.href: run.text for content in copy.values() for run in content.runs if run.href}
    assert links == {
        "tel:+49-30-1234567": "+49 30 1234567",
        "https://www.example.org": "www.example.org",
    }
    assert errors == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("+49 30 1234567", "030 1234567", ("source/invalid-telephone", 7)),
        ("www.example.org", "not an address", ("source/invalid-web-address", 8)),
        ("www.example.org", "javascript:alert(1)", ("source/invalid-web-address", 8)),
        ("web: www.", "email: x@y z.", ("source/invalid-email", 8)),
        ("  web: ", "  text: x\n  web: ", ("source/text-and-lines", 1)),
    ],
)
def test_what_is_wrong_in_a_contact_names_its_line(
    old: str, new: str, found: tuple[str, int], tmp_path: Path
) -> None:
    assert found in problems(tmp_path, CONTACT.replace(old, new))


def test_an_empty_contact_is_an_error(tmp_path: Path) -> None:
    assert problems(tmp_path, "- kind: contact\n  id: office\n") == [("source/missing-key", 1)]


def hints(project: Path, blocks: str) -> list[tuple[str, str]]:
    """The code and the hint of each problem."""
    try:
        found = validate(Subject(manuscript(project, blocks), ("sheet",), range(0x110000)))
    except Problems as error:
        found = list(error.problems)
    return [(each.code, each.hint) for each in found]


@pytest.mark.parametrize("tag", ["zh-CN", "zh", "zh-SG"])
def test_a_language_by_another_tag_is_reported_once_with_its_own(tag: str, tmp_path: Path) -> None:
    blocks = f"- kind: paragraph\n  id: yard\n  text: {{en: a, fr: b, {tag}: 一}}\n"
    ((code, hint),) = hints(tmp_path, blocks)
    assert (code, "'zh-Hans'?" in hint) == ("source/unknown-language", True)


@pytest.mark.parametrize(("text", "is_offered"), [("{en: a}", True), ("{en: a, fr: b}", False)])
def test_only_is_offered_where_no_other_translation_would_be_lost(
    text: str, is_offered: bool, tmp_path: Path
) -> None:
    blocks = f"- kind: paragraph\n  id: yard\n  text: {text}\n"
    missing = [hint for code, hint in hints(tmp_path, blocks) if code.endswith("-translation")]
    assert missing
    assert all(("only:" in hint) is is_offered for hint in missing)


def test_only_is_not_offered_for_a_field_of_a_block(tmp_path: Path) -> None:
    figures = "".join(
        f"  - {{value: {number}, unit: {{zh-Hans: 盏}}, label: {{en: a, zh-Hans: 一}}}}\n"
        for number in (12, 34)
    )
    blocks = f"- kind: key-figures\n  id: lamps\n  items:\n{figures}"
    missing = [hint for code, hint in hints(tmp_path, blocks) if code.endswith("-translation")]
    assert missing
    assert not any("only:" in hint for hint in missing)


def test_another_language_replaces_none(tmp_path: Path) -> None:
    blocks = "- kind: paragraph\n  id: yard\n  text: {en: a, fr: b, de: c}\n"
    assert [code for code, _ in hints(tmp_path, blocks)] == [
        "source/unknown-language",
        "source/missing-translation",
    ]


def test_a_language_beside_the_others_is_to_be_indented(tmp_path: Path) -> None:
    blocks = "- kind: paragraph\n  id: yard\n  text:\n    en: a\n    fr: b\n  zh-Hans: 一\n"
    assert ("source/unknown-key", True) in [
        (code, "more than `text:`" in hint) for code, hint in hints(tmp_path, blocks)
    ]


@pytest.mark.parametrize(
    ("block", "remedy"),
    [
        ("kind: list\n  id: yard\n  text: a", "a list has `items:` instead"),
        ("kind: table\n  id: yard\n  text: a\n  rows: [[a, b], [c, 1]]", "a table has none"),
        ("kind: paragraph\n  id: yard\n  text: a\n  caption: b", "a paragraph has none"),
        ("kind: paragraph\n  id: yard\n  txt: a", "did you mean 'text'?"),
    ],
)
def test_a_key_of_another_kind_is_not_misspelt(block: str, remedy: str, tmp_path: Path) -> None:
    found = [hint for code, hint in hints(tmp_path, f"- {block}\n") if code.endswith("-key")]
    assert any(hint.startswith(remedy) for hint in found)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("Musée.fr,2024\nMaison,12\nJardin,13\n", []),
        ("House.en,Musée.fr,2024\na,b,12\nc,d,13\n", ["source/unused-translation"]),
    ],
    ids=["one language", "two languages"],
)
def test_a_file_of_other_languages_is_reported_once_for_each_column(
    rows: str, found: list[str], tmp_path: Path
) -> None:
    of_one = "- kind: table\n  id: museums\n  only: fr\n  file: museums.csv\n"
    folder = write_publication(tmp_path, [], EDITIONS)
    (folder / "museums.csv").write_text(rows, "utf-8")
    section = "sections:\n  - id: one\n    blocks:\n"
    indented = "".join(f"      {line}\n" for line in of_one.splitlines())
    (folder / "text.yaml").write_text(section + indented, "utf-8")
    subject = Subject(load(folder), ("sheet",), range(0x110000))
    assert [each.code for each in validate(subject)] == found


def test_a_quotation_with_marks_of_its_own_is_within_no_others(tmp_path: Path) -> None:
    blocks = """- kind: quote
  id: voice
  text: {en: We came., zh-Hans: “我们来了。”}
  more: [{en: We saw., zh-Hans: “我们看见了。”}]
  by: {en: a visitor, zh-Hans: 一位访客}
"""
    quoted = {
        unit.id: [unit.is_quoted_in(language) for language in ("en", "zh-Hans", "fr")]
        for unit in manuscript(tmp_path, blocks).units()
        if unit.id.startswith("voice")
    }
    assert quoted == {
        "voice": [True, False, False],
        "voice.more.1": [True, False, False],
        "voice.by": [False, False, False],
    }
