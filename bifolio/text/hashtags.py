"""Hashtags with ideographs and Western letters or figures: #河燈2026.

A space within one would end it (Unicode UAX 31, 6.1, hashtag identifiers), and a reader who copies
it would find something else.
"""

from __future__ import annotations

import re
from functools import cache

from bifolio.languages.scripts import IDEOGRAPHS

LONGEST = 24
"""The most characters of a hashtag that stays on one line."""

_WESTERN = "[0-9A-Za-z_]"


@cache
def _hashtag() -> re.Pattern[str]:
    """A hashtag in which scripts meet; compiled when a text has one."""
    return re.compile(
        rf"(?<![0-9A-Za-z_#＃&/.])[#＃](?:[{IDEOGRAPHS}]+{_WESTERN}+"
        # Han after a figure may belong to the sentence, unless a space follows it.
        rf"|{_WESTERN}+[{IDEOGRAPHS}]+(?=\s))"
    )


def hashtag_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each hashtag of `text` in which scripts meet.

    Whatever follows `#河燈2026` belongs to the sentence; `#2026跨年` is one before a space, because
    nothing else says where it ends.
    """
    if "#" not in text and "＃" not in text:
        return []
    return [match.span() for match in _hashtag().finditer(text)]
