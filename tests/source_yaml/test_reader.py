from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bifolio.source_yaml.nodes import PlacedString
from bifolio.source_yaml.reader import MAX_BYTES, read_yaml

HERE = Path("text.yaml")


def messages_of(text: str | bytes) -> list[str]:
    encoded = text if isinstance(text, bytes) else text.encode()
    return [f"{problem.place} {problem.code}" for problem in read_yaml(encoded, HERE)[1]]


def test_every_string_knows_its_line_and_column() -> None:
    data, problems = read_yaml(b"a: one\nb:\n  c: two\n", HERE)
    assert not problems
    assert data is not None
    two = data["b"]["c"]
    assert isinstance(two, PlacedString)
    assert (two, two.place.line, two.place.column) == ("two", 3, 6)


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("a: 1\na: 2\n", "text.yaml:2:1", "source/duplicate-key"),
        ("a: &x {b: c}\nd: *x\n", "text.yaml:1:4", "source/anchor"),
        ("a: &x {b: c}\nd: *x\n", "text.yaml:2:4", "source/anchor"),
        ("a: !!python/object:os.system {}\n", "text.yaml:1:4", "source/tag"),
        ("a: b\n---\nc: d\n", "text.yaml:2:1", "source/second-document"),
        ("a: [b\n", "text.yaml:1:4", "source/not-yaml"),
        ("- a\n", "text.yaml:1:1", "source/not-a-mapping"),
        ("a: ⼈\n", "text.yaml:1:4", "source/forbidden-character"),
        ("a: 來\uf900\n", "text.yaml:1:5", "source/forbidden-character"),
        ("a: x\x07y\n", "text.yaml:1:5", "source/forbidden-character"),
        ("a: x\u200by\n", "text.yaml:1:5", "source/forbidden-character"),
        ("a: x\u202ey\n", "text.yaml:1:5", "source/forbidden-character"),
        ("a: x\ufffey\n", "text.yaml:1:5", "source/forbidden-character"),
        ("a: x\uffffy\n", "text.yaml:1:5", "source/forbidden-character"),
        ('a: "x\\u200By"\n', "text.yaml:1:4", "source/forbidden-character"),
        ('a: "\\0"\n', "text.yaml:1:4", "source/forbidden-character"),
        ('"\\uE000": b\n', "text.yaml:1:1", "source/forbidden-character"),
        ("? [a]\n: b\n", "text.yaml:1:3", "source/invalid-key"),
    ],
)
def test_an_error_is_reported_with_its_place(text: str, place: str, code: str) -> None:
    assert f"{place} {code}" in messages_of(text)


@pytest.mark.parametrize(("character", "is_bullet"), [("\uf0b7", True), ("\ue123", False)])
def test_a_bullet_of_a_list_from_word_is_explained(character: str, is_bullet: bool) -> None:
    _, (problem,) = read_yaml(f"a: {character} one\n".encode(), HERE)
    assert problem.code == "source/forbidden-character"
    assert ("`kind: list`" in problem.hint) is is_bullet


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a: &x [b, c]\nd: *x\n", 2),
        ("a: &x b\nd: {e: *x}\n", 2),
        ("a: &x {b: &y c}\nd: *x\ne: *y\n", 4),
    ],
)
def test_an_alias_is_reported_and_has_the_value_of_its_anchor(text: str, problems: int) -> None:
    data, found = read_yaml(text.encode(), HERE)
    assert [each.code for each in found] == ["source/anchor"] * problems
    assert data is not None
    value = data["d"]["e"] if "{e" in text else data["d"]
    assert value == data["a"]


def test_aliases_do_not_multiply() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for old, new in pairwise("abcdefgh"):
        lines.append(f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]")
    data, _ = read_yaml("\n".join(lines).encode(), HERE)
    assert data is not None
    assert data["b"] == [data["a"]] * 10
    assert data["c"] == [None] * 10
    itself, _ = read_yaml(b"a: &a [*a]\n", HERE)
    assert itself == {"a": [None]}


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("fr: L'hôtel, siège du musée, en: x", '`fr: "L\'hôtel, siège du musée"`'),
        ("en: x, fr: un, deux, trois", '`fr: "un, deux, trois"`'),
        ("money: 9,5, currency: EUR", "`money: 9.5`"),
        ("money: 9, 5", '`money: "9, 5"`'),
    ],
)
def test_a_comma_in_a_text_within_braces_is_reported_once(typed: str, remedy: str) -> None:
    _, (problem,) = read_yaml(f"a: {{{typed}}}\n".encode(), HERE)
    assert problem.code == "source/not-yaml"
    assert remedy in problem.hint


