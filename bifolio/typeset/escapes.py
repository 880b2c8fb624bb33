"""Characters that the author escaped with a backslash: they are meant as they are.

Until a text is set, a private-use character, which no source may hold, stands for each of them, so
that no rule takes it for a quote, a dash or markup.
"""

from __future__ import annotations

import re

_FIRST = 0xE100
"""U+0000 is here; the characters that can be escaped are ASCII (CommonMark 0.31, 2.4)."""

_STAND_INS = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + 0x7F)}]")


def stand_in(character: str) -> str:
    """What stands for an escaped `character` of ASCII."""
    return chr(_FIRST + ord(character))


def with_escaped(text: str) -> str:
    """The text with the characters that were escaped in the place of what stood for them."""
    return _STAND_INS.sub(lambda match: chr(ord(match[0]) - _FIRST), text)
