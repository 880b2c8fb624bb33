"""Why a file is no YAML, in the words of whoever typed it: the slips that editors make.

A parser tells where it could not go on, in terms of its own grammar. The slip is on that line, or
on the one above, or is a quote that was opened somewhere before; these are looked for in that
order, and what is no known slip stays as the parser told it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

KEY = r"[A-Za-z][\w-]*"

ENTRY = rf"(?P<before>\s*(?:- +)?(?:{KEY}: +)?)(?P<value>\S.*?)\s*$"
"""A line: an indent, the dash of a list, a key, and what is written behind it."""

QUOTE_IT = "put the whole text between quotes"

BRACKETS = {"[": "]", "{": "}"}


@dataclass(frozen=True)
class Slip:
    """What is wrong on a line, and what to do; both count from 1."""

    line: int
    column: int
    message: str
    hint: str


def find_slip(lines: Sequence[str], stopped: int) -> Slip | None:
    """The slip for which a parser stopped at the line with the index `stopped`, if it is known."""
    looked_at = [
        *((index, look) for index in _suspects(lines, stopped) for look in LOOKS),
        *((index, _slip_of_quotes) for index in reversed(range(min(stopped, len(lines))))),
    ]
    for index, look in looked_at:
        if found := look(lines[index], "".join(lines[index + 1 : index + 2])):
            column, message, hint = found
            return Slip(index + 1, column + 1, message, hint)
    return None


Found = tuple[int, str, str]
"""Column from 0, message, hint."""


def _suspects(lines: Sequence[str], stopped: int) -> Iterator[int]:
    """The line where the parser stopped, and the one above it that has something."""
    if stopped < len(lines):
        yield stopped
    above = (index for index in reversed(range(min(stopped, len(lines)))) if lines[index].strip())
    yield from (index for index in [next(above, -1)] if index >= 0)


def _slip_of_key(line: str, following: str) -> Found | None:
    if match := re.match(r" *\t", line):
        return match.end() - 1, "a tab stands in the indent", "indent with spaces"
    if match := re.match(rf"\s*(?:- +)?({KEY})(：)", line):
        hint = f"type an ordinary colon and a space: `{match[1]}: `"
        return match.start(2), f"a full-width colon stands behind '{match[1]}'", hint
    if match := re.match(rf"\s*(?:- +)?({KEY}):(?=[^\s/:])", line):
        return match.end(1), f"no space stands behind '{match[1]}:'", "put one there"
    return None


def _slip_of_value(line: str, following: str) -> Found | None:
    match = re.match(ENTRY, line)
    if match is None:
        return None
    column, value = match.start("value"), match["value"]
    first = value[0]
    if first in "\"'":
        return _slip_of_quotes(line, following)
    if first in BRACKETS:
        closed = value.find(BRACKETS[first])
        if closed < 0:
            return column, f"'{first}' is not closed", f"close it with '{BRACKETS[first]}'"
        if closed == len(value) - 1:
            return None
    if first in "*&@`%[{":
        return column, f"a text begins with '{first}'", QUOTE_IT
    if match["before"].strip(" -") and (colon := re.search(r": |:$", value)):
        return column + colon.start(), "a colon and a space stand within a text", QUOTE_IT
    return None


def _slip_of_quotes(line: str, following: str) -> Found | None:
    """Tell of a text that begins with a quote and does not end with it, or has one inside.

    A text between quotes may go on below; where the next line has a key, it was not meant to.
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
    twice = (
        "write '' for an apostrophe within it" if quote == "'" else 'write \\" for each within it'
    )
    hint = f"put the whole text between quotes of the other kind, or {twice}"
    return column + whole.end() - 1, f"the text ends at this {quote}, and goes on", hint


LOOKS = (_slip_of_key, _slip_of_value)
