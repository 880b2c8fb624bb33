"""Characters that no rule may touch, and what stands for them until a text is set.

These are the characters that the author escaped with a backslash: they are meant as they are, and
no quotes, dashes or markup. And within a text of Han the apostrophes of Latin words, which are no
Chinese quotes. Private-use characters, which no source may hold, stand for them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bifolio.text.addresses import address_spans
from bifolio.text.runs import Runs

_FIRST = 0xE100
"""U+0000 is here; the characters that can be escaped are ASCII (CommonMark 0.31, 2.4)."""

APOSTROPHE = "’"

LATIN_APOSTROPHE = "\ue200"
"""What stands for the apostrophe of a Latin word."""

_STAND_INS = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + 0x7F)}{LATIN_APOSTROPHE}]")


def stand_in(character: str) -> str:
    """What stands for an escaped `character` of ASCII."""
    return chr(_FIRST + ord(character))


def with_escaped(text: str) -> str:
    """The text with all characters in the place of what stood for them."""
    return _STAND_INS.sub(_again, text)


def addresses_in(runs: Runs) -> list[tuple[int, int]]:
    """Where the text of `runs` is an address (`address_spans`), signs of it escaped or not."""
    # Every stand-in is as long as what it stands for, so that places are places.
    return address_spans(tuple(replace(run, text=with_escaped(run.text)) for run in runs))


def _again(match: re.Match[str]) -> str:
    return APOSTROPHE if match[0] == LATIN_APOSTROPHE else chr(ord(match[0]) - _FIRST)
