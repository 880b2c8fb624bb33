"""Recognises common mistakes in YAML and explains them in the terms of the author.

A parser reports where it had to stop, in terms of its grammar. The mistake is on that line, on the
one above, or is a quote that was opened earlier; these are tried in that order. For anything else
syntax_hints.yaml says what the message of the parser means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import yaml

KEY = r"[A-Za-z][\w-]*"

ENTRY = rf"(?P<before>\s*(?:- +)?(?:{KEY}: +)?)(?P<value>\S.*?)\s*$"
"""A line: an indent, the dash of a list, a key, and what is written behind it."""

QUOTE_IT = "put the whole text in quotes"

BRACKETS = {"[": "]", "{": "}"}


@dataclass(frozen=True)
class Mistake:
    """What is wrong on a line, and what to do; line and column count from 1."""

    line: int
    column: int
    message: str
    hint: str


def explain(error: yaml.MarkedYAMLError, text: str) -> Mistake:
    """What is wrong where the parser of libyaml stopped in `text`, in plain words."""
    lines = text.split("\n")
    stopped, _ = _position(error.problem_mark)
    by_syntax = isinstance(error, yaml.scanner.ScannerError | yaml.parser.ParserError)
    return (by_syntax and _known_mistake(lines, stopped)) or _meaning(error, lines)


@cache
def meanings() -> list[dict[str, Any]]:
    """The entries of syntax_hints.yaml."""
    content: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_bytes())
    return content


def _meaning(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> Mistake:
    """What the message of `error` means by syntax_hints.yaml."""
    stop, begin = _position(error.problem_mark), _position(error.context_mark or error.problem_mark)
    last = max((index for index, line in enumerate(lines) if line.strip()), default=0)
    if stop > (last, len(lines[last].rstrip())):
        stop = begin if begin < stop else (last, len(lines[last].rstrip()))
    rest = lines[stop[0]][stop[1] :]
    entry = next(
        entry
        for entry in meanings()
        if error.problem in entry.get("stopped", [error.problem])
        and entry.get("during", "") in (error.context or "")
        and rest.startswith(entry.get("at", ""))
    )
    words = {"character": _named(rest), "line": begin[0] + 1}
    row, column = begin if entry.get("place") == "begin" else stop
    message, hint = (Template(entry[key]).substitute(words) for key in ("message", "hint"))
    return Mistake(row + 1, column + 1, message, hint)


def _position(mark: Any) -> tuple[int, int]:
    """Line and column of a mark of PyYAML, from 0."""
    return mark.line, mark.column


def _named(rest: str) -> str:
    """The character with which `rest` of a line begins, for a message."""
    if rest.startswith("\t"):
        return "a tab"
    return f"'{rest[0]}'" if rest.strip() else "the end of the line"


def _known_mistake(lines: Sequence[str], stopped: int) -> Mistake | None:
    """The mistake at which a parser stopped in the line with the index `stopped`, if known."""
    last = min(stopped, len(lines))
    if mistake := _odd_indent(lines, stopped) or _keys_below_words(lines, stopped):
        return mistake
    attempts = [
        *((index, rule) for index in _suspects(lines, stopped) for rule in RULES),
        *((index, _comment_in_text) for index in reversed(range(max(stopped - 3, 0), last))),
        *((index, _mistake_in_quotes) for index in reversed(range(last))),
    ]
    for index, rule in attempts:
        if found := rule(lines[index], "".join(lines[index + 1 : index + 2])):
            column, message, hint = found
            return Mistake(index + 1, column + 1, message, hint)
    return None


def _odd_indent(lines: Sequence[str], stopped: int) -> Mistake | None:
    """Find a key with less indent than those above and below it, where a parser stopped later."""
    if not 1 < stopped < len(lines):
        return None
    above, odd, below = lines[stopped - 2 : stopped + 1]
    indent = _indent(below)
    keys = [re.match(rf"\s*(?:- +)?({KEY}):(?:\s|$)", each) for each in (above, odd, below)]
    if not all(keys) or _indent(above) != indent or not re.match(rf"\s*{KEY}: +\S", odd):
        return None
    if _indent(odd) >= indent or above.rstrip().endswith(":"):
        return None
    name = odd.strip().partition(":")[0]
    message = f"'{name}' is not in the column of the keys above and below it"
    return Mistake(stopped, _indent(odd) + 1, message, f"indent it by {indent} spaces")


def _keys_below_words(lines: Sequence[str], stopped: int) -> Mistake | None:
    """Find an entry of a list that consists of words, or of braces, and has keys below it."""
    if not 0 < stopped < len(lines):
        return None
    entry = re.match(r"(\s*- +)(\{.*\}|[^\s{\[|>&*!].*)$", lines[stopped - 1].rstrip())
    key = re.match(rf"(\s*)({KEY}):(?:\s|$)", lines[stopped])
    if not entry or not key or len(key[1]) < len(entry[1].rstrip("- ")) + 1:
        return None
    if re.match(rf"{KEY}:(?:\s|$)", entry[2]):
        return None
    hint = (
        f"write the entry above as `- text: {entry[2]}`, and `{key[2]}:` in the column of `text:`"
    )
    message = f"'{key[2]}' is below an entry without keys"
    return Mistake(stopped + 1, len(key[1]) + 1, message, hint)


QUOTED = r"""(?<=[:,{\[] )"(?:[^"\\]|\\.)*"|(?<=[:,{\[] )'(?:[^']|'')*'"""
"""A text in quotes within braces."""

