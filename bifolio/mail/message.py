"""Makes a message: header fields, parts and encodings.

RFC 5322 (fields), 2045 and 2046 (parts), 2047 (words beyond ASCII in fields), 2231 (in parameters),
6532 (addresses beyond ASCII), 2369 and 8058 (List-Unsubscribe), 3834 (Auto-Submitted).
"""

from __future__ import annotations

import base64
import email.policy
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime, quote
from functools import lru_cache
from typing import Self
from urllib.parse import quote as quote_percent

from bifolio.mail.addresses import Address
from bifolio.mail.attachments import Enclosure
from bifolio.mail.bodies import Letter
from bifolio.mail.sanitize import on_one_line

SPECIALS = re.compile(r'[()<>\[\]:;@\\,."]')
"""Characters because of which a display name needs quotes (RFC 5322, 3.2.3)."""

LONGEST_NAME = 60
"""Characters of an ASCII display name that is not encoded, at most."""

ENCODED_LINE = 76
"""Characters of an encoded line at most (RFC 2045, 6.7 and 6.8)."""


class AsWritten(str):
    """The value of a header field, already encoded and folded.

    The library would put a URI longer than a line into encoded words, which no mail program reads.
    `EmailPolicy` does not change a value that has `name` and `fold`.
    """

    name: str

    def __new__(cls, name: str, value: str) -> Self:
        """Keep the name of the field."""
        self = super().__new__(cls, value)
        self.name = name
        return self

    def fold(self, *, policy: email.policy.EmailPolicy) -> str:
        """The whole field."""
        return f"{self.name}: {self}{policy.linesep}"


POLICY = email.policy.SMTP.clone(cte_type="8bit", utf8=True)


@dataclass(frozen=True)
class Envelope:
    """Sender, recipient and identity of a message."""

    sender: Address
    reply_to: Address | None
    recipient: Address
    recipient_name: str
    date: datetime
    message_id: str
    """`unique@domain`, without angle brackets."""
    list_id: str
    """The name of the list below our domain (RFC 2919)."""


def make_message(
    letter: Letter,
    enclosure: Enclosure,
    envelope: Envelope,
    *,
    draft: bool = False,
    title_as_name: bool = False,
) -> bytes:
    """The bytes of the message with CRLF line ends; reproducible.

    A `draft` opens in mail programs as one; a person sends it, so it has no Auto-Submitted. With
    `title_as_name`, the attachment is named by the title in the reader's language.
    """
    message = EmailMessage(policy=POLICY)
    message["MIME-Version"] = "1.0"
    for name, value in _fields(letter, envelope, draft=draft):
        _set(message, name, value)
    _set_text(message, letter)
    if letter.attached:
        message.make_mixed()
        message.attach(_attachment(letter, enclosure, title_as_name=title_as_name))
    _set(message, "Content-Language", ", ".join(letter.languages))
    _name_boundaries(message, envelope.message_id)
    whole = message.as_bytes()
    for name, picture in letter.pictures.items():
        whole = whole.replace(_place_of(f"{PICTURE}{name}"), _encoded(picture.data), 1)
    return whole.replace(_place_of(PDF), _encoded(enclosure.pdf), 1)


def _set(part: EmailMessage, field: str, value: str) -> None:
    del part[field]
    part[field] = AsWritten(field, value)


PICTURE, PDF = "=_picture-", "=_pdf"
"""Placeholders of the large parts, which are the same for many readers and are encoded once; that
of a picture ends with its id. No line of quoted-printable or base64 contains "=_" (RFC 2045, 6.7).
"""


def _place_of(mark: str) -> bytes:
    return f"\r\n\r\n{mark}".encode()


@lru_cache(maxsize=32)
def _encoded(data: bytes) -> bytes:
    """The body of a part in base64, after its fields."""
    return b"\r\n\r\n" + base64.encodebytes(data).replace(b"\n", b"\r\n")


def _fields(letter: Letter, envelope: Envelope, *, draft: bool) -> Iterator[tuple[str, str]]:
    yield "From", address_value(letter.sender, envelope.sender)
    if envelope.reply_to:
        yield "Reply-To", address_value("", envelope.reply_to)
    yield "To", address_value(envelope.recipient_name, envelope.recipient)
    yield "Subject", words_value(letter.subject, "Subject")
    yield "Date", format_datetime(envelope.date)
    yield "Message-ID", f"<{envelope.message_id}>"
    yield "List-Id", f"<{envelope.list_id}>"
    yield "List-Unsubscribe", f"<{letter.leave}>"
    if letter.leave.startswith("https:"):
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    if draft:
        yield "X-Unsent", "1"  # for Outlook and Thunderbird
        yield "X-Uniform-Type-Identifier", "com.apple.mail-draft"  # for Apple Mail
    else:
        yield "Auto-Submitted", "auto-generated"