def test_a_number_with_a_comma_that_can_be_no_text_is_a_number() -> None:
    """What the hint says would be refused otherwise."""
    (problem,) = read_yaml(b"a: {percent: 7,4}", HERE)[1]
    assert "`percent: 7.4`" in problem.hint
    assert '"' not in problem.hint


@pytest.mark.parametrize(
    "typed", ["{fr: 'un, deux', en: x}", "{a, b}", "{a: , b: c}", "{a: x, b: }", "[9, 5]"]
)
def test_commas_between_entries_are_no_errors(typed: str) -> None:
    assert not [
        one for one in read_yaml(f"a: {typed}\n".encode(), HERE)[1] if "comma" in one.message
    ]


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("a:\n\tb: c\n", 2, "tab in the indent", "indent with spaces"),
        (
            "a:\n  en: b\n  zh-Hans：c\n",
            3,
            "full-width colon after 'zh-Hans'",
            "`zh-Hans: `",
        ),
        ("a:\n  en:b\n  zh: c\n", 2, "missing space after 'en:'", "add a space"),
        ("a: b: c\n", 1, "a text contains a colon and a space", "in quotes"),
        ("a: *b* c\n", 1, "a text begins with '*'", "in quotes"),
        ("a: [b](https://example.org)\n", 1, "a text begins with '['", "in quotes"),
        ("a: {b} c\n", 1, "a text begins with '{'", "in quotes"),
        ("a: @b\n", 1, "a text begins with '@'", "in quotes"),
        ("- a: %b\n", 1, "a text begins with '%'", "in quotes"),
        ("a: {b: c\nd: e\n", 1, "'{' is not closed", "close it with '}'"),
        ('a: {b: "c {d} e", f: g{h}}\n', 1, "a text within braces contains '{'", "in quotes"),
        ("a: {b: c {d} e, f: g}\n", 1, "a text within braces contains '{'", "in quotes"),
        ("- {b: c[^d], e: 'f[^d]'}\n", 1, "a text within braces contains '['", "in quotes"),
        ("- t: {b: c, e: f [g](#h)}\n", 1, "a text within braces contains '['", "in quotes"),
        ("a: {b: c,\n  e: f {g}}\n", 2, "a text within braces contains '{'", "in quotes"),
        ("a: {b: c,\n  e: 'f {g}' h}\n", 2, "text after the closing '", "of the other kind"),
        ("a: 'it's b'\n", 1, "text after the closing '", "write '' for"),
        ('a: "b" c\n', 1, 'text after the closing "', "of the other kind"),
        ('a: "b\nc: d\ne: f "g" h\n', 1, 'the quote " is not closed', "close it"),
        ("a: 'b\n", 1, "the quote ' is not closed", "close it"),
        ("- {b: c, d: e}, 3]\n", 1, "']' closes nothing: '[' is missing", "`- [{b: c"),
        ("a: [b, c], d: e}\n", 1, "'}' closes nothing: '{' is missing", "`a: {[b, c]"),
        ("a: {b: c， d: e}\n", 1, "'，' before 'd:', where a comma is expected", "`, d: `"),
        ("- {b: c；d: e}\n", 1, "'；' before 'd:', where a comma is expected", "`, d: `"),
        ("- [{b: c; d: e}, 3]\n", 1, "';' before 'd:', where a comma is expected", "`, d: `"),
        ("a: {b：c, d: e}\n", 1, "full-width colon after 'b'", "`b: `"),
        ("a: “b: c”\n", 1, "a text contains a colon and a space", "straight quotes"),
        ("a: «b: c»\n", 1, "a text contains a colon and a space", "straight quotes"),
        ("a:\n  b:\n    c: d\n  e: f\n    g: h\n", 4, "'e' is not in the column", "by 4 spaces"),
        ("- {b: c}\n  d:\n  - e\n", 2, "'d' is below an entry without keys", "`- text: {b: c}`"),
        ("- b c\n  d:\n  - e\n", 2, "'d' is below an entry without keys", "`- text: b c`"),
        ("- 'b'\n  d: e\n", 2, "'d' is below an entry without keys", "`- text: 'b'`"),
        ("a: bus # 1\n  stops\nb: c\n", 1, "a comment begins within a text", "in quotes"),
        ("a: the\n  # 1\n  stops\nb: c\n", 2, "a comment begins within a text", "in quotes"),
        ("- a: bus # 1\n  stops\n- b: c\n", 1, "a comment begins within a text", "in quotes"),
        ("a: {b: bus # 1, c: d}\ne: f\n", 1, "a comment begins within a text", "in quotes"),
        ("a: {b: bus # 1,\n  c: d}\ne: f\n", 1, "a comment begins within a text", "in quotes"),
        ("a:\n  - [bus # 1, c]\n  - [d]\n", 2, "a comment begins within a text", "in quotes"),
        ("a: [#3, b]\nc: {d: e}\n", 1, "a comment begins within a text", "in quotes"),
        ("a: [b, #3]\nc: {d: e}\n", 1, "a comment begins within a text", "in quotes"),
        ("- a: [#3, b]\n  c: d\n", 1, "a comment begins within a text", "in quotes"),
        ("a: [ # [3]\n  b, c}\n", 1, "'[' is not closed", "']'"),
        ("a: [#3, b]\nc:\n  - {d: {e: f}}\n", 1, "a comment begins within a text", "in quotes"),
        ("a: {b: {c: d}\ne: f\n", 1, "'{' is not closed", "'}'"),
    ],
)
def test_a_mistake_is_reported_in_the_terms_of_its_author(
    text: str, line: int, message: str, hint: str
) -> None:
    _, (problem,) = read_yaml(text.encode(), HERE)
    assert problem.place
    assert problem.place.line == line
    assert problem.message.startswith(f"invalid YAML: {message}")
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 'b\n  c'\nd:\n  - e\n f: g\n", "5:2"),
        ("a:\n   b: c\n  d: e\n", "3:3"),
        ("a: [b,\n  c]\n- d\n", "3:1"),
        ("a: '，d: '\nb: {c: \"d； e: f\", g: h: i}\n", "2:23"),
        ("a: [b,\n  {c: d}]\n e: f\n", "3:2"),
        ("- a:\n    b: c\n   d: e\n", "3:4"),
        ("- a: b\n  c: d\n   e: f\n", "3:5"),
        ("a: b  # [c]\nd: 'e' f\n", "2:6"),
        ("a: {b: 'c # d', e: f: g}\nh: i\n", "1:21"),
        ("a: # b\n  c: d\n e: f\n", "3:2"),
        ("a: [b, # c]\n  'd' 'e']\n", "2:5"),
    ],
)
def test_what_is_well_written_is_not_blamed_for_what_is_not(text: str, place: str) -> None:
    assert messages_of(text) == [f"text.yaml:{place} source/not-yaml"]


