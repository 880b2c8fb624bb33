"""Mail addresses: syntax, form in header fields and SMTP, and comparison."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

LONGEST_LOCAL_PART = 64
"""Bytes (RFC 5321, 4.5.3.1.1)."""


@dataclass(frozen=True)
class Address:
    """A mail address, `local@domain`."""

    local: str
    """The part before the @, as typed (NFC)."""
    domain: str
    """The domain in ASCII (A-labels, RFC 5891)."""

    def __str__(self) -> str:
        """As in SMTP and header fields."""
        return f"{self.local}@{self.domain}"

    @property
    def folded(self) -> str:
        """The same for all spellings of one mailbox: case folded, NFC, domain in ASCII.

        RFC 5321 (2.4) lets a host distinguish `Li@` from `li@`; none is known to.
        """
        return f"{unicodedata.normalize('NFC', self.local.casefold())}@{self.domain}"

    @property
    def needs_smtputf8(self) -> bool:
        """Whether it needs a server with SMTPUTF8 (RFC 6531)."""
        return not self.local.isascii()


PLAIN_LOCAL_PART = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
"""A fast path for nearly all local parts; it accepts only dot-atoms (RFC 5322, 3.2.3)."""

LONGEST = 254
"""Bytes of an address (RFC 5321, 4.5.3.1.3)."""


def parse_address(text: str) -> Address:
    """Read an address; raises ValueError, with the reason, if it is invalid."""
    local, at, domain = text.partition("@")
    if at and len(local) <= LONGEST_LOCAL_PART and PLAIN_LOCAL_PART.fullmatch(local):
        known = _domain(domain)
        if known and len(local) + 1 + len(known) <= LONGEST:
            return Address(local, known)
    return _parsed(text)


@lru_cache(maxsize=10_000)
def _domain(text: str) -> str:
    """The domain in ASCII; empty if it is invalid. A list has few domains, each many times."""
    try:
        return _parsed(f"x@{text}").domain
    except ValueError:
        return ""


def _parsed(text: str) -> Address:
    try:
        found = validate_email(text, check_deliverability=False)
    except EmailNotValidError as error:
        raise ValueError(str(error).rstrip(".").lower()) from None
    if len(found.local_part.encode()) > LONGEST_LOCAL_PART:
        raise ValueError(f"the part before the @ has more than {LONGEST_LOCAL_PART} bytes")
    return Address(found.local_part, found.ascii_domain.lower())