def words_value(text: str, field: str) -> str:
    """The text of a field, encoded if it is not ASCII, and folded (RFC 2047)."""
    text = on_one_line(text)
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    header = Header(text, charset, maxlinelen=ENCODED_LINE, header_name=field)
    return header.encode(linesep="\r\n")


def address_value(name: str, address: Address) -> str:
    """An address with its display name (RFC 5322, 3.4)."""
    name = on_one_line(name)
    if not name:
        return str(address)
    if not name.isascii() or len(name) > LONGEST_NAME or "=?" in name:
        said = Header(name, "utf-8", maxlinelen=ENCODED_LINE, header_name="Reply-To").encode(
            linesep="\r\n"
        )
    else:
        said = f'"{quote(name)}"' if SPECIALS.search(name) else name
    separator = " " if len(said) + len(str(address)) < LONGEST_NAME else "\r\n "
    return f"{said}{separator}<{address}>"


def _set_text(message: EmailMessage, letter: Letter) -> None:
    """Add the plain text and the HTML with its pictures as alternatives."""
    _set_words(message, letter.text, "plain")
    message.make_alternative()
    html = EmailMessage(policy=POLICY)
    _set_words(html, letter.html, "html")
    html.make_related()
    for name, picture in letter.pictures.items():
        html.add_related(b"", "image", picture.kind, cid=f"<{name}>", disposition="inline")
        *_, part = html.iter_parts()
        part.set_payload(f"{PICTURE}{name}")
    del html["MIME-Version"]
    message.attach(html)


def _set_words(part: EmailMessage, text: str, subtype: str) -> None:
    """Set the content in the shorter of the two encodings that every server accepts."""
    encoded = text.encode()
    quoted, coded = len(quopri.encodestring(encoded)), len(base64.encodebytes(encoded))
    way = "quoted-printable" if quoted <= coded else "base64"
    part.set_content(text, subtype, charset="utf-8", cte=way)


def _attachment(letter: Letter, enclosure: Enclosure, *, title_as_name: bool) -> EmailMessage:
    part = EmailMessage(policy=POLICY)
    part.set_content(b"", "application", "pdf", disposition="attachment")
    part.set_payload(PDF)
    name = f"{letter.title}.pdf" if title_as_name else enclosure.file_name
    for field, value in file_name_fields(name):
        _set(part, field, value)
    del part["MIME-Version"]
    _set(part, "Content-Language", ", ".join(enclosure.languages))
    return part


def file_name_fields(name: str) -> Iterator[tuple[str, str]]:
    """The fields with the name of an attached PDF.

    A name beyond ASCII is given twice: by RFC 2231, as the standard requires, and as RFC 2047 words
    in the parameter `name`, without which QQ Mail and Outlook invent a name.
    """
    safe = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]', "_", name)
    if safe.isascii():
        yield "Content-Type", f'application/pdf;\r\n name="{safe}"'
        yield "Content-Disposition", f'attachment;\r\n filename="{safe}"'
        return
    words = Header(safe, "utf-8", maxlinelen=ENCODED_LINE - 8).encode(linesep="\r\n")
    yield "Content-Type", f'application/pdf;\r\n name="{words}"'
    pieces = [f"filename*{at}*={piece}" for at, piece in enumerate(_percent_encoded(safe))]
    yield "Content-Disposition", "attachment;\r\n " + ";\r\n ".join(pieces)


def _percent_encoded(text: str) -> Iterator[str]:
    """The text by RFC 2231, in pieces of a line each that split no character."""
    piece = "utf-8''"
    for character in text:
        code = quote_percent(character, safe="")
        if len(piece) + len(code) > ENCODED_LINE - 16:
            yield piece
            piece = ""
        piece += code
    yield piece


def _name_boundaries(message: EmailMessage, message_id: str) -> None:
    """Derive the boundaries from the Message-ID, so that the message is reproducible."""
    unique = message_id.partition("@")[0]
    multiparts = (part for part in message.walk() if part.is_multipart())
    for number, part in enumerate(multiparts):
        part.set_boundary(f"=_{unique}-{number}")
