"""Writes the preflight reports beside the PDFs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bifolio.fonts.collection import Typecase
from bifolio.preflight.cache import keep
from bifolio.preflight.page_images import Examined
from bifolio.preflight.report import lines, page
from bifolio.preflight.report_file import NAME, EditionEntry, read_report, to_json
from bifolio.problems import Problems
from bifolio.project.files import write
from bifolio.workflow.built import CACHE

LAST_LATIN = 0x24F
"""The last code point that every reader has a font for (Latin Extended-B)."""


REGULAR = (400, "normal", ())
"""Weight, style and ranges of the faces for reports."""


def write_reports(
    folder: Path, seen: Sequence[Examined], names: Sequence[str], typecase: Typecase
) -> Path:
    """Write preflight.html, .json and .txt (a line for each finding) into `folder`.

    They contain what was `seen` now, and the kept results of the other editions called `names`.
    Returns the path of the first.
    """
    editions = keep(folder.parent / CACHE / "preflight" / folder.name, seen, names, folder)
    reports = [each.report for each in editions]
    data = to_json(reports)
    fonts = reader_fonts(data, typecase, folder.parent)
    html = page(folder.name, editions, fonts, _last_build(folder))
    write(folder / "preflight.html", f"{html}\n".encode())
    write(folder / NAME, f"{data}\n".encode())
    write(folder / "preflight.txt", f"{lines(reports)}\n".encode())
    return folder / "preflight.html"


def _last_build(folder: Path) -> dict[str, EditionEntry]:
    """The results that the new report replaces, if they can be read."""
    try:
        return read_report(folder / NAME)
    except (Problems, OSError):
        return {}


def reader_fonts(text: str, typecase: Typecase, output: Path) -> list[Path]:
    """Fonts for readers of `text` who may have none for it, cut in the cache of `output`."""
    quoted = frozenset(ord(character) for character in text if ord(character) > LAST_LATIN)
    faces = typecase.faces(quoted, output / CACHE / "fonts") if quoted else ()
    return [face.path for face in faces if (face.weight, face.style, face.ranges) == REGULAR]
