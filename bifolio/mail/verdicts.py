"""Classifies refusals: the mailbox is dead, the mailbox is full, or the sender is refused.

The same rules apply to answers of a server while sending (RFC 5321, 4.2) and to bounces (RFC 3464).
The enhanced status code (RFC 3463) decides; if there is none, or a generic one (5.0.0, 5.5.0), the
server's words do. Otherwise the verdict is `UNCLEAR`, and no reader is given up.
"""

from __future__ import annotations

import re
from enum import Enum

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


BY_STATUS: tuple[tuple[str, Verdict], ...] = (
    # Bad mailbox, bad system, bad syntax, moved without a new address (RFC 3463, 3.2); null MX
    # (RFC 7505, 4.1); mailbox disabled (RFC 3463, 3.3).
    (r"5\.1\.(?:1|2|3|6|10)", Verdict.DEAD),
    (r"5\.2\.1", Verdict.DEAD),
    # Full, or message too large; limits of one recipient (Exchange); no answer from the host, no
    # route to it (RFC 3463, 3.5).
    (r"5\.2\.[23]", Verdict.MAILBOX),
    (r"5\.2\.12[12]", Verdict.MAILBOX),
    (r"5\.4\.[14]", Verdict.MAILBOX),
    # Other, or undefined.
    (r"5\.\d+\.0", Verdict.UNCLEAR),
    (r"5\.\d+\.\d+", Verdict.SENDER),
)
"""The verdicts by enhanced status code (full match); the first matching row decides."""

GENERIC_OF_SENDER = re.compile(r"(?<![\d.])5\.[37]\.0(?![.\d])")
"""Generic codes of the mail system and of policy (RFC 3463, 3.4 and 3.8): not about the reader."""

BY_WORDS: tuple[tuple[str, Verdict], ...] = (
    (r"spam|block(?:ed|list)|blacklist|dmarc|\bspf\b|\bdkim\b|polic|reputation", Verdict.SENDER),
    (r"relay|denied|not permitted|not allowed|authenticat", Verdict.SENDER),
    (r"frequency|rate limit|too many|频率|垃圾邮件|拒绝访问", Verdict.SENDER),
    (
        r"\bsender(?:'s)? (?:address|domain|account|mailbox|is|was|not|reject|unknown)",
        Verdict.SENDER,
    ),
    (r"(?:daily|hourly|sending|outgoing|sender's?) (?:\w+ ){0,3}(?:quota|limit)", Verdict.SENDER),
    (r"发件人|发信人|寄件者", Verdict.SENDER),
    (r"mailbox (?:is )?full|quota|insufficient (?:system )?storage", Verdict.MAILBOX),
    (r"too (?:large|big)|exceed\w* .{0,80}(?:size|limit)|邮箱已满|空间不足", Verdict.MAILBOX),
    (r"(?:user|recipient|mailbox|address|account)(?: is)? (?:unknown|invalid)", Verdict.DEAD),
    (r"(?:user|recipient|mailbox|address|account)(?: is)? (?:not found|inactive)", Verdict.DEAD),
    (r"(?:unknown|invalid|no such) (?:user|recipient|mailbox|address|account)", Verdict.DEAD),
    (r"(?:does not|doesn't|not) exist|not a valid (?:user|mailbox)", Verdict.DEAD),
    (r"(?:用户|邮箱|地址|收件人)不存在", Verdict.DEAD),
    # Missing, or refused by policy (RFC 5321, 4.2.3); no route to its host.
    (r"mailbox unavailable|unrout(?:e)?able|host not found", Verdict.MAILBOX),
)
"""The verdicts by words of servers; the first matching row decides.

Refusals of the sender come first: they may mention the mailbox as well.
"""

REMEDIES: tuple[tuple[str, str], ...] = (
    (
        r"5\.1\.[78]\b|\bsender(?:'s)? (?:address|domain)",
        "correct the sender's address in mail.yaml",
    ),
    (
        r"5\.3\.4|5\.2\.3\b|too (?:large|big)",
        "link the PDF by `web:` in mail.yaml, or make it smaller",
    ),
    (r"smtputf8", "use a server with SMTPUTF8 (RFC 6531), or addresses of ASCII"),
    (r"quota|frequency|\brate\b|too many", "wait, and lower `messages-per-minute:` in mail.yaml"),
    (r"relay|authenticat", "correct `host:`, `port:` and `user:` in mail.yaml"),
    (r"5\.7\.", "ask whoever runs the mail server which rule refuses it (sender, DKIM, content)"),
)
"""What to do about a refusal of the sender, by its code or words."""


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
    return next(found, "ask whoever runs the mail server")


def _by_status(code: str) -> Verdict:
    found = (verdict for pattern, verdict in BY_STATUS if re.fullmatch(pattern, code))
    return next(found, Verdict.UNCLEAR)


def _is_in(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None
