"""Which stars open and close emphasis: CommonMark with the CJK-friendly amendments.

In CommonMark 0.31 (6.2) a run of stars after a punctuation mark does not close before a letter;
Chinese and Japanese, which have no spaces between words, run into that all the time (CommonMark
issue 650). The amendments (github.com/tats-u/markdown-cjk-friendly, specification.md) count only
marks of other scripts as punctuation there, and treat a CJK character beside the stars as a space.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

MARKERS = "*_"

LOOSE = "loose"
"""A key of the environment: for `**` only white space counts, see `scan`."""

STRONG = 2
"""The number of stars that means bold."""

_VARIATION_SELECTORS = range(0xFE00, 0xFE0F)
"""Without U+FE0F, which turns the character before it into an emoji."""

_IDEOGRAPHIC_SELECTORS = range(0xE0100, 0xE01F0)


class Scanned(NamedTuple):
    """A run of stars or underscores, and whether it can open and close emphasis."""

    length: int
    can_open: bool
    can_close: bool


def emphasis(state: StateInline, silent: bool) -> bool:
    """Read a run of stars or underscores; the inline rule `emphasis` of markdown-it."""
    if silent or state.src[state.pos] not in MARKERS:
        return False
    scanned = scan(state.src, state.pos, state.posMax, loose=bool(state.env.get(LOOSE)))
    for _ in range(scanned.length):
        token = state.push("text", "", 0)
        token.content = state.src[state.pos]
        token.meta = {"at": state.pos, "marker": True}
        state.delimiters.append(
            Delimiter(
                marker=ord(token.content),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open,
                close=scanned.can_close,
            )
        )
        state.pos += 1
    return True


def scan(source: str, start: int, end: int, *, loose: bool = False) -> Scanned:
    """Scan the run of one marker that begins at `start`, in a text that ends at `end`.

    With `loose`, two stars or more open and close wherever their inner side is not white space.
    """
    marker = source[start]
    after = start
    while after < end and source[after] == marker:
        after += 1
    length = after - start
    following = source[after] if after < end else " "
    before, base = _before(source, start)
    starts = not isWhiteSpace(ord(following))
    ends = not isWhiteSpace(ord(before))
    if loose and marker == "*" and length >= STRONG:
        return Scanned(length, starts, ends)
    is_before, is_after = _is_punctuation(base), _is_punctuation(following)
    cjk_before = is_cjk(base) or ord(before) in _IDEOGRAPHIC_SELECTORS
    left = starts and (
        not is_after or is_cjk(following) or not ends or is_before or cjk_before
    )  # fmt: skip
    right = ends and (
        not is_before or is_cjk(base) or not starts or is_after or is_cjk(following)
    )  # fmt: skip
    if marker == "*":
        return Scanned(length, left, right)
    return Scanned(length, left and (not right or is_before), right and (not left or is_after))


def is_cjk(character: str) -> bool:
    """Whether `character` counts as CJK in the amendments: wide (UAX 11), or Hangul.

    The amendments exclude emoji, which cannot occur here, because no font has them.
    """
    wide = unicodedata.east_asian_width(character) in "WFH"
    return wide or unicodedata.name(character, "").startswith("HANGUL")


def _before(source: str, start: int) -> tuple[str, str]:
    """The character before `start`, and the one that a variation selector there applies to."""
    before = source[start - 1] if start else " "
    if start > 1 and ord(before) in _VARIATION_SELECTORS:
        return before, source[start - 2]
    return before, before


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)
