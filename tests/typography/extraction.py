"""What four readers get out of a PDF, and whether it is what was set."""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence

import pypdf
import pypdfium2

SOFT_HYPHEN = "\u00ad"
TYPED_HYPHEN = "\u2010"
JOINED_AGAIN = "\ufffe"


def pdftotext(pdf: bytes) -> str:
    return _run("pdftotext", "-", "-", pdf=pdf)


def pdftotext_raw(pdf: bytes) -> str:
    return _run("pdftotext", "-raw", "-", "-", pdf=pdf)


def pdfium(pdf: bytes) -> str:
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    # Where a word was hyphenated PDFium joins it again, and says so.
    return "\n".join(pages).replace(JOINED_AGAIN, f"{SOFT_HYPHEN}\n")


def mupdf(pdf: bytes) -> str:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        return _run("mutool", "draw", "-q", "-F", "txt", file.name, pdf=b"")


def with_pypdf(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


READERS: dict[str, Callable[[bytes], str]] = {
    "pdftotext": pdftotext,
    "pdftotext -raw": pdftotext_raw,
    "PDFium": pdfium,
    "MuPDF": mupdf,
    "pypdf": with_pypdf,
}


def difference(said: str, wanted: Sequence[str]) -> str | None:
    """Where `said` is not the paragraphs `wanted`, broken into lines; None where it is.

    A line end stands for a space of the text or for nothing, and so does a hyphen there that the
    reader knows for a soft one; a typed hyphen there is U+2010. Within a line every character
    counts.
    """
    lines = iter([line.strip(" \t\f") for line in said.splitlines() if line.strip(" \t\f")])
    for paragraph in wanted:
        at = 0
        while at < len(paragraph):
            line = next(lines, None)
            line = line and line.removesuffix(SOFT_HYPHEN)
            line = line and re.sub(f"{TYPED_HYPHEN}$", "-", line)
            if line is None:
                return f"nothing for: {paragraph[at:]}"
            if not paragraph.startswith(line, at):
                return f"{line!r} for: {paragraph[at : at + len(line) + 3]!r}"
            at += len(line)
            at += len(paragraph[at:]) - len(paragraph[at:].lstrip(" "))
    rest = list(lines)
    return f"too much: {rest[:3]}" if rest else None


def _run(*command: str, pdf: bytes) -> str:
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
