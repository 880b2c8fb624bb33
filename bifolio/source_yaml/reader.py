"""YAML as plain data with places.

Of YAML 1.1 only what texts need is supported: mappings, lists, strings, numbers, dates,
true and false. Anchors, aliases and tags are reported as errors. Aliases repeat
their value within limits, so that nothing is reported as missing; tags construct nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bifolio.problems import Place, Problem
from bifolio.source_yaml.line_ends import FOLDED, LITERAL, with_line_ends
from bifolio.source_yaml.nodes import (
    OR_DECIMAL,
    Comment,
    PlacedList,
    PlacedMapping,
    PlacedString,
    TypedFloat,
    TypedInt,
    as_numbers,
    quoted,
)
from bifolio.source_yaml.syntax_hints import explain

AMOUNTS = ("number", "money", "percent", "measure")
"""Keys whose value is a number, never a text."""

MAX_DEPTH = 20
MAX_BYTES = 4_000_000

MAX_NODES = 100_000
"""Values in a file with those that aliases repeat; further aliases are empty."""

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

FORBIDDEN_CHARACTERS = (
    (
        r"[\u2e80-\u2fdf\uf900-\ufa0d\ufa10\ufa12\ufa15-\ufa1e\ufa20\ufa22\ufa25\ufa26\ufa2a-\ufaff]",
        "a radical or compatibility form",
        "type the ordinary character",
    ),
    (r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]", "a control character", "delete it"),
    (
        r"[\u200b-\u200f\u2060-\u2064\ufeff\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
        r"\u3164\uffa0]",
        "an invisible character",
        "delete it",
    ),
    (r"[\u202a-\u202e\u2066-\u2069]", "a direction control", "delete it"),
    (
        r"[\uf020-\uf0ff]",
        "a character of the font Symbol or Wingdings, such as the bullet of a list from Word",
        "delete it, and write the list as `kind: list`; or type the character that it looks like",
    ),
    (r"[\ue000-\uf01f\uf100-\uf8ff]", "a private-use character", "type a character of Unicode"),
    (r"[\ufdd0-\ufdef\ufffe\uffff]", "a noncharacter", "delete it"),
    (r"\ufffd", "a replacement character, left by a wrong encoding", "type the lost character"),
)
"""What no source may contain: it is invisible, or looks like another character and is not found
by a search for that one (CLREQ 3.1; Unicode 16.0, sections 18.1, 22.3 and 23). Twelve
characters of the compatibility block are usual ideographs, such as 﨑 (Unicode 16.0, 18.1).
YAML itself allows no U+FFFE and U+FFFF (YAML 1.1, 5.1)."""


def read_yaml(
    encoded: bytes, path: Path, first_key: str = "title"
) -> tuple[PlacedMapping | None, list[Problem]]:
    """Read the YAML mapping in `encoded` (UTF-8), and report all errors in it.

    The data is None if nothing can be read. `first_key` is what a file of this kind may begin with.
    """
    if len(encoded) > MAX_BYTES:
        hint = "split the publication"
        message = f"the file is larger than {MAX_BYTES // 1_000_000} MB"
        return None, [Problem("source/file-too-large", message, hint, Place(path))]
    try:
        text = encoded.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = encoded[: error.start].decode("utf-8", "replace")
        hint = "save the file with the encoding UTF-8; most editors offer it under 'Save as'"
        return None, [
            Problem("source/not-utf-8", "the file is not UTF-8", hint, _place_after(before, path))
        ]
    text = text.replace("\r\n", "\n")
    problems = list(forbidden_characters(text, path))
    for pattern, _, _ in FORBIDDEN_CHARACTERS:
        text = re.sub(pattern, "x", text)
    reader = _Reader(text, path)
    try:
        data = reader.document()
    except yaml.MarkedYAMLError as error:
        return None, [*problems, _not_yaml(error, text, path)]
    problems += reader.problems
    if isinstance(data, PlacedMapping):
        return data, problems
    if not reader.problems:
        hint = f"begin with a key, such as `{first_key}:`"
        message = "the file must consist of `key: value` lines"
        problems.append(Problem("source/not-a-mapping", message, hint, Place(path, 1)))
    return None, problems


def _not_yaml(error: yaml.MarkedYAMLError, text: str, path: Path) -> Problem:
    mistake = explain(error, text)
    place = Place(path, mistake.line, mistake.column)
    return Problem("source/not-yaml", f"invalid YAML: {mistake.message}", mistake.hint, place)


def _place_after(before: str, path: Path) -> Place:
    return Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))


def forbidden_characters(text: str, path: Path) -> Iterator[Problem]:
    """Yield a problem for every character in `text`, that of a file, that no source may contain."""
    for pattern, what, hint in FORBIDDEN_CHARACTERS:
        for match in re.finditer(pattern, text):
            message = f"U+{ord(match[0]):04X} is {what}"
            place = _place_after(text[: match.start()], path)
            yield Problem("source/forbidden-character", message, hint, place)


class _Reader:
    """Turns the events of one YAML document into placed data, and collects problems."""

    def __init__(self, text: str, path: Path) -> None:
        self._path = path
        self._text = text
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader)
        self._resolve: Callable[..., str] = yaml.resolver.Resolver().resolve
        self._anchored: dict[str, tuple[object, int]] = {}
        """The values with an anchor that have no alias in them, with their number of nodes."""
        self._nodes = 0
        self._aliases = 0
        self.problems: list[Problem] = []

    def place(self, mark: Any) -> Place:
        """The place of a mark of PyYAML, which counts from 0."""
        return Place(self._path, mark.line + 1, mark.column + 1)

    def document(self) -> object:
        data: object = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and data is None:
                data = self._value(next(self._events), 0)
            elif isinstance(event, yaml.DocumentStartEvent):
                hint = "delete the line `---`; a file has one document"
                self._refuse("source/second-document", event, "a second document begins here", hint)
                break
        return data

    def _refuse(self, code: str, event: yaml.Event, message: str, hint: str) -> None:
        self.problems.append(Problem(code, message, hint, self.place(event.start_mark)))

    def _value(self, event: yaml.Event, depth: int) -> object:
        anchor = getattr(event, "anchor", None)
        if anchor:
            hint = "write the text out, or define it under `shared:` and use {name}"
            message = f"anchors and aliases are not supported ('{anchor}')"
            self._refuse("source/anchor", event, message, hint)
        if depth > MAX_DEPTH:
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(problem="nested too deep", problem_mark=mark)
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            self._refuse("source/tag", event, f"tags are not supported ('{tag}')", "delete the tag")
        if isinstance(event, yaml.AliasEvent):
            return self._repeated(event.anchor or "")
        nodes, aliases = self._nodes, self._aliases
        value = self._content(event, depth)
        self._nodes += 1
        if anchor and aliases == self._aliases:
            self._anchored[anchor] = value, self._nodes - nodes
        return value

    def _content(self, event: yaml.Event, depth: int) -> object:
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        return self._scalar(event) if isinstance(event, yaml.ScalarEvent) else None

    def _repeated(self, anchor: str) -> object:
        """The value of an alias, which is reported, so that nothing is reported as missing.

        None if it has aliases itself, or if many of them are long: they could multiply.
        """
        self._aliases += 1
        value, nodes = self._anchored.get(anchor, (None, 0))
        self._nodes += nodes
        return value if self._nodes <= MAX_NODES else None

    def _sequence(self, start: yaml.SequenceStartEvent, depth: int) -> PlacedList:
        items = PlacedList()
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            owner = None if start.flow_style else _column(start)
            items.append(self._with_comment(self._value(event, depth + 1), event, owner))
            items.item_places.append(self.place(event.start_mark))
        return items

    def _mapping(self, start: yaml.MappingStartEvent, depth: int) -> PlacedMapping:
        mapping = PlacedMapping(self.place(start.start_mark))
        last: tuple[yaml.Event, yaml.Event] | None = None
        end: yaml.Event | None = None
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._value(event, depth + 1)
            typed = next(self._events)
            if last and self._is_cut_off(event, typed, end or last[1]):
                end = event
                continue
            if last and end:
                self._refuse_comma(*last, end)
            last, end = (event, typed), None
            owner = None if start.flow_style else _column(event)
            value = self._with_comment(self._value(typed, depth + 1), typed, owner)
            if value is None and start.flow_style and (match := re.match(FULL_WIDTH, str(key))):
                place = self.place(event.start_mark)
                mapping[match[1]] = PlacedString.at(str(key)[match.end() :] or "…", place)
                mapping.key_places[match[1]] = place
                message = f"invalid YAML: full-width colon after '{match[1]}'"
                hint = f"type an ASCII colon and a space: `{match[1]}: `"
                self._refuse("source/not-yaml", event, message, hint)
            elif not isinstance(key, str):
                hint = "write a word, or put it in quotes"
                self._refuse("source/invalid-key", event, f"invalid key{_shown(key)}", hint)
            elif key in mapping:
                first = mapping.key_places[key].line
                hint = f"the first one is on line {first}; keep one of them"
                self._refuse("source/duplicate-key", event, f"duplicate key '{key}'", hint)
            else:
                mapping[key] = value
                mapping.key_places[key] = self.place(event.start_mark)
                if value is None and self._comment_behind(typed):
                    mapping.commented.add(key)
        if last and end:
            self._refuse_comma(*last, end)
        return mapping

    def _is_cut_off(self, key: yaml.Event, value: yaml.Event, before: yaml.Event) -> bool:
        """Whether a key within braces is the end of the text `before`, which has a comma."""
        plain = all(isinstance(each, yaml.ScalarEvent) and not each.style for each in (key, before))
        if not plain or not isinstance(value, yaml.ScalarEvent):
            return False
        comma = self._text[_index(before.end_mark) : _index(key.start_mark)]
        colon = self._text[_index(key.end_mark) : _index(value.end_mark)]
        return comma.strip() == "," and not colon.strip() and bool(getattr(before, "value", ""))

    def _refuse_comma(self, key: yaml.Event, value: yaml.Event, end: yaml.Event) -> None:
        """Report a comma in the plain text `value` of `key`, which goes on to `end`."""
        text = " ".join(self._text[_index(value.start_mark) : _index(end.end_mark)].split())
        name = getattr(key, "value", "")
        hint = f"put the whole text in quotes: `{name}: {quoted(text)}`"
        if numbers := as_numbers(text):
            how = "with a point" if "." in numbers[0] else "without separators of thousands"
            written = OR_DECIMAL.join(f"`{name}: {each}`" for each in numbers)
            as_text, hint = hint, f"write a number {how}: {written}"
            hint += f"; for a text, {as_text}" if name not in AMOUNTS else ""
        message = "invalid YAML: a text within braces contains a comma"
        self._refuse("source/not-yaml", value, message, hint)

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        tag = self._resolve(yaml.ScalarNode, event.value, event.implicit)
        convert = CONVERSIONS.get(tag.rpartition(":")[2])
        if convert is None:
            # As typed there are none left in the text: these come from escapes ("\\u200B").
            for pattern, what, _ in FORBIDDEN_CHARACTERS:
                for character in sorted(set(re.findall(pattern, event.value))):
                    message = f"the escaped U+{ord(character):04X} is {what}"
                    self._refuse("source/forbidden-character", event, message, "delete the escape")
            return self._string(event)
        try:
            value = convert(event.value)
        except (ValueError, KeyError):
            # A time of day, an invalid date, `no`: the text that was typed.
            return self._string(event)
        if isinstance(value, TypedInt | TypedFloat):
            value.typed = event.value
        return value

    def _string(self, event: yaml.ScalarEvent) -> PlacedString:
        start: Any = event.start_mark
        end: Any = event.end_mark
        typed = with_line_ends(event.value, self._text[start.index : end.index], event.style)
        place = self.place(start)
        is_block = event.style in (FOLDED, LITERAL)
        return PlacedString.at(event.value, place, typed, place.line + is_block)

    def _with_comment(self, value: object, event: yaml.Event, owner: int | None) -> object:
        """Return `value` with the comment beside it, if it is a text without quotes.

        `owner` is the column of its key or dash, from 0; None within brackets.
        """
        if isinstance(value, PlacedString) and not getattr(event, "style", ""):
            value.comment = (
                self._comment_behind(event)
                or self._comment_above(event)
                or (None if owner is None else self._comment_below(event, owner))
            )
        return value

    def _comment_behind(self, event: yaml.Event) -> Comment | None:
        end: Any = event.end_mark
        match = COMMENT.match(self._text, end.index)
        if match is None or not match["space"]:
            return None
        place = Place(self._path, end.line + 1, end.column + len(match["space"]) + 1)
        return Comment(match["words"].rstrip(), place)

    def _comment_below(self, event: yaml.Event, owner: int) -> Comment | None:
        """The comment on the next line, in a column beyond `owner`, where the value could go on."""
        end: Any = event.end_mark
        line = self._text.find("\n", end.index) + 1
        match = COMMENT.match(self._text, line) if line else None
        if match is None or len(match["space"]) <= owner:
            return None
        place = Place(self._path, end.line + 2, len(match["space"]) + 1)
        return Comment(match["words"].rstrip(), place)

    def _comment_above(self, event: yaml.Event) -> Comment | None:
        """The first comment between a key or dash and its value, which begins a line."""
        start: Any = event.start_mark
        end, number = self._text.rfind("\n", 0, start.index), start.line
        if end < 0 or self._text[end + 1 : start.index].strip():
            return None
        found: Comment | None = None
        while end >= 0:
            begin = self._text.rfind("\n", 0, end) + 1
            line = self._text[begin:end]
            match = COMMENT_OF_KEY.search(line) or COMMENT.match(line)
            if match:
                place = Place(self._path, number, match.start("words") + 1)
                found = Comment(match["words"].rstrip(), place)
            if line.strip() and not line.lstrip().startswith("#"):
                return found if match or line.rstrip().endswith((":", "-")) else None
            end, number = begin - 1, number - 1
        return None


COMMENT = re.compile(r"(?P<space>[ \t]*)(?P<words>#.*)")
COMMENT_OF_KEY = re.compile(r"[:-][ \t]+(?P<words>#.*)$")
FULL_WIDTH = r"([A-Za-z][\w-]*)："
"""A key within braces whose colon YAML reads as part of it."""


def _column(event: yaml.Event) -> int:
    """The column in which what an event of PyYAML means begins, from 0."""
    mark: Any = event.start_mark
    column: int = mark.column
    return column


def _index(mark: Any) -> int:
    """The place of a mark of PyYAML in the text, in characters."""
    index: int = mark.index
    return index


def _shown(value: object) -> str:
    return f" '{value}'" if isinstance(value, (str, int, float, date)) else ""


CONVERSIONS: dict[str, Callable[[str], object]] = {
    "int": TypedInt,
    "float": TypedFloat,
    "bool": lambda value: {"true": True, "false": False}[value.lower()],
    "null": lambda value: None,
    "timestamp": date.fromisoformat,
}
"""How plain YAML 1.1 scalars that are not strings become values; quoted ones are strings.

What cannot be converted is one, too, as in YAML 1.2 (10.3.2): 10:30, yes and no."""
