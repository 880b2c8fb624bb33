"""Puts finished files in their place in one step, and reads texts."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from bifolio.problems import Place, Problem, Problems
from bifolio.project.scratch import is_running


def write(path: Path, content: bytes) -> None:
    """Put `content` in the place of `path` in one step, so that a reader never sees half of it.

    Deletes what killed processes left of the same file. Raises `OSError`, with the name of the
    file, where it cannot be put there; the file of before then stays.
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
    """Where this process prepares what goes in the place of `path`."""
    return path.with_name(f".{path.name}.{os.getpid()}")


def left_beside(path: Path) -> Iterator[Path]:
    """What processes that were killed had prepared for the place of `path`."""
    prefix = f".{path.name}."
    for left in path.parent.glob(f"{escape(prefix)}*"):
        owner = left.name.removeprefix(prefix).partition(".")[0]
        if owner.isdecimal() and not is_running(int(owner)):
            yield left


@contextmanager
def errors_of(path: Path) -> Iterator[None]:
    """Let errors of the operating system name `path`, not a file that is prepared for it, or none.

    That of a full disk names no file by itself.
    """
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, os.strerror(error.errno), str(path)) from None


def read_text(path: Path) -> str:
    """The text in the file at `path`; raises `Problems` where it is not UTF-8."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        place = Place(path, before.count(b"\n") + 1)
        raise Problems(
            [Problem("source/not-utf-8", "the file is not UTF-8", "save the file as UTF-8", place)]
        ) from None
