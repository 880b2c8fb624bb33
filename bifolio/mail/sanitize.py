"""Words from elsewhere on one line, where they can neither end a header field nor steer a terminal.

Readers' names, servers' answers and notifications are written by others.
"""

from __future__ import annotations

import re

CONTROLS = r"[\x00-\x1f\x7f-\x9f\u2028\u2029]"
"""Control characters (C0, C1) and what ends a line or a paragraph."""


def on_one_line(text: str) -> str:
    """The text with a space for each row of such characters, and none around it."""
    return re.sub(f"{CONTROLS}+", " ", text).strip()


def shown(text: str, most: int = 60) -> str:
    """The text as it may stand in a message: on one line, and of `most` characters at most."""
    short = text if len(text) <= most else f"{text[: most - 1]}…"
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in short)