@pytest.mark.parametrize("word", ["10:30", "no", "On", "YES", "2026-06-31", "0x1F"])
def test_what_yaml_would_take_for_something_else_is_text(word: str) -> None:
    data, problems = read_yaml(f"a: {word}\n".encode(), HERE)
    assert data == {"a": word}
    assert not problems


def test_all_errors_are_reported_at_once() -> None:
    assert len(messages_of("a: x\x07\nb: ⼈\nc: 1\nc: 2\n")) == 3


def test_a_wrong_encoding_is_reported_with_its_place() -> None:
    assert messages_of("a: 中".encode("gb18030")) == ["text.yaml:1:4 source/not-utf-8"]


def test_a_billion_laughs_expand_to_nothing() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{key}: &{key} [*{before}, *{before}]\n"
        for before, key in zip("abcdefgh", "bcdefghi", strict=True)
    )
    data, problems = read_yaml(bomb.encode(), HERE)
    assert data is not None
    assert data["i"] == [None, None]
    assert problems


def test_depth_and_size_have_limits() -> None:
    assert messages_of("a: " + "[" * 100 + "]" * 100) == ["text.yaml:1:24 source/not-yaml"]
    assert messages_of(b"a" * (MAX_BYTES + 1)) == ["text.yaml source/file-too-large"]


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_input_leaves_a_traceback(content: bytes) -> None:
    data, problems = read_yaml(content, HERE)
    assert data is not None or problems


def test_ideographs_within_the_compatibility_block_are_usual_characters() -> None:
    names = "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"
    data, problems = read_yaml(f"a: {names}\n".encode(), HERE)
    assert (data and data["a"], problems) == (names, [])
