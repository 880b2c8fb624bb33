"""Where layouts and houses are: those of a publication, of its project, and of Bifolio.

A house is what an institution adds to every layout: its colours, its mark and the parts that carry
it. It is a folder, `houses/NAME/`; files that it does not have are those of the house `plain`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

BASE = "base"
TEMPLATE = "layout.html.j2"
STYLESHEET = "layout.css"
TARGETS = "targets"
"""The folder, in base and in houses, of the stylesheets that fit all layouts to what an edition is
made for."""

HOUSES = "houses"
"""The folder of the houses."""
HOUSE = "house"
"""How templates and stylesheets call the folder of their house, whichever it is."""
PLAIN = "plain"
"""The house of publications that name none."""

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
EXTENDS = re.compile(rf"""\{{%[-+]?\s*extends\s+(["'])([^"'/]+)/{re.escape(TEMPLATE)}\1""")
"""How a template says which layout it extends."""


@dataclass(frozen=True)
class Layouts:
    """The folders that hold layouts, the first one first, as they are seen in a house."""

    folders: tuple[Path, ...]
    house: str = PLAIN

    def of(self, publication: Path, house: str) -> Layouts:
        """The layouts of the publication in that folder: its own come before all others."""
        own = (publication / "layouts").resolve()
        found = (own, *self.folders) if own.is_dir() else self.folders
        return replace(self, folders=tuple(dict.fromkeys(found)), house=house)

    def houses(self) -> tuple[str, ...]:
        """The houses that a publication may name."""
        found = {path.name for root in self.folders for path in root.glob(f"{HOUSES}/*/")}
        return tuple(sorted(found))

    def names(self) -> tuple[str, ...]:
        """The layouts that an edition may ask for."""
        found = {path.parent.name for root in self.folders for path in root.glob(f"*/{TEMPLATE}")}
        return tuple(sorted(found))

    def find(self, name: str) -> Path | None:
        """The file called `name` (`base/page.css`) in the first folder that has it.

        `house/NAME` is a file of the house, or else of the plain one, or else of a layout `house`.
        """
        for each in self._meant(name):
            for root in self.folders:
                path = (root / each).resolve()
                if path.is_relative_to(root.resolve()) and path.is_file():
                    return path
        return None

    def _meant(self, name: str) -> tuple[str, ...]:
        """What `name` is below the folders, in the order in which it is looked for."""
        inside = name.removeprefix(f"{HOUSE}/")
        if inside == name:
            return (name,)
        return (f"{HOUSES}/{self.house}/{inside}", f"{HOUSES}/{PLAIN}/{inside}", name)

    def template(self, layout: str) -> Path:
        """The template of `layout`, or where it would have to be."""
        name = f"{layout}/{TEMPLATE}"
        return self.find(name) or self.folders[0] / name

    def stylesheets(self, layout: str, target: str) -> tuple[Path, ...]:
        """The stylesheets of `layout` for `target`.

        Those of base in the order of their names, and those of the house; targets/TARGET.css of
        both; then layout.css and TARGET.css of each layout that this one extends, the most general
        first, and its own. Behind those of each layout are the ones that the house has for it.
        """
        general = (BASE, f"{HOUSES}/{PLAIN}", f"{HOUSES}/{self.house}")
        wanted = [f"{folder}/{name}" for folder in general for name in self._css_in(folder)]
        wanted += [f"{folder}/{TARGETS}/{target}.css" for folder in general]
        wanted += [
            f"{folder}{each}/{name}"
            for each in self.lineage(layout)
            for folder in ("", *(f"{house}/" for house in general[1:]))
            for name in (STYLESHEET, f"{target}.css")
        ]
        return self.named(dict.fromkeys(wanted))

    def _css_in(self, folder: str) -> list[str]:
        """The names of the stylesheets that `folder` has in any of the folders, in order."""
        found = {path.name for root in self.folders for path in (root / folder).glob("*.css")}
        return sorted(found)

    def lineage(self, layout: str) -> tuple[str, ...]:
        """The layouts that `layout` extends, the most general first, and `layout` itself.

        A layout that extends itself ends the list; Jinja2 reports it when the template runs.
        """
        found = [layout]
        while (parent := self._extended_by(found[-1])) and parent not in found:
            found.append(parent)
        return tuple(reversed(found))

    def _extended_by(self, layout: str) -> str | None:
        path = self.find(f"{layout}/{TEMPLATE}")
        text = path.read_text("utf-8", errors="replace") if path else ""
        extends = EXTENDS.search(COMMENT.sub("", text))
        return extends[2] if extends else None

    def named(self, names: Iterable[str]) -> tuple[Path, ...]:
        """The files called `names`, each in the first folder that has it, where one has."""
        return tuple(path for path in map(self.find, names) if path)

    def files(self) -> Iterator[Path]:
        """Every file of every layout: what a PDF may depend on."""
        for root in self.folders:
            yield from (path for path in sorted(root.rglob("*")) if path.is_file())
