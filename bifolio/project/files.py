"""Writes files atomically, and reads texts."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bifolio.problems import Place, Problems
from bifolio.project.scratch import is_running


def write(path: Path, content: bytes) -> None:
    """Write `content` to `path` atomically; an error leaves the old file in place.

    Deletes temporary files that killed processes left. Raises `OSError` that names `path`.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in left_beside(path):
        left.unlink(missing_ok=True)
    beside = beside_of(path)
    with errors_of(path):
        try:
            beside.write_bytes(content)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def beside_of(path: Path) -> Path:
    """The temporary file or folder with which this process replaces `path`."""
    return path.with_name(f".{path.name}.{os.getpid()}")


def left_beside(path: Path) -> Iterator[Path]:
    """The temporary files of killed processes for `path`."""
    prefix = f".{path.name}."
    names: list[str] = []
    with suppress(OSError), os.scandir(path.parent) as entries:
        names = [each.name for each in entries if each.name.startswith(prefix)]
    for name in names:
        owner = name.removeprefix(prefix).partition(".")[0]
        if owner.isdecimal() and not is_running(int(owner)):
            yield path.with_name(name)


@contextmanager
def errors_of(path: Path) -> Iterator[None]:
    """Make errors of the operating system name `path` instead of a temporary file.

    That of a full disk names no file by itself.
    """
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, os.strerror(error.errno), str(path)) from None


def read_text(path: Path) -> str:
    """The text of the file at `path`; raises `Problems` if it is not UTF-8."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        place = Place(path, before.count(b"\n") + 1)
        hint = "save the file with the encoding UTF-8; most editors offer it under 'Save as'"
        raise Problems.of("source/not-utf-8", "the file is not UTF-8", hint, place) from None
