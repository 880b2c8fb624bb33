"""Opens finished PDFs, which may be encrypted, truncated or not a PDF at all."""

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
    """A file that cannot be opened."""

    def __init__(self, check: str, message: str) -> None:
        """Keep the id of the check that reports it, and the reason."""
        super().__init__(message)
        self.check = check
        self.message = message


@dataclass(frozen=True)
class Opened:
    """A PDF that every reader opens."""

    pdf: bytes
    """Decrypted."""
    stored: bytes | None = None
    """The file itself, if it is encrypted."""


def opened(data: bytes, password: str = "") -> Opened:
    """Return the PDF in `data`, decrypted with `password`; raises `Unreadable`."""
    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # findings report what matters
    if not data:
        raise Unreadable(DAMAGED, "the file is empty")
    try:
        found = _decrypted(data, password)
        pypdfium2.PdfDocument(found.pdf).close()  # checks read it with PDFium, too
    except pikepdf.PasswordError:
        message = "the password is wrong" if password else "the PDF asks for a password"
        raise Unreadable(ENCRYPTED, message) from None
    except Unreadable:
        raise
    except (Exception, MemoryError) as error:  # an unknown file may raise anything
        reason = reason_of(str(error)) or type(error).__name__
        raise Unreadable(DAMAGED, f"the file is not a complete PDF: {reason}") from None
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


def reason_of(message: str) -> str:
    """A message of qpdf without its level and stream name."""
    return re.sub(r"^WARNING: |stream <[^>]*>[:,]? ?", "", " ".join(message.split()))
