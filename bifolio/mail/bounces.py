"""Reads bounces: notifications of messages that could not be delivered.

Delivery status notifications (RFC 3464) vary between mail servers: with the whole returned message,
with its header alone, internationalised (RFC 6533), in base64, or with nothing of it but the
Message-ID, which Gmail keeps in the status. qmail writes plain text instead.

Anybody can forge a notification. It counts only if it names the Message-ID of a message in the
ledger, which nobody can guess; the reader is known from there, even if the message was forwarded.
"""

from __future__ import annotations

import email
import email.policy
import mailbox
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from bifolio.mail.sanitize import on_one_line
from bifolio.mail.verdicts import STATUS, Verdict, judge
from bifolio.problems import Place, Problems

LARGEST = 20_000_000
"""Bytes of a message at most; a notification is small."""

MBOX_START = b"From "
"""The start of each message in an mbox (RFC 4155)."""

STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
RETURNED_PARTS = (
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
)
"""The parts of a notification: the status, and the returned message or its header alone (RFC 3462;
RFC 6533, 3)."""

QMAIL_START = re.compile(r"^Hi\. This is the .*", re.MULTILINE)
QMAIL_COPY = re.compile(r"^--- (?:Below this line is|Enclosed are) .*$", re.MULTILINE)
QMAIL_RECIPIENT = re.compile(r"^<[^>\n]+>:\n((?:.+\n?)+)", re.MULTILINE)
"""The parts of a notification of qmail: its first line, each recipient, and the copy."""

Box = mailbox.Mailbox[mailbox.mboxMessage] | mailbox.Mailbox[mailbox.MaildirMessage]


@dataclass(frozen=True)
class Bounce:
    """A message of ours that came back, as its notification says."""

    message_id: str
    """The Message-ID of the message that came back, without the angle brackets."""
    action: str
    """failed, delayed, delivered, relayed or expanded (RFC 3464, 2.3.3)."""
    status: str
    """The enhanced status code, such as 5.1.1 (RFC 3463)."""
    diagnostic: str
    """The server's own words."""

    @property
    def returned(self) -> bool:
        """Whether the message will never arrive."""
        return self.action == "failed" and not self.status.startswith("4")

    @property
    def verdict(self) -> Verdict:
        """What that means for the reader."""
        return judge(self.status, self.diagnostic)


@dataclass(frozen=True)
class NoBounce:
    """A message that is not a notification, or an unreadable one."""

    name: str
    """Its file, or its key in a mailbox."""
    reason: str


def read_bounces(path: Path) -> Iterator[Bounce | NoBounce]:
    """Yield the notifications in `path`, and each other message, with the reason.

    `path` is a Maildir, an mbox, a folder of .eml files or one of these; it is not changed. Raises
    `Problems` if it is none of them.
    """
    for name, encoded in _messages(path):
        if len(encoded) > LARGEST:
            yield NoBounce(name, f"larger than {LARGEST // 1_000_000} MB")
            continue
        found = list(bounces_of(encoded))
        yield from found
        if not found:
            yield NoBounce(name, _why_none(encoded))


def _messages(path: Path) -> Iterator[tuple[str, bytes]]:
    """Every message at `path`, with a name by which a person finds it."""
    files = [path]
    if path.is_dir() and not _is_maildir(path):
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() == ".eml")
    elif path.exists() and (path.is_dir() or _is_mbox(path)):
        yield from _in_box(path)
        return
    if not files or not path.exists() or any(each.suffix.lower() != ".eml" for each in files):
        hint = "name a Maildir (with cur/ and new/), an mbox, an .eml file or a folder of these"
        raise Problems.of("usage/not-a-mailbox", "not a mailbox", hint, Place(path))
    for file in files:
        yield from _in_file(file)


def _in_file(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        yield path.name, path.read_bytes()
    except OSError as error:
        message = f"cannot be read: {(error.strerror or str(error)).lower()}"
        hint = "make it readable, or move it to another folder"
        raise Problems.of("environment/unreadable-file", message, hint, Place(path)) from None


def _in_box(path: Path) -> Iterator[tuple[str, bytes]]:
    box: Box
    box = mailbox.Maildir(path, create=False) if path.is_dir() else mailbox.mbox(path, create=False)
    with closing(box):
        for key in box.iterkeys():
            try:
                yield f"{path.name} {key}", box.get_bytes(key)
            except (KeyError, FileNotFoundError):
                continue  # a mail program moved it meanwhile


def _is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and (path / "new").is_dir()


def _is_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MBOX_START)) in (MBOX_START, b"")


