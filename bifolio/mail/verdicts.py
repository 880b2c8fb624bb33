"""Classifies refusals: the mailbox is dead, the mailbox is full, or the sender is refused.

The same rules apply to answers of a server while sending (RFC 5321, 4.2) and to bounces (RFC 3464).
The enhanced status code (RFC 3463) decides; if there is none, or a generic one (5.0.0, 5.5.0), the
server's words do. Otherwise the verdict is `UNCLEAR`, and no reader is given up.
"""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

import yaml

STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
"""An enhanced status code in a text; not the numbers of an IP address."""


class Verdict(Enum):
    """What a permanent refusal means for the reader."""

    DEAD = "dead"
    """The mailbox does not exist, or accepts no mail any more: the reader is suppressed."""
    MAILBOX = "mailbox"
    """The mailbox did not accept this message (full, too large); the reader is kept."""
    SENDER = "sender"
    """The sender, its login, its quota, its policy or the message is refused; readers are kept."""
    UNCLEAR = "unclear"
    """Not known; readers are kept."""


GENERIC_OF_SENDER = re.compile(r"(?<![\d.])5\.[37]\.0(?![.\d])")
"""Generic codes of the mail system and of policy (RFC 3463, 3.4 and 3.8): not about the reader."""

_TABLES = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_bytes())

BY_STATUS, BY_WORDS = (
    [(pattern, Verdict(name)) for pattern, name in _TABLES[key]] for key in ("status", "words")
)
"""Patterns of status codes (full match) and of words, each with its verdict; the first decides."""

REMEDIES: list[tuple[str, str]] = _TABLES["remedies"]
"""Patterns of codes and words, each with what to do about a refusal of the sender."""


def judge(status: str, words: str = "") -> Verdict:
    """The verdict on a permanent refusal, by its enhanced status code and the server's words.

    `status` may be empty, have words after the code, or be the whole answer of a server.
    """
    for text in (status, words):
        found = STATUS.search(text)
        verdict = _by_status(found[1]) if found else Verdict.UNCLEAR
        if verdict is not Verdict.UNCLEAR:
            return verdict
    said = f"{status} {words}"
    found_in_words = (verdict for pattern, verdict in BY_WORDS if _is_in(pattern, said))
    return next(
        found_in_words, Verdict.SENDER if GENERIC_OF_SENDER.search(said) else Verdict.UNCLEAR
    )


def remedy(answer: str) -> str:
    """What to do about a refusal of the sender."""
    found = (hint for pattern, hint in REMEDIES if _is_in(pattern, answer))
    return next(found, "ask the administrator of the mail server")


def _by_status(code: str) -> Verdict:
    found = (verdict for pattern, verdict in BY_STATUS if re.fullmatch(pattern, code))
    return next(found, Verdict.UNCLEAR)


def _is_in(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None
