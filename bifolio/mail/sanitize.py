"""Makes text of others safe for header fields and terminals.

Names of readers, answers of servers and bounces are written by others.
"""

from __future__ import annotations

import re

CONTROLS = r"[\x00-\x1f\x7f-\x9f\u2028\u2029]"
"""Control characters (C0, C1), line and paragraph separators."""


def on_one_line(text: str) -> str:
    """The text with a space for each run of such characters, and none at its ends."""
    return re.sub(f"{CONTROLS}+", " ", text).strip()


def shown(text: str, most: int = 60) -> str:
    """The text for an error message: printable, of `most` characters at most."""
    short = text if len(text) <= most else f"{text[: most - 1]}…"
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in short)
