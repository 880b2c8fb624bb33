"""The pages of a PDF that is to be imposed: opened with care, measured as they are seen."""

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
from bifolio.problems import Place, Problem, Problems

LARGEST = 14_400 * 10
"""pt: ten times what viewers take without a UserUnit (ISO 32000-1, annex C); no page is larger in
earnest."""

FAULTS = (
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
"""What pypdf raises where the objects of a file are not what they should be."""


@dataclass(frozen=True)
class SourcePage:
    """A page and its boxes (ISO 32000-1, 14.11.2), in its own space."""

    page: PageObject
    trim: Rectangle
    bleed: Rectangle
    rotation: int
    """Degrees clockwise by which it is turned to be seen."""
    unit: float
    """pt for each unit of its space (UserUnit)."""

    @property
    def size(self) -> PageSize:
        """Its size as it is seen."""
        width, height = self.trim.width * self.unit, self.trim.height * self.unit
        if self.rotation % 180:
            width, height = height, width
        bleed = max(min(self.bleed.margins(self.trim)), 0.0)
        return PageSize(width, height, bleed * self.unit)


@dataclass(frozen=True)
class Source:
    """A PDF that can be imposed."""

    path: Path
    reader: PdfReader
    pages: Sequence[SourcePage]
    not_printed: Sequence[str] = ()
    """What a viewer shows on its pages and sheets do not have, in words."""

    @property
    def sizes(self) -> list[PageSize]:
        """The sizes of its pages as they are seen."""
        return [page.size for page in self.pages]


def open_source(path: Path, password: str = "") -> Source:
    """Open the PDF at `path`; raises `Problems` where it is missing, locked, broken or empty.

    Values of form fields, stamps, notes and other annotations that print are painted into their
    pages; those that do not are named in `not_printed`.
    """
    if not path.is_file():
        raise _refused(
            "usage/file-not-found", path, "file not found", "correct the name, or build it first"
        )
    if not path.stat().st_size:
        raise _refused("file/damaged", path, "the file is empty", "export or download it again")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what matters is reported as a problem
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
    """The PDF without encryption, its annotations painted; and what of them is not printed."""
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
    """Raise `Problems` for whatever keeps the PDF at `path` from being read in here."""
    try:
        yield
    except FAULTS as error:
        hint = "open it in a viewer, print it to a new PDF, and impose that"
        raise _refused("file/damaged", path, f"cannot read the PDF: {error}", hint) from None


def _page(page: PageObject) -> SourcePage:
    visible = Rectangle.of(page.cropbox)
    trim = Rectangle.of(page.trimbox).within(visible) if "/TrimBox" in page else visible
    # What is beyond the visible part may be printed, where the page marks it as bleed.
    media = Rectangle.of(page.mediabox)
    bleed = Rectangle.of(page.bleedbox).within(media) if "/BleedBox" in page else trim
    unit = float(page.get("/UserUnit", 1.0))
    # Only right angles are allowed (ISO 32000-1, 7.7.3.3); of others viewers keep the part that is.
    rotation = int(page.rotation / 90) * 90 % 360
    return SourcePage(page, trim, bleed, rotation, unit)


def _refused(code: str, path: Path, message: str, hint: str) -> Problems:
    return Problems([Problem(code, message, hint, Place(path))])