BRACKET_IN_TEXT = r"[{,]\s*[\w-]+: +[^\s\"'{}\[\],|>&*!%@`#][^,{}\[\]]*[{\[\]]"
"""A text without quotes within braces, up to a brace or bracket in it."""

Found = tuple[int, str, str]
"""Column from 0, message, hint."""


def _suspects(lines: Sequence[str], stopped: int) -> Iterator[int]:
    """The line where the parser stopped, and the nearest one above it that is not blank."""
    if stopped < len(lines):
        yield stopped
    above = (index for index in reversed(range(min(stopped, len(lines)))) if lines[index].strip())
    yield from (index for index in [next(above, -1)] if index >= 0)


def _mistake_in_key(line: str, following: str) -> Found | None:
    if match := re.match(r" *\t", line):
        return match.end() - 1, "tab in the indent", "indent with spaces"
    if match := re.match(rf"\s*(?:- +)?({KEY})(：)", line):
        hint = f"type an ASCII colon and a space: `{match[1]}: `"
        return match.start(2), f"full-width colon after '{match[1]}'", hint
    if match := re.match(rf"\s*(?:- +)?({KEY}):(?=[^\s/:])", line):
        return match.end(1), f"missing space after '{match[1]}:'", "add a space"
    return None


def _mistake_in_value(line: str, following: str) -> Found | None:
    match = re.match(ENTRY, line)
    if match is None:
        return None
    column, value = match.start("value"), match["value"]
    first = value[0]
    if first in "\"'":
        return _mistake_in_quotes(line, following)
    if first in BRACKETS:
        closed = _end_of_brackets(line[:column], value)
        if closed < 0:
            return column, f"'{first}' is not closed", f"close it with '{BRACKETS[first]}'"
        is_inner = not match["before"].strip()  # of brackets that begin on a line above
        if closed == len(value) - 1 or (is_inner and re.match(r"\s*[,\]}]", value[closed + 1 :])):
            return None
    is_directive = first == "%" and not column
    if first in "*&@`%[{" and not is_directive:
        return column, f"a text begins with '{first}'", QUOTE_IT
    if match["before"].strip(" -") and (colon := re.search(r": |:$", value)):
        hint = QUOTE_IT
        if first in TYPOGRAPHIC:
            hint = f"{first} is part of the text; put the whole text in straight quotes, \" or '"
        return column + colon.start(), "a text contains a colon and a space", hint
    return None


def _end_of_brackets(before: str, value: str) -> int:
    """Where the bracket that begins `value` is closed; -1 if it is not."""
    unquoted = re.sub(QUOTED, lambda match: "." * len(match[0]), before + value)[len(before) :]
    depth = 0
    for index, character in enumerate(unquoted):
        depth += (character in "[{") - (character in "]}")
        if not depth:
            return index
    return -1


TYPOGRAPHIC = "“”„‟‘’‚‛«»‹›「『＂＇"
"""Quotes that are none in YAML."""


