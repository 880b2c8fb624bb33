"""Finds the files that a publication names."""

from __future__ import annotations

import difflib
from itertools import islice
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from bifolio.document.passage import Passage
from bifolio.problems import Problem

MOST_FILES = 2000
"""Files of a publication among which one that is not found is searched."""

LONGEST_NAME = 200
"""Characters of a name that are compared."""

LEAST_LIKENESS = 0.75
"""The ratio of difflib from which a name is close: the extension alone makes any alike."""

TEXT_FILES = (".yaml", ".yml")
"""The extensions of files that no publication names."""


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
        near = _near(named.source, folder)
        hint = f"put {what} into source/{folder.name}/, or correct the name"
        hint = f"did you mean '{near}'? Otherwise {hint}" if near else hint
        return Problem("source/file-not-found", message, hint, named.place)
    return path


def _near(typed: str, folder: Path) -> str:
    """The file in `folder` that was probably meant by `typed`; empty if none is close.

    It has another case, another extension, is in another folder, or is written almost alike.
    """
    found = islice((path for path in folder.rglob("*") if path.is_file()), MOST_FILES)
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in found
        if path.suffix not in TEXT_FILES and not path.name.startswith(".")
    )
    for key in (_whole, _without_extension, _name, _stem):
        for name in names:
            if key(_folded(name)) == key(_folded(typed)):
                return name
    near = difflib.get_close_matches(typed[:LONGEST_NAME], names, n=1, cutoff=LEAST_LIKENESS)
    return near[0] if near else ""


def _folded(name: str) -> PurePosixPath:
    """A path without the difference of case, of composed letters, and of backslashes."""
    return PurePosixPath(normalize("NFC", name.replace("\\", "/")).casefold())


def _whole(path: PurePosixPath) -> object:
    return path


def _without_extension(path: PurePosixPath) -> object:
    return path.parent, path.stem


def _name(path: PurePosixPath) -> object:
    return path.name


def _stem(path: PurePosixPath) -> object:
    return path.stem
