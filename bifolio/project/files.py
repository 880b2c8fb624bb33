"""Writes files atomically, and reads texts."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bifolio.problems import Place, Problems
from bifolio.project.scratch import is_running


def write(path: Path, content: bytes, *, is_tidy: bool = False) -> None:
    """Write `content` to `path` atomically; an error leaves the old file in place.

    Deletes temporary files that killed processes left for it. A folder that `is_tidy` has none,
    since `tidy` deleted them: it is not searched. Raises `OSError` that names `path`.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in () if is_tidy else left_beside(path):
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
    for name in _names(path.parent, prefix):
        if _is_left(name.removeprefix(prefix).partition(".")[0]):
            yield path.with_name(name)


def tidy(folder: Path) -> None:
    """Delete the temporary files that killed processes left for any file of `folder`."""
    for name in _names(folder, "."):
        if _is_left(name.rpartition(".")[2]):
            (folder / name).unlink(missing_ok=True)


def _names(folder: Path, prefix: str) -> list[str]:
    """The names in a folder that begin with `prefix`; none if it cannot be read."""
    with suppress(OSError), os.scandir(folder) as entries:
        return [each.name for each in entries if each.name.startswith(prefix)]
    return []


def _is_left(owner: str) -> bool:
    """Whether `owner` is the number of a process that has ended."""
    return owner.isdecimal() and not is_running(int(owner))


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
