from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bifolio.source_yaml import syntax_hints
from bifolio.source_yaml.reader import read_yaml

HERE = Path("text.yaml")

MISTAKES = [
    # Lines that begin with '%'.
    ("a: b\n%c\n", "found unknown directive name", "2:1"),
    ("a: b\n%\n", "could not find expected directive name", "2:1"),
    ("a: b\n%5@c\n", "found unexpected non-alphabetical character", "2:1"),
    ("%YAML 1.1 b\n---\n", "did not find expected comment or line break", "1:1"),
    ("%YAML 1x1\n---\n", "did not find expected digit or '.' character", "1:1"),
    ("%YAML b\n---\n", "did not find expected version number", "1:1"),
    ("%YAML 1234567890.1\n---\n", "found extremely long version number", "1:1"),
    ("%TAG a b\n---\n", "did not find expected '!'", "1:1"),
    ("%TAG !a\n---\n", "did not find expected '!'", "1:1"),
    ("%TAG !a!b\n---\n", "did not find expected whitespace", "1:1"),
    ("%TAG !a! b{c\n---\n", "did not find expected whitespace or line break", "1:1"),
    ("%TAG !a! {\n---\n", "did not find expected tag URI", "1:1"),
    ("%YAML 1.1\n%YAML 1.1\n---\n", "found duplicate %YAML directive", "2:1"),
    ("%YAML 2.0\n---\na: b\n", "found incompatible YAML document", "1:1"),
    ("%TAG !a! b\n%TAG !a! c\n---\n", "found duplicate %TAG directive", "2:1"),
    # Texts that begin with a mark of YAML.
    ("a: !<b c\n", "did not find the expected '>'", "1:4"),
    ("a: !{b\n", "did not find expected whitespace or line break", "1:4"),
    ("a: !! b\n", "did not find expected tag URI", "1:4"),
    ("a: !50%zz b\n", "did not find URI escaped octet", "1:4"),
    ("a: !%ff b\n", "found an incorrect leading UTF-8 octet", "1:4"),
    ("a: !%c3%20 b\n", "found an incorrect trailing UTF-8 octet", "1:4"),
    ("a: !b!c d\n", "found undefined tag handle", "1:4"),
    ("a: [b, & c]\n", "did not find expected alphabetic or numeric character", "1:8"),
    ("a: [b, * c]\n", "did not find expected alphabetic or numeric character", "1:8"),
    ("a: [b, @c]\n", "found character that cannot start any token", "1:8"),
    ("a: {b: `c`}\n", "found character that cannot start any token", "1:8"),
    ("a:\n  - \tb: c\n", "found character that cannot start any token", "2:5"),
    ("a: - b\n", "block sequence entries are not allowed in this context", "1:4"),
    ("a: ? b\n", "mapping keys are not allowed in this context", "1:4"),
    # Texts over several lines.
    ("a: |0\n  b\n", "found an indentation indicator equal to 0", "1:4"),
    ("a: > b\n  c\n", "did not find expected comment or line break", "1:4"),
    (
        "a: |\n\tb\n",
        "found a tab character where an indentation space is expected",
        "2:1",
    ),
    ("a: b\n\tc\n", "found a tab character that violates indentation", "2:1"),
    # Texts in quotes.
    ("a: 'b\n---\nc'\n", "found unexpected document indicator", "1:4"),
    ("a: 'b\n  c\n  d\n", "found unexpected end of stream", "1:4"),
    ("a: 'b\nc: d\n", "found unexpected end of stream", "1:4"),
    ('a: "b \\q c"\n', "found unknown escape character", "1:7"),
    ('a: "b \\xfg c"\n', "did not find expected hexdecimal number", "1:9"),
    ('a: "b \\uD800 c"\n', "found invalid Unicode character escape code", "1:9"),
    # Keys.
    ("a: b\nc\nd: e\n", "could not find expected ':'", "2:1"),
    ("a: b\nc", "could not find expected ':'", "2:1"),
    ("a: b\n c: d\n", "mapping values are not allowed in this context", "2:3"),
    ("a\nb: c\n", "mapping values are not allowed in this context", "2:2"),
    ("a: {b:,c: d}\n", "found unexpected ':'", "1:6"),
    ("a:\n  b: c\n d: e\n", "did not find expected key", "3:2"),
    ("a: b\n- c\n", "did not find expected key", "2:1"),
    ("a: b\n]\n", "did not find expected key", "2:1"),
    # Lists, brackets and braces.
    ("a:\n  - b\n  c: d\n", "did not find expected '-' indicator", "3:3"),
    ("- - a\n - b\n", "did not find expected '-' indicator", "2:2"),
    ("a: ['b' 'c']\n", "did not find expected ',' or ']'", "1:9"),
    ("a: [b,\n  c\nd: e\n", "did not find expected ',' or ']'", "3:2"),
    ("a: [\n  'b'\n", "did not find expected ',' or ']'", "1:4"),
    ("a: {b: 'c' d: 'e'}\n", "did not find expected ',' or '}'", "1:12"),
    ("a: [b: c: d]\n", "did not find expected ',' or ']'", "1:9"),
    ("a: {b: c: d}\n", "did not find expected ',' or '}'", "1:9"),
    ("a: {b: c,\n  d: e\n", "did not find expected ',' or '}'", "1:4"),
    ("a: [b, , c]\n", "did not find expected node content", "1:8"),
    ("a: }\n", "did not find expected node content", "1:4"),
    # The file as a whole.
    ("[a]\nb: c\n", "did not find expected <document start>", "2:1"),
    ("a: b\n...\nc: d\n", "did not find expected <document start>", "3:1"),
    ("%YAML 1.1\na: b\n", "did not find expected <document start>", "2:1"),
]
"""Texts, the message of libyaml about each, and the place that Bifolio reports."""

