"""Writes the reports of preflight beside the PDFs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bifolio.fonts.collection import Typecase
from bifolio.preflight.cache import keep
from bifolio.preflight.page_images import Examined
from bifolio.preflight.report import lines, page
from bifolio.preflight.report_file import NAME, to_json
from bifolio.project.files import write
from bifolio.workflow.order import CACHE

LAST_LATIN = 0x24F
"""Up to here every reader has a font."""


REGULAR = (400, "normal", ())
"""Weight, style and range of the faces that a report is set in."""


def write_reports(
    folder: Path, seen: Sequence[Examined], names: Sequence[str], typecase: Typecase
) -> None:
    """Write preflight.html, .json and .txt (a line for each finding) into `folder`.

    They have what was `seen` now, and what was seen before of the other editions called `names`.
    """
    editions = keep(folder.parent / CACHE / "preflight" / folder.name, seen, names, folder)
    reports = [each.report for each in editions]
    data, listed = to_json(reports), lines(reports)
    fonts = reader_fonts(data, typecase, folder.parent)
    for name, text in (
        ("preflight.html", page(folder.name, editions, fonts)),
        (NAME, data),
        ("preflight.txt", listed),
    ):
        write(folder / name, f"{text}\n".encode())


def reader_fonts(text: str, typecase: Typecase, output: Path) -> list[Path]:
    """Fonts for whoever reads `text` and may have none for it, cut in the cache of `output`."""
    quoted = frozenset(ord(character) for character in text if ord(character) > LAST_LATIN)
    faces = typecase.faces(quoted, output / CACHE / "fonts") if quoted else ()
    return [face.path for face in faces if (face.weight, face.style, face.ranges) == REGULAR]
