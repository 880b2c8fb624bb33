"""Packs the jobs of a project for machines that do not have it.

Values are pickled, and paths in them, and addresses in texts, become relative to roots: the folder
of the project, the layouts and fonts of Bifolio, its package. Whoever unpacks has these in other
places. The files that a page may use travel with the job, without lists of readers.
"""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bifolio.project.folders import PACKAGE, shipped
from bifolio.workflow.digests import UNUSED, UNUSED_ENDS
from bifolio.workflow.inputs import is_private
from bifolio.workflow.task import Task

PROJECT = "project"
"""The root of what travels: the project, and what it links to."""

SHIPPED = ("layouts", "fonts")
"""What whoever builds has of its own: it is compared by digest (`bifolio.workflow.worker`)."""


@dataclass(frozen=True)
class PackedJob:
    """A job that can be done anywhere where Bifolio is the same."""

    digest: str
    """That of its inputs."""
    needs: frozenset[str]
    """What it needs of the machine (`bifolio.workflow.worker.features`)."""
    task: bytes
    files: Mapping[str, bytes]
    """The files of the project, by their path in it."""


Root = tuple[Path, str, str]
"""A folder, the name of the root that it is, or is in, and its path in that root."""


def roots_of(project: Path, linked: Iterable[tuple[Path, str]] = ()) -> tuple[Root, ...]:
    """The roots where the project is at `project`; `linked` folders count as its own.

    Longer paths come first: a checkout of Bifolio is a project that has the shipped layouts in it.
    """
    roots = [(shipped(name).resolve(), name, "") for name in SHIPPED]
    roots += [(PACKAGE, "package", ""), (project.absolute(), PROJECT, "")]
    roots += [(folder, PROJECT, path) for folder, path in linked]
    return tuple(sorted(roots, key=lambda root: len(root[0].parts), reverse=True))


def pack(task: Task, needs: frozenset[str]) -> PackedJob:
    """Pack a job. Raises `OSError` if a file cannot be read."""
    # The lines of the last build are kept on this machine.
    task = replace(task, job=replace(task.job, line_memory=None))
    linked = tuple(_linked(task))
    roots = roots_of(task.project.folder, linked)
    files = {
        f"{within}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for folder, within in _travelling(task, linked)
        for path in _files_in(folder)
    }
    for face in (*task.job.faces, *task.job.line_ends):
        where = _in_roots(face.path, roots)
        if where is not None and where[0] == PROJECT:
            files[where[1]] = face.path.read_bytes()
    return PackedJob(task.digest, needs, packed(task, roots), files)


def unpack(job: PackedJob, folder: Path) -> Task:
    """Unpack a job, with its files, into an empty folder."""
    for name, content in job.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    task = unpacked(job.task, roots_of(folder))
    assert isinstance(task, Task)
    return task


def _travelling(task: Task, linked: Iterable[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    """The folders whose files travel, each with its path in the project."""
    project = task.project.folder
    yield task.manuscript.folder, task.manuscript.folder.relative_to(project).as_posix()
    own = dict(linked)
    for name in SHIPPED:
        folder = (project / name).resolve()
        if folder.is_dir() and folder != shipped(name).resolve():
            yield folder, own.get(folder, name)


def _linked(task: Task) -> Iterator[tuple[Path, str]]:
    """Folders out of the project that count as its own, and their paths in it."""
    project = task.project.folder
    for name in SHIPPED:
        folder = (project / name).resolve()
        if folder.is_dir() and folder not in (project / name, shipped(name).resolve()):
            yield folder, name
    # Fonts are cut in the cache, or in a temporary folder if that cannot be written.
    cut_to = {face.path.parent for face in (*task.job.faces, *task.job.line_ends)}
    for number, folder in enumerate(sorted({*cut_to, task.job.readable[-1].absolute()})):
        yield folder, f".fonts/{number}"


def _files_in(folder: Path) -> Iterator[Path]:
    """The files in a folder that a page may use: none that is hidden or private."""
    for within, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in UNUSED and name[0] != "."]
        if Path(within) == folder:
            folders[:] = [name for name in folders if not is_private(name)]
            files = [name for name in files if not is_private(name)]
        yield from (Path(within, name) for name in files if _is_used(name))


def _is_used(name: str) -> bool:
    return not (name.startswith(".") or name.endswith(UNUSED_ENDS))


def _in_roots(path: Path, roots: Iterable[Root]) -> tuple[str, str] | None:
    """The root that a path is in, and its path there."""
    for folder, name, within in roots:
        if path.is_relative_to(folder):
            return name, (Path(within) / path.relative_to(folder)).as_posix()
    return None


class _Packer(pickle.Pickler):
    """Pickles with paths relative to roots."""

    def __init__(self, file: io.BytesIO, roots: tuple[Root, ...]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._roots = roots
        self._texts = [
            (written, name, within)
            for folder, name, within in roots
            for written in (f"{folder.as_uri()}/", f"{folder}/")
        ]

    def persistent_id(self, value: Any) -> Any:
        """The replacement of a path in a root, or of a text with such paths."""
        if isinstance(value, Path):
            found = _in_roots(value.absolute(), self._roots)
            return found and ("path", *found)
        if type(value) is str and any(written in value for written, *_ in self._texts):
            return "text", _split(value, self._texts)
        return None


class _Unpacker(pickle.Unpickler):
    """Reads what `_Packer` has written, with roots in other places."""

    def __init__(self, file: io.BytesIO, roots: tuple[Root, ...]) -> None:
        super().__init__(file)
        self._roots = {name: folder for folder, name, within in roots if not within}

    def persistent_load(self, identifier: Any) -> Any:
        """The path, or text with paths, in its new place."""
        kind, *parts = identifier
        if kind == "path":
            return self._path(*parts)
        return "".join(each if isinstance(each, str) else self._text(*each) for each in parts[0])

    def _path(self, root: str, within: str) -> Path:
        return self._roots[root] / within

    def _text(self, root: str, within: str, as_uri: bool) -> str:
        folder = self._path(root, within)
        return f"{folder.as_uri() if as_uri else folder}/"


def _split(text: str, written: list[tuple[str, str, str]]) -> list[Any]:
    """The parts of a text: roots in the place of their paths and addresses, and the rest."""
    parts: list[Any] = [text]
    for address, name, within in written:
        is_uri = address.startswith("file:")
        split: list[Any] = []
        for part in parts:
            if not isinstance(part, str):
                split.append(part)
                continue
            first, *others = part.split(address)
            split.append(first)
            for each in others:
                split += [(name, within, is_uri), each]
        parts = split
    return parts


def packed(value: object, roots: tuple[Root, ...]) -> bytes:
    """A value in bytes, with paths relative to `roots`."""
    file = io.BytesIO()
    _Packer(file, roots).dump(value)
    return file.getvalue()


def unpacked(content: bytes, roots: tuple[Root, ...]) -> object:
    """The value of `packed`, with paths in the places of `roots`."""
    return _Unpacker(io.BytesIO(content), roots).load()


def project_roots(task: Task) -> tuple[Root, ...]:
    """The roots of the project of a job, where it was packed."""
    return roots_of(task.project.folder, _linked(task))
