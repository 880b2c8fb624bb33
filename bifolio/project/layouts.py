"""Finds layouts and houses: those of a publication, of its project, and of Bifolio.

A house is what an institution adds to every layout: colours, logo and components. It is a folder,
`houses/NAME/`; the house `plain` provides the files that it does not have.
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
"""The folder, in base and in houses, of the stylesheets for the targets of editions."""

BLOCKS = "blocks"
"""The folder, in base and in houses, of templates and stylesheets for kinds of content."""

HOUSES = "houses"
"""The folder of the houses."""
HOUSE = "house"
"""The name of the folder of the current house in templates and stylesheets."""
HOUSE_TOKENS = f"{HOUSE}/tokens.css"
"""The colours of the current house."""
PLAIN = "plain"
"""The house of publications that name none."""

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
EXTENDS = re.compile(rf"""\{{%[-+]?\s*extends\s+(["'])([^"'/]+)/{re.escape(TEMPLATE)}\1""")
"""The tag with which a template extends another layout."""


@dataclass(frozen=True)
class Layouts:
    """The folders with layouts, in order of precedence, and the house of a publication."""

    folders: tuple[Path, ...]
    house: str = PLAIN

    def of(self, publication: Path, house: str) -> Layouts:
        """The layouts for the publication in that folder; its own come first."""
        own = (publication / "layouts").resolve()
        found = (own, *self.folders) if own.is_dir() else self.folders
        return replace(self, folders=tuple(dict.fromkeys(found)), house=house)

    def houses(self) -> tuple[str, ...]:
        """The houses that a publication may name."""
        found = {path.name for root in self.folders for path in root.glob(f"{HOUSES}/*/")}
        return tuple(sorted(found))

    def houses_adapting(self, layout: str) -> tuple[str, ...]:
        """The houses that have stylesheets for `layout`."""
        found = {
            path.parent.parent.name
            for root in self.folders
            for path in root.glob(f"{HOUSES}/*/{layout}/*.css")
        }
        return tuple(sorted(found))

    def names(self) -> tuple[str, ...]:
        """The layouts that an edition may use."""
        found = {path.parent.name for root in self.folders for path in root.glob(f"*/{TEMPLATE}")}
        return tuple(sorted(found))

    def find(self, name: str) -> Path | None:
        """The file called `name` (`base/page.css`) in the first folder that has it.

        `house/NAME` falls back to the house `plain`, and then to a layout called `house`.
        """
        for each in self._candidates(name):
            for root in self.folders:
                path = root / each
                if path.is_file() and (found := path.resolve()).is_relative_to(root.resolve()):
                    return found
        return None

    def _candidates(self, name: str) -> tuple[str, ...]:
        """The paths of `name` below the folders, in order of precedence."""
        inside = name.removeprefix(f"{HOUSE}/")
        if inside == name:
            return (name,)
        return (f"{HOUSES}/{self.house}/{inside}", f"{HOUSES}/{PLAIN}/{inside}", name)

    def template(self, layout: str) -> Path:
        """The template of `layout`, or the path where it is missing."""
        name = f"{layout}/{TEMPLATE}"
        return self.find(name) or self.folders[0] / name

    def stylesheets(self, layout: str, target: str, kinds: Iterable[str] = ()) -> tuple[Path, ...]:
        """The stylesheets of `layout` for `target`, with those of the `kinds` of content.

        Those of base by name, then blocks/KIND.css, and the same of the house; targets/TARGET.css
        of both; then layout.css
        and TARGET.css of each layout that this one extends, the most general first, and its own,
        each followed by those that the house has for the layout.
        """
        general = (BASE, f"{HOUSES}/{PLAIN}", f"{HOUSES}/{self.house}")
        blocks = [f"{BLOCKS}/{kind}.css" for kind in kinds]
        wanted = [
            f"{folder}/{name}" for folder in general for name in (*self._css_in(folder), *blocks)
        ]
        wanted += [f"{folder}/{TARGETS}/{target}.css" for folder in general]
        wanted += [
            f"{folder}{each}/{name}"
            for each in self.lineage(layout)
            for folder in ("", *(f"{house}/" for house in general[1:]))
            for name in (STYLESHEET, f"{target}.css")
        ]
        return self.named(dict.fromkeys(wanted))

    def _css_in(self, folder: str) -> list[str]:
        """The names of the stylesheets in `folder`, sorted."""
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
        """The files called `names` that exist, each in the first folder that has it."""
        return tuple(path for path in map(self.find, names) if path)

    def files(self) -> Iterator[Path]:
        """Every file of every layout."""
        for root in self.folders:
            yield from (path for path in sorted(root.rglob("*")) if path.is_file())