OF_NO_TEXT = {
    "did not find expected <stream-start>",
    "Maximum nesting level reached, set with yaml_set_max_nest_level())",
}
"""Messages that no text causes: the first token of libyaml, and more levels than Bifolio reads."""

GRAMMAR = (
    r"token|scalar|flow|octet|stream|indicator|sequence|mapping|directive|context|did not find"
)


def error_of_libyaml(text: str) -> yaml.MarkedYAMLError:
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        list(yaml.parse(text, yaml.CSafeLoader))
    return caught.value


@pytest.mark.parametrize(("text", "phrase", "place"), MISTAKES)
def test_a_message_of_libyaml_is_replaced_by_plain_words(
    text: str, phrase: str, place: str
) -> None:
    assert error_of_libyaml(text).problem == phrase
    _, problems = read_yaml(text.encode(), HERE)
    (problem,) = [problem for problem in problems if problem.code == "source/not-yaml"]
    assert str(problem.place) == f"text.yaml:{place}"
    assert phrase not in f"{problem.message} {problem.hint}"
    assert not re.search(GRAMMAR, f"{problem.message} {problem.hint}")
    assert problem.hint


def test_every_message_of_libyaml_has_an_entry_and_a_text_that_causes_it() -> None:
    entries = syntax_hints.meanings()
    listed = {phrase for entry in entries for phrase in entry.get("stopped", [])}
    caused = {phrase for _, phrase, _ in MISTAKES}
    of_kinds = {
        error.problem
        for error in (error_of_libyaml(text) for text, _, _ in MISTAKES)
        if any(entry.get("during", "\0") in (error.context or "") for entry in entries)
    }
    assert caused - of_kinds <= listed
    assert listed - caused == OF_NO_TEXT | {"nested too deep"}


def test_an_unknown_message_of_a_parser_is_not_shown() -> None:
    text = "a: b\n"
    mark = yaml.Mark("", 9, 3, 0, text, 0)
    error = yaml.parser.ParserError("while frobbing", None, "found a frob", mark)
    mistake = syntax_hints.explain(error, text)
    assert (mistake.line, mistake.column) == (1, 5)
    assert "frob" not in f"{mistake.message} {mistake.hint}"
