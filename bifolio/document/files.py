"""Finds the files that a publication names."""

from __future__ import annotations

from pathlib import Path

from bifolio.document.passage import Passage
from bifolio.problems import Problem


def find_file(named: Passage, what: str, folder: Path) -> Path | Problem:
    """Return the file that is `named` in the publication in `folder`; it must be there.

    `what` it is, such as "the picture", is in the hint.
    """
    folder = folder.resolve()
    try:
        path = (folder / named.source).resolve()
        is_file = path.is_file()
    except (OSError, ValueError):  # no file can have such a name, or it may not be read
        path, is_file = folder, False
    if not path.is_relative_to(folder):
        message = f"'{named.source}' is outside of the publication's folder"
        hint = f"put {what} into source/{folder.name}/ and name it from there"
        return Problem("source/file-outside", message, hint, named.place)
    if not is_file:
        message = f"file '{named.source}' not found"
        hint = f"put {what} into source/{folder.name}/, or correct the name"
        return Problem("source/file-not-found", message, hint, named.place)
    return path
