"""Digests of files, which are read only if they may have changed.

A digest is remembered with size, times and inode of its file, as in the index of Git: while these
are the same, the file is not read. What was written within `RACY` of its reading is read again,
because a later change may have left the same times. Loads nothing that takes long: a build with
nothing to do needs no more than this.
"""

from __future__ import annotations

import os
import time
from hashlib import sha256
from stat import S_ISREG

RACY = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system (FAT)."""

UNUSED_ENDS = (".pyc", ".swp", ".swx", "~")
"""End the names of files that nothing is built from: compiled modules, copies of editors."""

UNUSED = frozenset({"__pycache__", ".DS_Store", ".git"})

MOST_FILES = 100_000
"""Files of a folder, of which a loop of links may have any number."""

Known = tuple[str, str]
"""The state of a file, which is size, times of content and of entry (ns), and inode; its digest."""


class Digests:
    """SHA-256 of files and folders, in hexadecimal."""

    def __init__(self, known: dict[str, Known]) -> None:
        """Trust the digests `known`, by path, of files that are as they were."""
        self.known = known
        self.has_learned = False
        """Whether `known` has changed since."""

    def of_file(self, path: str) -> str:
        """The digest of a file; empty if it is none, or cannot be read."""
        try:
            found = os.stat(path)
            if not S_ISREG(found.st_mode):
                return ""
            times = f"{found.st_mtime_ns} {found.st_ctime_ns}"
            state = f"{found.st_size} {times} {found.st_ino}"
            known = self.known.get(path)
            if known is not None and known[0] == state:
                return known[1]
            now = time.time_ns()
            with open(path, "rb") as file:
                digest = sha256(file.read()).hexdigest()
        except OSError:
            return ""
        if max(found.st_mtime_ns, found.st_ctime_ns) + RACY < now:
            self.known[path] = state, digest
            self.has_learned = True
        return digest

    def of_folder(self, folder: str, unused: frozenset[str] = UNUSED) -> str:
        """The digest of the files in a folder and of their paths in it.

        Those called `unused` do not count. Raises `OSError` if folders refer to themselves by
        links.
        """
        found = [(name, self.of_file(f"{folder}/{name}")) for name in _files(folder, unused)]
        return digest_of(*(part for each in found for part in each))


def digest_of(*parts: str) -> str:
    """The digest of texts in this order."""
    return sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _files(folder: str, unused: frozenset[str]) -> list[str]:
    """The paths of all files below a folder, relative to it and sorted."""
    found: list[str] = []
    waiting = [""]
    while waiting:
        within = waiting.pop()
        try:
            entries = list(os.scandir(f"{folder}/{within}"))
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            continue
        for entry in entries:
            if entry.name in unused or entry.name.endswith(UNUSED_ENDS):
                continue
            if entry.is_dir():
                waiting.append(f"{within}{entry.name}/")
            else:
                found.append(f"{within}{entry.name}")
        if len(found) + len(waiting) > MOST_FILES:
            raise OSError("too many files, or folders that refer to themselves")
    return sorted(found)
