"""Keeps compiled templates, because to compile one takes longer than to fill it.

Those of Bifolio itself are kept for all programs of a user, as Python keeps its modules: in the
folder of the system for such caches. All others are kept by the process that compiled them.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from contextlib import suppress
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache
from platformdirs import user_cache_path

from bifolio.project.files import write
from bifolio.project.folders import PACKAGE, shipped

SHARED = "shared-"
"""Begins the keys of templates that are kept for other programs."""

KEPT_FOR = 60 * 24 * 3600
"""Seconds after which a file is deleted; templates that are still used are compiled again."""


class CompiledTemplates(BytecodeCache):
    """Compiled templates by name, path, text, and all that compiling depends on.

    What cannot be read or written costs only time. A folder in which others may write is not used,
    since who writes a compiled template decides what this process does.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Keep those of Bifolio in `folder`; default: BIFOLIO_CACHE, or that of the system."""
        self._given = folder
        self._here: dict[str, bytes] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """A key that says whether the template is one of Bifolio."""
        key = hashlib.sha256(f"{self._compiler}|{name}|{filename}".encode()).hexdigest()
        return f"{SHARED}{key}" if filename and self._is_shipped(Path(filename)) else key

    def get_bucket(
        self, environment: jinja2.Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """What is kept of a template; one that was compiled without a sandbox never enters one."""
        kind = "sandboxed" if environment.sandboxed else "own"
        return super().get_bucket(environment, f"{kind}|{name}", filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled, unless the text was another one."""
        if bucket.key in self._here:
            bucket.bytecode_from_string(self._here[bucket.key])
        elif bucket.key.startswith(SHARED) and (folder := self._folder):
            with suppress(OSError), (folder / bucket.key).open("rb") as file:
                bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._here[bucket.key] = compiled = bucket.bytecode_to_string()
        if bucket.key.startswith(SHARED) and (folder := self._folder):
            with suppress(OSError):
                write(folder / bucket.key, compiled)
                _delete_old(folder)

    @staticmethod
    def _is_shipped(path: Path) -> bool:
        return any(path.is_relative_to(folder) for folder in (PACKAGE, shipped("layouts")))

    @cached_property
    def _compiler(self) -> str:
        """What compiling depends on: Jinja2, and the modules with the options of environments."""
        options = Path(__file__).with_name("templates.py").read_bytes()
        return f"{version('jinja2')} {hashlib.sha256(options).hexdigest()}"

    @property
    def _folder(self) -> Path | None:
        """The folder that only this user may write in; None if there is none."""
        named = os.environ.get("BIFOLIO_CACHE")
        cache = Path(named) if named else user_cache_path("bifolio", appauthor=False)
        folder = self._given or cache / "templates"
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = folder.stat()
            if found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return folder
        return None


def _delete_old(folder: Path) -> None:
    oldest = time.time() - KEPT_FOR
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
