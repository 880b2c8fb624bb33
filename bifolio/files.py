"""The one way in which a finished file is put in its place."""

from __future__ import annotations

import errno
import os
from pathlib import Path


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