def _mistake_in_brackets(line: str, following: str) -> Found | None:
    """Find a bracket that closes none of its line, and another mark in place of a comma.

    A line that begins with a key or a dash has the opening brackets of what it has.
    """
    unquoted = re.sub(QUOTED, lambda match: "." * len(match[0]), line)
    match = re.match(ENTRY, unquoted)
    if match is None or match["value"][0] not in BRACKETS or not match["before"].strip():
        return None
    if wrong := re.search(rf"([，、；;])\s*({KEY}): ", match["value"]):
        hint = f"type an ASCII comma and a space: `, {wrong[2]}: `; put a text with such a mark in "
        message = f"'{wrong[1]}' before '{wrong[2]}:', where a comma is expected"
        return match.start("value") + wrong.start(), message, f"{hint}quotes"
    opened: list[str] = []
    for character in match["value"]:
        if character in BRACKETS:
            opened.append(BRACKETS[character])
        elif character in BRACKETS.values():
            if not opened:
                first = next(each for each, end in BRACKETS.items() if end == character)
                message = f"'{character}' closes nothing: '{first}' is missing"
                hint = f"write `{match['before'].strip()} {first}{match['value'][:12].strip()}…`"
                return match.start("value"), message, hint
            opened.pop()
    return None


def _mistake_in_quotes(line: str, following: str) -> Found | None:
    """Find a text that begins with a quote and does not end with it, or has one inside.

    A text in quotes may go on below; if the next line has a key, it was not meant to.
    """
    match = re.match(ENTRY, line)
    if match is None or match["value"][0] not in "\"'":
        return None
    quote, column = match["value"][0], match.start("value")
    inner = r'(?:[^"\\]|\\.)*' if quote == '"' else "(?:[^']|'')*"
    whole = re.match(f"{quote}{inner}{quote}", match["value"])
    if whole is None and following.strip() and not re.match(rf"\s*(?:- +)?{KEY}:(\s|$)", following):
        return None
    if whole is None:
        return column, f"the quote {quote} is not closed", f"close it with {quote}"
    if re.fullmatch(r"(\s+#.*|\s*[,}\]:].*)?", match["value"][whole.end() :]):
        return None
    twice = "write '' for an apostrophe" if quote == "'" else 'write \\" for a quote within it'
    hint = f"put the whole text in quotes of the other kind, or {twice}"
    return column + whole.end() - 1, f"text after the closing {quote}", hint


def _bracket_in_braces(line: str, following: str) -> Found | None:
    """Find a text without quotes in `{en: ..., fr: ...}` that has a brace or bracket in it."""
    unquoted = re.sub(QUOTED, lambda match: "." * len(match[0]), line)
    begins = re.match(r"\s*(?:- +)*(?:[\w-]+: +)?\{", line)
    if not begins and unquoted.count("}") <= unquoted.count("{"):
        return None
    # The last line of braces that go on over lines is read as if it began with one.
    if match := re.search(BRACKET_IN_TEXT, unquoted if begins else "{" + unquoted):
        column, found = match.end() - (1 if begins else 2), match[0][-1]
        return column, f"a text within braces contains '{found}'", QUOTE_IT
    return None


def _comment_in_text(line: str, following: str) -> Found | None:
    """Find a comment that has the closing bracket of its line in it, or is amid a text.

    A text without quotes may go on below, but not after a comment.
    """
    unquoted = re.sub(QUOTED, lambda match: "." * len(match[0]), line)
    match = re.search(r"(?:^\s*|(?<=[\[{])|(?<=\s))#", unquoted)
    if match is None:
        return None
    column = match.end() - 1
    text, comment = unquoted[:column], unquoted[column:]
    unclosed = text.count("{") + text.count("[") > text.count("}") + text.count("]")
    goes_on = bool(following.strip()) and not re.match(BEGINS, following)
    deeper = _indent(following) > _indent(text) or not text.strip()
    amid = goes_on and deeper and not re.search(r"[\[{,:|>]\s*$", text)
    is_between = text.rstrip().endswith((",", "[", "{"))
    is_last = re.search(r"[\]}]\s*$", comment) and re.match(ENTRY_BEGINS, following)
    cut_off = unclosed and (not is_between or is_last)
    if (cut_off and re.search(r"[\]}]|,\s*$", comment)) or amid:
        return column, "a comment begins within a text", f"{QUOTE_IT} if '#' is part of it"
    return None


BEGINS = rf"\s*(?:-\s|#|[\]}},]|(?:- +)?{KEY}:(?:\s|$))"
"""What begins a line that does not continue the text of the line above."""


ENTRY_BEGINS = rf"\s*(?:-\s|(?:- +)?{KEY}:(?:\s|$))"
"""What begins a line with an entry or a key."""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


RULES = (
    _mistake_in_key,
    _comment_in_text,
    _mistake_in_brackets,
    _bracket_in_braces,
    _mistake_in_value,
)
