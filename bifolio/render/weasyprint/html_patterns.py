"""Reads HTML at less cost than tinyhtml5 2.1, the parser of WeasyPrint 70.0.

It looks the pattern of a run of characters up under its characters, and stores it under itself, so
that each of the thousands of runs of a page writes and compiles its pattern again. Guarded by
tests/render/test_html_patterns.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tinyhtml5 import inputstream


class RunPatterns(dict[tuple[Iterable[str], bool], re.Pattern[str]]):
    """The pattern of a run by the characters that end it, or, if so marked, that it consists of."""

    def __missing__(self, key: tuple[Iterable[str], bool]) -> re.Pattern[str]:
        """Compile a pattern, as the parser does, and keep it."""
        characters, consists_of_them = key
        listed = "".join(f"\\x{ord(each):02x}" for each in characters)
        found = self[key] = re.compile(f"[{'' if consists_of_them else '^'}{listed}]+")
        return found


def keep_patterns() -> None:
    """Replace the patterns of the parser; idempotent."""
    if not isinstance(inputstream.characters_until_regex, RunPatterns):
        inputstream.characters_until_regex = RunPatterns()
