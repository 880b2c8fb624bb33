"""Telephone numbers as written, and the addresses that dial them.

A number begins with its country code: after a + as in ITU-T E.123, or joined by hyphens
all through, and has 7 to 15 digits (ITU-T E.164).

>>> telephone_uri("+49 7000 123456"), telephone_uri("86-10-12345678")
('tel:+49-7000-123456', 'tel:+86-10-12345678')
"""

from __future__ import annotations

import re

_SPACE = r"[ \u00a0\u2011./-]"
_GROUP = rf"{_SPACE}{{1,3}}[0-9]+|{_SPACE}{{0,3}}\([0-9]{{1,5}}\)[0-9]*"
_INTERNATIONAL = re.compile(rf"\+[1-9][0-9]*(?:{_GROUP})*")
_HYPHENATED = re.compile(r"[1-9][0-9]{0,2}(?:-[0-9]+)+")
_TRUNK_PREFIX = re.compile(r"\(0\)")
"""The 0 that is dialled within the country only: +49 (0)7000 123456."""


def telephone_uri(written: str) -> str | None:
    """The `tel:` URI (RFC 3966) of a number as `written`; None if it is not valid."""
    if not (_INTERNATIONAL.fullmatch(written) or _HYPHENATED.fullmatch(written)):
        return None
    groups = re.findall(r"[0-9]+", _TRUNK_PREFIX.sub(" ", written))
    return f"tel:+{'-'.join(groups)}" if 7 <= len("".join(groups)) <= 15 else None
