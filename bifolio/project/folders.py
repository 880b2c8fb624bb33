"""Where things stand: a project's text, layouts and fonts, and what the press brings along."""

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
"""Begins the names of files in a publication's folder that may be links: lists of readers, which
no PDF has anything of, are often kept elsewhere."""


@dataclass(frozen=True)
class Project:
    """A folder with `source/`, and with `layouts/` and `fonts/` of its own where it has any."""

    folder: Path

    @property
    def source(self) -> Path:
        """The folder of the publications."""
        return self.folder / "source"

    @property
    def layouts(self) -> Layouts:
        """The project's own layouts before those of the press."""
        return Layouts(self._own_and_shipped("layouts"))

    @property
    def font_folders(self) -> tuple[Path, ...]:
        """The folders with a manifest of fonts, the project's own first."""
        folders = self._own_and_shipped("fonts")
        return tuple(folder for folder in folders if (folder / "manifest.yaml").is_file())

    def publications(self, names: tuple[str, ...] = ()) -> tuple[Path, ...]:
        """The folders of the publications called `names`, or of all.

        Raises `Problems` where one is not there, or where there is none at all.
        """
        found = {
            path.parent.name: path.parent for path in self.source.glob(f"[!.]*/{PUBLICATION_FILE}")
        }
        wrong = [name for name in found if not re.fullmatch(IDENTIFIER, name)]
        if wrong:
            hint = f"rename the folder; {IDENTIFIER_HINT}"
            raise Problems(
                Problem(
                    "source/invalid-folder-name",
                    f"invalid publication name '{name}'",
                    hint,
                    Place(found[name]),
                )
                for name in wrong
            )
        if not found:
            hint = "run `bifolio new NAME`, or change to the folder that has source/"
            raise Problems(
                [Problem("usage/no-publications", f"no publications in {self.source}", hint)]
            )
        unknown = [name for name in names if name not in found]
        if unknown:
            raise Problems(self._not_found(name, sorted(found)) for name in unknown)
        wanted = tuple(found[name] for name in names or sorted(found))
        if strays := list(self._strays(wanted)):
            raise Problems(strays)
        return wanted

    def _strays(self, publications: tuple[Path, ...]) -> Iterator[Problem]:
        """Report links that lead out of the project, and what is no file, such as a pipe.

        A project may come from anybody, with links to files of whoever builds it. `source`,
        `layouts` and `fonts` themselves may be links: a house shares its layouts in this way.
        """
        for shared in sorted(self.source.glob("*.yaml")):  # glossaries, which publications name
            if fault := self._stray(shared, self.source):
                yield fault
        for root in (*publications, self.folder / "layouts", self.folder / "fonts"):
            for folder, folders, files in os.walk(root):
                for name in (*folders, *files):
                    private = root in publications and PRIVATE.match(name)
                    if not private and (fault := self._stray(Path(folder, name), root)):
                        yield fault

    def _stray(self, path: Path, root: Path) -> Problem | None:
        """What is wrong with `path`, which is below `root`, as a link or as no file."""
        hint = "replace it with a copy of the file"
        try:
            target = path.resolve()
        except (OSError, RuntimeError):  # until Python 3.13, it is the latter
            return Problem(
                "source/link-loop", "the symbolic link points to itself", hint, Place(path)
            )
        inside = any(target.is_relative_to(each.resolve()) for each in (root, self.folder))
        if path.is_symlink() and not inside:
            return Problem(
                "source/link-outside",
                f"the symbolic link points out of the project, to {target}",
                hint,
                Place(path),
            )
        if path.exists() and not (path.is_file() or path.is_dir()):
            return Problem(
                "source/not-a-file",
                "not a file, but a pipe, a socket or a device",
                hint,
                Place(path),
            )
        return None

    def _not_found(self, name: str, known: Sequence[str]) -> Problem:
        """The problem of a publication, or its first file, that does not exist."""
        if name in {path.name for path in self.source.glob("*/")}:
            hint = f"a publication is a folder with {PUBLICATION_FILE} and {TEXT_FILE}"
            place = Place(self.source / name / PUBLICATION_FILE)
            return Problem("source/file-not-found", "file not found", hint, place)
        return Problem(
            "usage/unknown-publication", f"publication '{name}' not found", one_of(name, known)
        )

    def _own_and_shipped(self, name: str) -> tuple[Path, ...]:
        """The project's folder called `name` and the one of the press, where they are two."""
        folders = ((self.folder / name).resolve(), shipped(name))
        return tuple(dict.fromkeys(folder for folder in folders if folder.is_dir()))


def shipped(name: str) -> Path:
    """What comes with the press: in the wheel beside the modules, in a checkout at the top."""
    installed = PACKAGE / "_shipped" / name
    return installed if installed.is_dir() else PACKAGE.parent / name
