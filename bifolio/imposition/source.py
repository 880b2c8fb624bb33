"""Opens a PDF to impose, and measures its pages."""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from bifolio.imposition.annotations import flatten, has_annotations
from bifolio.imposition.sheet import PageSize
from bifolio.pdf.geometry import Rectangle
from bifolio.problems import Place, Problems

LARGEST = 14_400 * 10
"""pt: ten times the limit of viewers without a UserUnit (ISO 32000-1, annex C)."""

READ_ERRORS = (
    PyPdfError,
    pikepdf.PdfError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What pypdf raises for malformed objects."""


@dataclass(frozen=True)
class SourcePage:
    """A page and its boxes in user space (ISO 32000-1, 14.11.2)."""

    page: PageObject
    trim: Rectangle
    bleed: Rectangle
    rotation: int
    """Degrees clockwise by which viewers rotate it."""
    unit: float
    """pt for each unit of user space (UserUnit)."""

    @property
    def size(self) -> PageSize:
        """Its size as viewers show it."""
        width, height = self.trim.width * self.unit, self.trim.height * self.unit
        if self.rotation % 180:
            width, height = height, width
        bleed = max(min(self.bleed.margins(self.trim)), 0.0)
        return PageSize(width, height, bleed * self.unit)


@dataclass(frozen=True)
class Source:
    """A PDF to impose."""

    path: Path
    reader: PdfReader
    pages: Sequence[SourcePage]
    not_printed: Sequence[str] = ()
    """Annotations that are visible on screen but not on the sheets, for messages."""

    @property
    def sizes(self) -> list[PageSize]:
        """The sizes of its pages as viewers show them."""
        return [page.size for page in self.pages]


def open_source(path: Path, password: str = "") -> Source:
    """Open the PDF at `path`; raises `Problems` if it is missing, encrypted, damaged or empty.

    Printable annotations, such as form field values and stamps, are flattened into their pages;
    others are listed in `not_printed`.
    """
    if not path.is_file():
        raise _refused(
            "usage/file-not-found", path, "file not found", "correct the name, or build it first"
        )
    if not path.stat().st_size:
        raise _refused("file/damaged", path, "the file is empty", "export or download it again")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # problems report what matters
    with broken_reported(path):
        reader = PdfReader(path)
        not_printed: list[str] = []
        if reader.is_encrypted or any("/Annots" in page for page in reader.pages):
            reader, not_printed = _prepared(path, password)
        pages = [_page(page) for page in reader.pages]
    if not pages:
        raise _refused("file/damaged", path, "the PDF has no pages", "export it again")
    for number, page in enumerate(pages, 1):
        if not (1 <= page.size.width <= LARGEST and 1 <= page.size.height <= LARGEST):
            raise _refused("file/damaged", path, f"page {number} has no size", "export it again")
    return Source(path, reader, pages, not_printed)


def _prepared(path: Path, password: str) -> tuple[PdfReader, list[str]]:
    """The PDF decrypted, with annotations flattened; and the annotations that are not printed."""
    try:
        pdf = pikepdf.open(path, password=password)
    except pikepdf.PasswordError:
        message = "wrong password" if password else "the PDF needs a password"
        hint = "write the password to a file and pass it with `--password-file FILE`"
        raise _refused("file/encrypted", path, message, hint) from None
    with pdf:
        if not pdf.is_encrypted and not has_annotations(pdf):
            return PdfReader(path), []
        not_printed = flatten(pdf)
        prepared = io.BytesIO()
        pdf.save(prepared, encryption=False)
    return PdfReader(prepared), not_printed


@contextmanager
def broken_reported(path: Path) -> Iterator[None]:
    """Raise `Problems` if the PDF at `path` cannot be read."""
    try:
        yield
    except READ_ERRORS as error:
        hint = "open it in a viewer, print it to a new PDF, and impose that"
        raise _refused("file/damaged", path, f"cannot read the PDF: {error}", hint) from None


def _page(page: PageObject) -> SourcePage:
    visible = Rectangle.of(page.cropbox)
    trim = Rectangle.of(page.trimbox).within(visible) if "/TrimBox" in page else visible
    # The bleed box may extend beyond the visible crop box.
    media = Rectangle.of(page.mediabox)
    bleed = Rectangle.of(page.bleedbox).within(media) if "/BleedBox" in page else trim
    unit = float(page.get("/UserUnit", 1.0))
    # Only multiples of 90 are valid (ISO 32000-1, 7.7.3.3); viewers round others down.
    rotation = int(page.rotation / 90) * 90 % 360
    return SourcePage(page, trim, bleed, rotation, unit)


def _refused(code: str, path: Path, message: str, hint: str) -> Problems:
    return Problems.of(code, message, hint, Place(path))
