from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bifolio.source_yaml.nodes import PlacedString
from bifolio.source_yaml.reader import MAX_BYTES, read_yaml

HERE = Path("text.yaml")


def told(text: str | bytes) -> list[str]:
    encoded = text if isinstance(text, bytes) else text.encode()
    return [f"{problem.place}: {problem.message}" for problem in read_yaml(encoded, HERE)[1]]


def test_every_string_knows_its_line_and_column() -> None:
    data, problems = read_yaml(b"a: one\nb:\n  c: two\n", HERE)
    assert not problems
    assert data is not None
    two = data["b"]["c"]
    assert isinstance(two, PlacedString)
    assert (two, two.place.line, two.place.column) == ("two", 3, 6)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: 1\na: 2\n", "text.yaml:2:1", "the key 'a' stands here twice"),
        ("a: &x {b: c}\nd: *x\n", "text.yaml:1:4", "anchors and aliases"),
        ("a: &x {b: c}\nd: *x\n", "text.yaml:2:4", "anchors and aliases"),
        ("a: !!python/object:os.system {}\n", "text.yaml:1:4", "tags are not read here"),
        ("a: b\n---\nc: d\n", "text.yaml:2:1", "a second document"),
        ("a: [b\n", "text.yaml:1:4", "not YAML"),
        ("- a\n", "text.yaml:1:1", "the file is not a mapping"),
        ("a: ⼈\n", "text.yaml:1:4", "U+2F08 is a radical"),
        ("a: 來\uf900\n", "text.yaml:1:5", "U+F900 is a radical or compatibility form"),
        ("a: x\x07y\n", "text.yaml:1:5", "U+0007 is a control character"),
        ("a: x\u200by\n", "text.yaml:1:5", "U+200B is an invisible character"),
        ("a: x\u202ey\n", "text.yaml:1:5", "U+202E is a direction control"),
        ("a: x\ufffey\n", "text.yaml:1:5", "U+FFFE is no character"),
        ("a: x\uffffy\n", "text.yaml:1:5", "U+FFFF is no character"),
        ('a: "x\\u200By"\n', "text.yaml:1:4", "an escape stands for U+200B, an invisible"),
        ('a: "\\0"\n', "text.yaml:1:4", "an escape stands for U+0000, a control character"),
        ('"\\uE000": b\n', "text.yaml:1:1", "an escape stands for U+E000, a private-use"),
        ("? [a]\n: b\n", "text.yaml:1:3", "this cannot be a key"),
    ],
)
def test_a_fault_is_told_with_its_place(text: str, place: str, message: str) -> None:
    assert any(entry.startswith(f"{place}: ") and message in entry for entry in told(text))


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("a:\n\tb: c\n", 2, "a tab stands in the indent", "indent with spaces"),
        (
            "a:\n  en: b\n  zh-Hans：c\n",
            3,
            "a full-width colon stands behind 'zh-Hans'",
            "`zh-Hans: `",
        ),
        ("a:\n  en:b\n  zh: c\n", 2, "no space stands behind 'en:'", "put one there"),
        ("a: b: c\n", 1, "a colon and a space stand within a text", "between quotes"),
        ("a: *b* c\n", 1, "a text begins with '*'", "between quotes"),
        ("a: [b](https://example.org)\n", 1, "a text begins with '['", "between quotes"),
        ("a: {b} c\n", 1, "a text begins with '{'", "between quotes"),
        ("a: @b\n", 1, "a text begins with '@'", "between quotes"),
        ("- a: %b\n", 1, "a text begins with '%'", "between quotes"),
        ("a: {b: c\nd: e\n", 1, "'{' is not closed", "close it with '}'"),
        ("a: 'it's b'\n", 1, "the text ends at this ', and goes on", "write '' for"),
        ('a: "b" c\n', 1, 'the text ends at this ", and goes on', "of the other kind"),
        ('a: "b\nc: d\ne: f "g" h\n', 1, 'the quote " is not closed', "close it"),
        ("a: 'b\n", 1, "the quote ' is not closed", "close it"),
    ],
)
def test_a_slip_is_told_in_the_words_of_who_typed_it(
    text: str, line: int, message: str, hint: str
) -> None:
    _, (problem,) = read_yaml(text.encode(), HERE)
    assert problem.place
    assert (problem.place.line, problem.message) == (line, f"not YAML: {message}")
    assert hint in problem.hint


@pytest.mark.parametrize(
    "text",
    ["a: 'b\n  c'\nd:\n  - e\n f: g\n", "a:\n   b: c\n  d: e\n", "a: [b,\n  c]\n- d\n"],
)
def test_what_is_well_written_is_not_blamed_for_what_is_not(text: str) -> None:
    _, (problem,) = read_yaml(text.encode(), HERE)
    assert "look at the indent" in problem.hint


@pytest.mark.parametrize("word", ["10:30", "no", "On", "YES", "2026-06-31", "0x1F"])
def test_what_yaml_would_take_for_something_else_is_text(word: str) -> None:
    data, problems = read_yaml(f"a: {word}\n".encode(), HERE)
    assert data == {"a": word}
    assert not problems


def test_faults_are_told_all_at_once() -> None:
    assert len(told("a: x\x07\nb: ⼈\nc: 1\nc: 2\n")) == 3


def test_wrong_encoding_is_told_with_its_place() -> None:
    assert told("a: 中".encode("gb18030")) == ["text.yaml:1:4: the text is not UTF-8"]


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
    assert "nested more than" in told("a: " + "[" * 100 + "]" * 100)[0]
    assert "too large" in told(b"a" * (MAX_BYTES + 1))[0]


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_input_leaves_a_traceback(content: bytes) -> None:
    data, problems = read_yaml(content, HERE)
    assert data is not None or problems


def test_ideographs_within_the_compatibility_block_are_usual_characters() -> None:
    names = "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"
    data, problems = read_yaml(f"a: {names}\n".encode(), HERE)
    assert (data and data["a"], problems) == (names, [])
