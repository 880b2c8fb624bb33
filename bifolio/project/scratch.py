"""Temporary folders that are deleted even after a crash.

The process that uses a folder locks it (flock(2)); the lock ends with the process. The next run
deletes the folders that are not locked.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

from bifolio.problems import Problems

PREFIX = "bifolio-"

LOCK = ".lock"

UNLOCKED = ".unlocked"
"""The name of the lock until it is locked; a folder whose `LOCK` is not locked is stale."""

UNLOCKED_FOR = 60.0
"""Seconds after which a folder without a lock file is stale: its owner ended before the lock."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Create a folder that is deleted at the end, and delete stale folders.

    Raises `Problems` if no temporary folder can be written.
    """
    sweep()
    with (
        tempfile.TemporaryDirectory(prefix=PREFIX) as name,
        (Path(name) / UNLOCKED).open("w") as lock,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        (Path(name) / UNLOCKED).rename(Path(name) / LOCK)
        yield Path(name)


@cache
def lasting_folder() -> Path:
    """A temporary folder that is deleted when this process ends."""
    at_the_end = ExitStack()
    atexit.register(at_the_end.close)
    return at_the_end.enter_context(scratch_folder())


def sweep() -> None:
    """Delete the temporary folders of processes of this user that have ended."""
    for folder in _temporary().glob(f"{PREFIX}*"):
        try:
            if folder.is_dir() and folder.stat().st_uid == os.getuid() and _is_stale(folder):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # its owner is deleting it, or it is not readable


def _temporary() -> Path:
    """The folder for temporary files, as `tempfile` chooses it."""
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError as error:
        message = error.strerror or "no temporary folder can be written"
        hint = "free some space there, or set TMPDIR to a folder that you can write"
        raise Problems.of("environment/no-temporary-folder", message.lower(), hint) from None


def is_running(process: int) -> bool:
    """Whether there is a process with this id."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_stale(folder: Path) -> bool:
    try:
        lock = (folder / LOCK).open("r+")
    except FileNotFoundError:
        return time.time() - folder.stat().st_mtime > UNLOCKED_FOR
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
