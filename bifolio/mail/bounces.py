"""Reads what comes back: delivery status notifications (RFC 3464) in a Maildir or an mbox.

Anybody can write a notification. One counts only if it returns a message that the ledger knows by
its id; whose it was is known from there, wherever it was forwarded to since.
"""

from __future__ import annotations

import email
import email.policy
import mailbox
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from bifolio.mail.one_line import on_one_line
from bifolio.problems import Place, Problem, Problems

LARGEST = 20_000_000
"""Bytes of a message at most; a notification is small."""

MBOX_START = b"From "
"""What every message in an mbox begins with (RFC 4155)."""

Box = mailbox.Mailbox[mailbox.mboxMessage] | mailbox.Mailbox[mailbox.MaildirMessage]


@dataclass(frozen=True)
class Bounce:
    """A message of ours that came back, as its notification says."""

    message_id: str
    """The id of the message that came back, without the angle brackets."""
    action: str
    """failed, delayed, delivered, relayed or expanded (RFC 3464, 2.3.3)."""
    status: str
    """The enhanced status, 5.1.1 for one (RFC 3463)."""
    diagnostic: str
    """The server's own words."""

    @property
    def for_good(self) -> bool:
        """Whether it will never arrive."""
        return self.action == "failed" and self.status.startswith("5")


def read_bounces(path: Path) -> Iterator[Bounce]:
    """Yield the notifications in a Maildir (a folder) or an mbox (a file); others are passed over.

    Nothing is changed there. Raises `Problems` where it is neither.
    """
    with closing(_box(path)) as box:
        for key in box.iterkeys():
            try:
                encoded = box.get_bytes(key)
            except (KeyError, FileNotFoundError):
                continue  # a mail program took it away meanwhile
            if len(encoded) <= LARGEST:
                yield from bounces_of(encoded)


def _box(path: Path) -> Box:
    if (path / "cur").is_dir() and (path / "new").is_dir():
        return mailbox.Maildir(path, create=False)
    if path.is_file():
        with path.open("rb") as file:
            start = file.read(len(MBOX_START))
        if start in (MBOX_START, b""):
            return mailbox.mbox(path, create=False)
    hint = "name a Maildir (a folder with cur/ and new/) or an mbox (a file)"
    raise Problems([Problem("no mail is kept here", hint, Place(path))])


def bounces_of(encoded: bytes) -> Iterator[Bounce]:
    """Yield what a message notifies of; nothing where it is no notification.

    OpenSMTPD writes multipart/mixed instead of multipart/report, so the parts decide.
    """
    try:
        yield from list(_notified(encoded))
    except RecursionError:
        return  # parts within parts by the hundred: no mail server writes that, somebody else does


def _notified(encoded: bytes) -> Iterator[Bounce]:
    message = email.message_from_bytes(encoded, policy=email.policy.compat32)
    message_id = _returned_id(message)
    if not message_id:
        return
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for block in part.get_payload():
                if isinstance(block, Message) and block["Action"]:
                    yield Bounce(
                        message_id,
                        _word(block["Action"]),
                        _word(block["Status"]),
                        " ".join(on_one_line(str(block["Diagnostic-Code"] or "")).split()),
                    )


def _returned_id(message: Message) -> str:
    """The id of the message that is returned, whole or only its header."""
    for part in message.walk():
        kind = part.get_content_type()
        returned: object = None
        if kind == "message/rfc822" and part.is_multipart():
            returned = part.get_payload(0)
        elif kind in ("text/rfc822-headers", "message/rfc822-headers"):
            header = part.get_payload(decode=True)
            if isinstance(header, bytes):
                returned = email.message_from_bytes(header, policy=email.policy.compat32)
        if isinstance(returned, Message) and returned["Message-ID"]:
            return str(returned["Message-ID"]).strip().strip("<>")
    return ""


def _word(value: object) -> str:
    """The first word of a field, in small letters."""
    words = on_one_line(str(value or "")).lower().split()
    return words[0] if words else ""
