"""The one way in which a finished file is put in its place, and a text is read from one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from bifolio.problems import Place, Problem, Problems


def write(path: Path, content: bytes) -> None:
    """Put `content` in the place of `path` in one step, so that a reader never sees half of it.

    Raises `OSError`, with the name of the file, where it cannot be put there.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read_text(path: Path) -> str:
    """The text in the file at `path`; raises `Problems` where it is not UTF-8."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        place = Place(path, before.count(b"\n") + 1)
        raise Problems([Problem("not UTF-8", "save the file as UTF-8", place)]) from None
