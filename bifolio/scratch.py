"""Temporary folders that no crash leaves behind for good.

Each is locked by the process that uses it, and the lock ends with that process, however it ends
(flock(2)). The next run deletes the folders that nobody has locked.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "bifolio-"

LOCK = ".lock"

UNLOCKED_FOR = 60.0
"""Seconds after which a folder without a lock file is left over: its owner died before the lock."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that is deleted at the end; what dead processes left is deleted first."""
    sweep()
    with (
        tempfile.TemporaryDirectory(prefix=PREFIX) as name,
        (Path(name) / LOCK).open("w") as lock,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield Path(name)


def sweep() -> None:
    """Delete the temporary folders of processes of this user that have ended."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if folder.is_dir() and folder.stat().st_uid == os.getuid() and _is_left(folder):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # its owner deletes it at this moment, or nobody may look at it


def is_running(process: int) -> bool:
    """Whether there is a process with this id."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_left(folder: Path) -> bool:
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
