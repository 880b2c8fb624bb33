"""Where the layouts are: the project's own before those that come with Bifolio."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

BASE = "base"
TEMPLATE = "layout.html.j2"
STYLESHEET = "layout.css"
TARGETS = f"{BASE}/targets"
"""The folder of the stylesheets that fit all layouts to what an edition is made for."""

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
EXTENDS = re.compile(rf"""\{{%[-+]?\s*extends\s+(["'])([^"'/]+)/{re.escape(TEMPLATE)}\1""")
"""How a template says which layout it extends."""


@dataclass(frozen=True)
class Layouts:
    """The folders that hold layouts, the first one first."""

    folders: tuple[Path, ...]

    def names(self) -> tuple[str, ...]:
        """The layouts that an edition may ask for."""
        found = {path.parent.name for root in self.folders for path in root.glob(f"*/{TEMPLATE}")}
        return tuple(sorted(found))

    def find(self, name: str) -> Path | None:
        """The file called `name` (`base/emblem.svg`) in the first folder that has it."""
        for root in self.folders:
            path = (root / name).resolve()
            if path.is_relative_to(root.resolve()) and path.is_file():
                return path
        return None

    def template(self, layout: str) -> Path:
        """The template of `layout`, or where it would have to be."""
        name = f"{layout}/{TEMPLATE}"
        return self.find(name) or self.folders[0] / name

    def stylesheets(self, layout: str, target: str) -> tuple[Path, ...]:
        """The stylesheets of `layout` for `target`.

        Those of base in the order of their names, and base/targets/TARGET.css; then layout.css and
        TARGET.css of each layout that this one extends, the most general first; then its own.
        """
        names = sorted({path.name for root in self.folders for path in (root / BASE).glob("*.css")})
        own = (STYLESHEET, f"{target}.css")
        wanted = (
            *(f"{BASE}/{name}" for name in names),
            f"{TARGETS}/{target}.css",
            *(f"{each}/{name}" for each in self.lineage(layout) for name in own),
        )
        return self.named(wanted)

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
