"""The folders of a project: its texts, layouts and fonts, and those that Bifolio ships."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bifolio.problems import Place, Problem, Problems, one_of
from bifolio.project.layouts import Layouts
from bifolio.project.names import IDENTIFIER, IDENTIFIER_HINT

PUBLICATION_FILE = "publication.yaml"
TEXT_FILE = "text.yaml"

PACKAGE = Path(__file__).resolve().parent.parent

PRIVATE = re.compile(r"recipients\b")
"""Begins the names of files in a publication's folder that may link out of the project: lists of
recipients are no part of a PDF and are often kept elsewhere."""


@dataclass(frozen=True)
class Project:
    """A folder with `source/`, and optionally its own `layouts/` and `fonts/`."""

    folder: Path

    @property
    def source(self) -> Path:
        """The folder of the publications."""
        return self.folder / "source"

    @property
    def layouts(self) -> Layouts:
        """The project's own layouts, then those of Bifolio."""
        return Layouts(self._own_and_shipped("layouts"))

    @property
    def font_folders(self) -> tuple[Path, ...]:
        """The folders with a manifest of fonts, the project's own first."""
        folders = self._own_and_shipped("fonts")
        return tuple(folder for folder in folders if (folder / "manifest.yaml").is_file())

    def publications(self, names: tuple[str, ...] = ()) -> tuple[Path, ...]:
        """The folders of the publications called `names`; default: all.

        Raises `Problems` if one is not found, or if there is none at all.
        """
        found = {
            path.parent.name: path.parent for path in self.source.glob(f"[!.]*/{PUBLICATION_FILE}")
        }
        code, hint = "source/invalid-folder-name", f"rename the folder; {IDENTIFIER_HINT}"
        invalid = [name for name in found if not re.fullmatch(IDENTIFIER, name)]
        if invalid:
            raise Problems(
                Problem(code, f"invalid publication name '{name}'", hint, Place(found[name]))
                for name in invalid
            )
        if not found:
            hint = "run `bifolio new NAME`, or change to the folder that has source/"
            raise Problems.of("usage/no-publications", f"no publications in {self.source}", hint)
        unknown = [name for name in names if name not in found]
        if unknown:
            raise Problems(self._not_found(name, sorted(found)) for name in unknown)
        wanted = tuple(found[name] for name in names or sorted(found))
        if strays := list(self._strays(wanted)):
            raise Problems(strays)
        return wanted

    def _strays(self, publications: tuple[Path, ...]) -> Iterator[Problem]:
        """Report links that point out of the project, and what is not a file, such as a pipe.

        A project is untrusted: a link could publish a private file of the user who builds it.
        `source`, `layouts` and `fonts` themselves may be links: a house shares its layouts so.
        """
        for shared in sorted(self.source.glob("*.yaml")):  # glossaries, which publications name
            if problem := self._stray(shared, self.source):
                yield problem
        for root in (*publications, self.folder / "layouts", self.folder / "fonts"):
            for folder, folders, files in os.walk(root):
                for name in (*folders, *files):
                    private = root in publications and PRIVATE.match(name)
                    if not private and (problem := self._stray(Path(folder, name), root)):
                        yield problem

    def _stray(self, path: Path, root: Path) -> Problem | None:
        """The problem if `path`, below `root`, points out of the project or is not a file."""
        hint, place = "replace it with a copy of the file", Place(path)
        try:
            target = path.resolve()
        except (OSError, RuntimeError):  # RuntimeError before Python 3.13
            return Problem("source/link-loop", "the symbolic link points to itself", hint, place)
        inside = any(target.is_relative_to(each.resolve()) for each in (root, self.folder))
        if path.is_symlink() and not inside:
            message = f"the symbolic link points out of the project, to {target}"
            return Problem("source/link-outside", message, hint, place)
        if path.exists() and not (path.is_file() or path.is_dir()):
            message = "not a file, but a pipe, a socket or a device"
            return Problem("source/not-a-file", message, hint, place)
        return None

    def _not_found(self, name: str, known: Sequence[str]) -> Problem:
        """The problem of a publication that does not exist, or whose publication.yaml does not."""
        if name in {path.name for path in self.source.glob("*/")}:
            hint = f"a publication is a folder with {PUBLICATION_FILE} and {TEXT_FILE}"
            place = Place(self.source / name / PUBLICATION_FILE)
            return Problem("source/file-not-found", "file not found", hint, place)
        message = f"publication '{name}' not found"
        return Problem("usage/unknown-publication", message, one_of(name, known))

    def _own_and_shipped(self, name: str) -> tuple[Path, ...]:
        """The project's folder called `name` and that of Bifolio; one in a checkout of Bifolio."""
        folders = ((self.folder / name).resolve(), shipped(name))
        return tuple(dict.fromkeys(folder for folder in folders if folder.is_dir()))


def shipped(name: str) -> Path:
    """A folder of Bifolio: in the wheel beside the modules, in a checkout at the top."""
    installed = PACKAGE / "_shipped" / name
    return installed if installed.is_dir() else PACKAGE.parent / name
