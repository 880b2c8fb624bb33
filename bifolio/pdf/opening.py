"""Opens finished PDFs, which may be locked, cut off or no PDF at all."""

from __future__ import annotations

import io
import logging
import re
from dataclasses import dataclass

import pikepdf
import pypdfium2

DAMAGED, ENCRYPTED = "file/damaged", "file/encrypted"
"""The checks that report what cannot be opened."""


class Unreadable(Exception):
    """A file cannot be opened, so nothing else is checked."""

    def __init__(self, check: str, message: str) -> None:
        """Keep the id of the check that reports it, and what is wrong."""
        super().__init__(message)
        self.check = check
        self.message = message


@dataclass(frozen=True)
class Opened:
    """A PDF that every reader opens."""

    pdf: bytes
    """Without encryption."""
    stored: bytes | None = None
    """As it is stored, where it is encrypted."""


def opened(data: bytes, password: str = "") -> Opened:
    """Return the PDF in `data`, decrypted with `password`; raises `Unreadable`."""
    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # what matters is reported as a finding
    if not data:
        raise Unreadable(DAMAGED, "the file is empty")
    try:
        found = _decrypted(data, password)
        pypdfium2.PdfDocument(found.pdf).close()  # which checks read it with, too
    except pikepdf.PasswordError:
        message = "the password is wrong" if password else "the PDF asks for a password"
        raise Unreadable(ENCRYPTED, message) from None
    except Unreadable:
        raise
    except (Exception, MemoryError) as error:  # whatever an unknown file raises, it is that file
        raise _damaged(error) from None
    return found


def _decrypted(data: bytes, password: str) -> Opened:
    with pikepdf.open(io.BytesIO(data), password=password) as pdf:
        if not len(pdf.pages):
            raise Unreadable(DAMAGED, "the PDF has no pages")
        if not pdf.is_encrypted:
            return Opened(data)
        plain = io.BytesIO()
        pdf.save(plain, encryption=False)
    return Opened(plain.getvalue(), data)


def _damaged(error: BaseException) -> Unreadable:
    reason = reason_of(str(error)) or type(error).__name__
    return Unreadable(DAMAGED, f"the file is no whole PDF: {reason}")


def reason_of(message: str) -> str:
    """A message of qpdf without its level and the name of the stream that it reads."""
    return re.sub(r"^WARNING: |stream <[^>]*>[:,]? ?", "", " ".join(message.split()))
