"""The constructs of Pandoc's Markdown that Bifolio reads, as inline rules of markdown-it.

Bracketed spans with attributes (`[words]{lang=fr}`), superscripts (`x^2^`), subscripts (`H~2~O`),
no-break spaces (a backslash and a space) and footnotes (`[^id]`). Cross references (`{page:id}`)
are Bifolio's own.
Since `~` and `^` are signs of running text, too (3~5 元，6~8 元), they mark a sub- or superscript
only directly after a letter, figure or closing mark, around a few letters, figures and signs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from markdown_it.rules_inline import StateInline

from bifolio.document.passage import LANGUAGE_TAG
from bifolio.document.references import CROSS_REFERENCE, NOTE, SPAN_ATTRIBUTES
from bifolio.text.addresses import find_addresses
from bifolio.text.runs import is_wide

NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True)
class SpanAttributes:
    """What the attributes of a span mean."""

    language: str = ""
    small: bool = False
    tied: bool = False
    unknown: str = ""
    """The first attribute that means nothing."""


def span_attributes(attributes: str) -> SpanAttributes:
    """Read the attributes of a span: `.small`, `.tie` and `lang=TAG`, in any order."""
    found = SpanAttributes()
    for each in attributes.split():
        if each == ".small":
            found = replace(found, small=True)
        elif each == ".tie":
            found = replace(found, tied=True)
        elif match := re.fullmatch(rf"lang=(\"?)({LANGUAGE_TAG.strip('^$')})\1", each):
            found = replace(found, language=match[2])
        else:
            found = replace(found, unknown=found.unknown or each)
    return found


def no_break_space(state: StateInline, silent: bool) -> bool:
    """Read a backslash and a space."""
    if not state.src.startswith("\\ ", state.pos) or state.pos + 2 > state.posMax:
        return False
    if not silent:
        state.append_pending(NO_BREAK_SPACE)
    state.pos += 2
    return True


def span(state: StateInline, silent: bool) -> bool:
    """Read words in brackets with attributes in braces."""
    if state.src[state.pos] != "[":
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    attributes = _span_attributes().match(state.src, end + 1, state.posMax) if end >= 0 else None
    if attributes is None:
        return False
    if not silent:
        opening = _enclosed(state, "span", state.pos + 1, end)
        state.tokens[opening].attrs = {"attributes": attributes[0][1:-1].strip()}
    state.pos = attributes.end()
    return True


def link_label(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N803
    """Return the end of the label in brackets at `start`, or -1; a helper of markdown-it.

    With `disableNested` no link may be in it, but unlike in that of markdown-it, a span may.
    """
    before, depth = state.pos, 1
    state.pos = start + 1
    try:
        while state.pos < state.posMax:
            at, sign = state.pos, state.src[state.pos]
            depth -= sign == "]"
            if not depth:
                return at
            state.md.inline.skipToken(state)
            is_token = state.pos > at + 1
            if (
                sign == "["
                and is_token
                and disableNested
                and state.src[at : state.pos].endswith(")")
            ):
                return -1
            depth += sign == "[" and not is_token
        return -1
    finally:
        state.pos = before


def superscript(state: StateInline, silent: bool) -> bool:
    """Read a superscript."""
    return _raised(state, "^", "sup", silent)


def subscript(state: StateInline, silent: bool) -> bool:
    """Read a subscript."""
    return _raised(state, "~", "sub", silent)


def footnote(state: StateInline, silent: bool) -> bool:
    """Read a reference to a footnote."""
    return _reference(state, _note(), "[", silent)


def cross_reference(state: StateInline, silent: bool) -> bool:
    """Read a cross reference."""
    return _reference(state, _cross_reference(), "{", silent)


def _reference(state: StateInline, pattern: re.Pattern[str], sign: str, silent: bool) -> bool:
    if state.src[state.pos] != sign:
        return False
    found = pattern.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("reference", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _raised(state: StateInline, sign: str, name: str, silent: bool) -> bool:
    at = state.pos
    if state.src[at] != sign:
        return False
    found = _words_within(sign).match(state.src, at, state.posMax)
    if found is None or not at or not _may_carry(state.src[at - 1], name):
        return False
    if any(each.start <= at < each.end for each in find_addresses(state.src)):
        return False
    if not silent:
        _enclosed(state, name, at + 1, found.end() - 1)
    state.pos = found.end()
    return True


def _may_carry(character: str, name: str) -> bool:
    """Whether a sub- or superscript may follow `character`.

    A subscript follows no figure and no ideograph, since 3~5 and 周一~周五 are ranges.
    """
    if character in ")]}”’\"'*_»~^":
        return True
    if name == "sub":
        return character.isalpha() and not is_wide(character)
    return character.isalnum() or character == "%"


def _enclosed(state: StateInline, name: str, start: int, end: int) -> int:
    """Read the content between `start` and `end` as a `name`; return the index of its token."""
    last = state.posMax
    state.pos, state.posMax = start, end
    state.push(f"{name}_open", name, 1)
    opening = len(state.tokens) - 1
    state.md.inline.tokenize(state)
    state.push(f"{name}_close", name, -1)
    state.posMax = last
    return opening


@cache
def _words_within(sign: str) -> re.Pattern[str]:
    """What may be between two signs: few characters, one of them a letter or figure."""
    inner = r"(?:\\.|[^\W_]|[-+−–±=.,/()'’*])"
    if sign == "~":
        inner = r"(?:\\.|[A-Za-z0-9\u0370-\u03ff]|[-+−±()])"
    mark = re.escape(sign)
    return re.compile(rf"{mark}(?=[^{mark}]*[^\W_]){inner}{{1,12}}{mark}(?!{mark})")


@cache
def _span_attributes() -> re.Pattern[str]:
    return re.compile(SPAN_ATTRIBUTES)


@cache
def _note() -> re.Pattern[str]:
    return re.compile(NOTE)


@cache
def _cross_reference() -> re.Pattern[str]:
    return re.compile(CROSS_REFERENCE)