def bounces_of(encoded: bytes) -> Iterator[Bounce]:
    """Yield what a message notifies of; nothing if it is not a notification.

    OpenSMTPD writes multipart/mixed instead of multipart/report, so the parts decide.
    """
    try:
        message = email.message_from_bytes(encoded, policy=email.policy.compat32)
        yield from list(_notified(message)) or list(_notified_by_qmail(message))
    except RecursionError:
        return  # parts nested by the hundred: an attack


def _why_none(encoded: bytes) -> str:
    message = email.message_from_bytes(encoded, policy=email.policy.compat32)
    automatic = str(message["Auto-Submitted"] or "no").lower()
    if automatic.startswith("auto-replied"):
        return "an automatic reply"
    try:
        parts = [part.get_content_type() for part in message.walk()]
    except RecursionError:
        return "parts nested too deeply"
    if any(part in STATUS_PARTS for part in parts):
        return "a notification that does not name a message, or has no result"
    return "not a delivery status notification"


def _notified(message: Message) -> Iterator[Bounce]:
    returned = _returned_id(message)
    for part in message.walk():
        if part.get_content_type() not in STATUS_PARTS:
            continue
        blocks = _blocks(part)
        message_id = returned or _original_id(message, blocks)
        if not message_id:
            continue
        for block in blocks:
            if block["Action"]:
                yield Bounce(
                    message_id,
                    _words(block["Action"]).lower().partition(" ")[0],
                    _status(block["Status"]),
                    _words(block["Diagnostic-Code"]),
                )


def _blocks(part: Message) -> list[Message]:
    """The groups of fields of a status part: one of the message, and one of each recipient."""
    groups = re.split(rb"(?:\r?\n){2,}", _content(part).strip())
    return [email.message_from_bytes(group, policy=email.policy.compat32) for group in groups]


def _returned_id(message: Message) -> str:
    """The Message-ID of the returned message or header."""
    for part in message.walk():
        if part.get_content_type() in RETURNED_PARTS:
            returned = email.message_from_bytes(_content(part), policy=email.policy.compat32)
            if returned["Message-ID"]:
                return _id(returned["Message-ID"])
    return ""


def _content(part: Message) -> bytes:
    """The decoded bytes of a part; the parser takes all of message/* for messages."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        content = part.get_payload(decode=True)
        return content if isinstance(content, bytes) else b""
    whole = b"\n".join(each.as_bytes() for each in payload if isinstance(each, Message))
    if str(part["Content-Transfer-Encoding"] or "").lower() not in ("base64", "quoted-printable"):
        return whole
    encoded = Message()
    encoded["Content-Transfer-Encoding"] = str(part["Content-Transfer-Encoding"])
    encoded.set_payload(whole.strip().decode("ascii", "replace"))
    content = encoded.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _original_id(message: Message, blocks: list[Message]) -> str:
    """The Message-ID that Gmail gives if it returns nothing of the message."""
    for block in blocks:
        if block["X-Original-Message-ID"]:
            return _id(block["X-Original-Message-ID"])
    return _id(message["In-Reply-To"] or "") if message["X-Failed-Recipients"] else ""


def _notified_by_qmail(message: Message) -> Iterator[Bounce]:
    """Read the bounce message format of qmail (qmail-send): plain text with a copy below."""
    content = message.get_payload(decode=True)
    if message.is_multipart() or not isinstance(content, bytes):
        return
    text = content.decode("utf-8", "replace").replace("\r\n", "\n")
    start, copy = QMAIL_START.search(text), QMAIL_COPY.search(text)
    if not start or not copy or start.start() > copy.start():
        return
    returned = email.message_from_string(text[copy.end() :].lstrip("\n"))
    if not returned["Message-ID"]:
        return
    for found in QMAIL_RECIPIENT.finditer(text[: copy.start()]):
        words = _words(found[1])
        yield Bounce(_id(returned["Message-ID"]), "failed", _status(words), words)


def _id(value: object) -> str:
    return on_one_line(str(value)).strip().strip("<>")


def _status(value: object) -> str:
    """The code in a status field; some servers add words."""
    found = STATUS.search(_words(value))
    return found[1] if found else ""


def _words(value: object) -> str:
    return " ".join(on_one_line(str(value or "")).split())
