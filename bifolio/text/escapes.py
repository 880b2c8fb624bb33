"""Characters that no rule may change, and the placeholders for them while a text is set.

These are the characters that the author escaped with a backslash, which are not quotes, dashes or
markup, and in Chinese texts the apostrophes of Latin words, which are not Chinese quotes. The
placeholders are private-use characters, which are not allowed in the source.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bifolio.text.addresses import address_spans
from bifolio.text.runs import Runs

_FIRST = 0xE100
"""The placeholder of U+0000; only ASCII characters can be escaped (CommonMark 0.31, 2.4)."""

APOSTROPHE = "’"

LATIN_APOSTROPHE = "\ue200"
"""The placeholder for the apostrophe of a Latin word."""

_STAND_INS = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + 0x7F)}{LATIN_APOSTROPHE}]")


def stand_in(character: str) -> str:
    """Return the placeholder for an escaped `character` of ASCII."""
    return chr(_FIRST + ord(character))


def protected(runs: Runs) -> Runs:
    """Return `runs` with placeholders for their ASCII marks, so that no rule changes them."""
    return tuple(replace(run, text=re.sub(r"[!-~]", _protected, run.text)) for run in runs)


def _protected(match: re.Match[str]) -> str:
    return match[0] if match[0].isalnum() else stand_in(match[0])


def with_escaped(text: str) -> str:
    """Return the text with the characters in place of their placeholders."""
    return _STAND_INS.sub(_again, text)


def addresses_in(runs: Runs) -> list[tuple[int, int]]:
    """Return the `address_spans` of `runs`, whether signs of an address are escaped or not."""
    # Every placeholder is as long as its character, so that the indices agree.
    return address_spans(tuple(replace(run, text=with_escaped(run.text)) for run in runs))


def _again(match: re.Match[str]) -> str:
    return APOSTROPHE if match[0] == LATIN_APOSTROPHE else chr(ord(match[0]) - _FIRST)
