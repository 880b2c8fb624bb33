"""Recognises common mistakes in YAML and explains them in the terms of the author.

A parser reports where it had to stop, in terms of its grammar. The mistake is on that line, on the
one above, or is a quote that was opened earlier; these are tried in that order. For anything else
the message of the parser stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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


def find_mistake(lines: Sequence[str], stopped: int) -> Mistake | None:
    """The mistake at which a parser stopped in the line with the index `stopped`, if known."""
    attempts = [
        *((index, rule) for index in _suspects(lines, stopped) for rule in RULES),
        *((index, _mistake_in_quotes) for index in reversed(range(min(stopped, len(lines))))),
    ]
    for index, rule in attempts:
        if found := rule(lines[index], "".join(lines[index + 1 : index + 2])):
            column, message, hint = found
            return Mistake(index + 1, column + 1, message, hint)
    return None


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
        closed = value.find(BRACKETS[first])
        if closed < 0:
            return column, f"'{first}' is not closed", f"close it with '{BRACKETS[first]}'"
        if closed == len(value) - 1:
            return None
    if first in "*&@`%[{":
        return column, f"a text begins with '{first}'", QUOTE_IT
    if match["before"].strip(" -") and (colon := re.search(r": |:$", value)):
        return column + colon.start(), "a text contains a colon and a space", QUOTE_IT
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


RULES = (_mistake_in_key, _mistake_in_value)
