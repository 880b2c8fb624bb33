"""Reports changes of the files from which a publication is built."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from watchfiles import awatch
from watchfiles._rust_notify import WatchfilesRustInternalError

from bifolio.problems import Place, Problem
from bifolio.project.folders import PUBLICATION_FILE, Project

SETTLED = 15
"""Milliseconds without a further change after which changes are reported: an editor may write a
file in several steps."""

LONGEST = 200
"""Milliseconds after which changes are reported although there are further ones."""

LOOK_AGAIN = 2.0
"""Seconds after which a folder that is gone, or a new one, is noticed."""

IRRELEVANT = re.compile(
    r"\..*|.*~|#.*#|.*\.(sw[a-z]|tmp|bak|part|pyc)|4913|__pycache__|mail\.yaml|recipients\b.*"
)
"""Names of files and folders that no page is built from: those of editors (4913 is Vim's), and
those of mailings."""


@dataclass(frozen=True)
class FilesChanged:
    """Files of the publication changed."""

    since: float
    """When the first of them was written (seconds since 1970)."""
    publication: bool
    """Whether publication.yaml is among them."""


@dataclass(frozen=True)
class FilesGone:
    """There is nothing to build from until the folder is back."""

    problem: Problem


Noticed = FilesChanged | FilesGone


def watched(project: Project, publication: Path) -> tuple[Path, ...]:
    """The folders to watch: texts, layouts and fonts, those of Bifolio too."""
    own = (publication / "layouts").resolve()
    folders = (project.source, own, *project.layouts.folders, *project.font_folders)
    return tuple(dict.fromkeys(each for each in folders if each.is_dir()))


def concerns(path: Path, project: Project, publication: Path) -> bool:
    """Whether pages of `publication` may be built from the file at `path`."""
    source = project.source
    if path.is_relative_to(source):
        within = path.relative_to(source)
        other = source / within.parts[0] if within.parts else source
        if other != publication and len(within.parts) > 1 and _is_publication(other):
            return False
        parts: Iterable[str] = within.parts
    else:
        parts = path.parts[-2:]
    return not any(map(IRRELEVANT.fullmatch, parts))


def _is_publication(folder: Path) -> bool:
    return (folder / PUBLICATION_FILE).exists()


async def watch(
    project: Project, publication: Path, warn: Callable[[Problem], None]
) -> AsyncIterator[Noticed]:
    """Yield what happens to the files of a publication, until it is closed.

    `warn` is called with what the user should know of watching itself.
    """
    polling = False
    known: dict[Path, bytes] = {}
    while True:
        if not (publication / PUBLICATION_FILE).is_file():
            yield FilesGone(_gone(publication))
            while not (publication / PUBLICATION_FILE).is_file():
                await asyncio.sleep(LOOK_AGAIN / 4)
            yield FilesChanged(time.time(), publication=True)
        folders = watched(project, publication)
        try:
            changes = _until_folders_change(folders, project, publication, polling)
            async for found in changes:
                if paths := [path for path in found if is_new(path, known)]:
                    yield _changes(paths, publication)
        except FileNotFoundError:  # a folder that went away meanwhile
            await asyncio.sleep(LOOK_AGAIN / 4)
        except (OSError, WatchfilesRustInternalError) as error:
            if polling:
                raise
            warn(_limited(error))
            polling = True


async def _until_folders_change(
    folders: tuple[Path, ...], project: Project, publication: Path, polling: bool
) -> AsyncIterator[list[Path]]:
    """Yield changed files until the folders to watch are others, or the publication is gone."""
    changes = awatch(
        *folders,
        watch_filter=lambda _, path: concerns(Path(path), project, publication),
        debounce=LONGEST,
        step=SETTLED,
        rust_timeout=round(LOOK_AGAIN * 1000),
        yield_on_timeout=True,
        force_polling=polling or None,
        recursive=True,
    )
    async for found in changes:
        if not (publication / PUBLICATION_FILE).is_file():
            return
        if found:
            yield [Path(path) for _, path in found]
        if watched(project, publication) != folders:
            return


def is_new(path: Path, known: dict[Path, bytes]) -> bool:
    """Whether the content of the file at `path` is not the `known` one, which it is from now on.

    One save may be noticed several times, and a version control system touches files.
    """
    try:
        digest = hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        digest = b""  # it is gone, or a folder
    before = known.get(path)
    known[path] = digest
    return digest != before or not digest


def _changes(paths: list[Path], publication: Path) -> FilesChanged:
    now = time.time()
    return FilesChanged(
        min(_written(path, now) for path in paths),
        publication=publication / PUBLICATION_FILE in paths,
    )


def _written(path: Path, now: float) -> float:
    """When a file was written; now, if it is gone, or has the time of an older copy."""
    try:
        written = path.stat().st_mtime
    except OSError:
        return now
    return written if now - LOOK_AGAIN < written <= now else now


def _gone(publication: Path) -> Problem:
    return Problem(
        "environment/project-gone",
        "the publication is gone while it is shown",
        "put it back, and the preview goes on; or end it and start it in the new place",
        Place(publication / PUBLICATION_FILE),
    )


def _limited(error: Exception) -> Problem:
    return Problem(
        "environment/watch-limit",
        f"changes of files cannot be watched ({str(error).lower()}); they are looked for instead",
        "raise the limit of the system (`sysctl fs.inotify.max_user_watches=524288`)",
    )
