"""What a build reports: a line for each PDF, after its warnings, and a summary.

Loads nothing that takes long: a build with nothing to do reports the same.
"""

from __future__ import annotations

import os

from bifolio.cli.styles import TextStyle, counted, paint, painted_problem

TYPE_CHECKING = False  # `typing` takes longer to load than the rest
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Protocol

    from bifolio.workflow.built import BuiltPdf

    class Output(Protocol):
        """Where lines are written: `Terminal`, or what does the same without styles."""

        quiet: bool

        def result(self, text: str) -> None:
            """Write what a program may read to stdout."""

        def said(self, text: str) -> None:
            """Write what is for people only to stderr; nothing if quiet."""

        def problem(self, text: str) -> None:
            """Write a problem to stderr."""


def _width(path: str) -> int:
    """The columns of a path in a terminal."""
    if path.isascii():
        return len(path)
    from bifolio.cli.terminal import width_of  # loads the widths of all characters

    return width_of(path)


class BuiltLines:
    """Writes what was built, in columns."""

    def __init__(self, terminal: Output) -> None:
        self._terminal = terminal
        self._column = 0
        self._reported: set[tuple[str, ...]] = set()
        self._folders: dict[str, list[BuiltPdf]] = {}
        self._new = self._current = 0

    def begin(self, paths: Iterable[str]) -> None:
        """Make the first column as wide as the longest of `paths`."""
        self._column = max((_width(path) for path in paths), default=0)

    def write(self, path: str, built: BuiltPdf, *, is_new: bool) -> None:
        """Write the line about the PDF at `path`, after its warnings; each warning once."""
        for each in built.noted:
            if each.parts not in self._reported:  # the unit may be in several editions
                self._reported.add(each.parts)
                self._terminal.problem(painted_problem(each, "warning"))
        self._folders.setdefault(os.path.dirname(path), []).append(built)
        self._new += is_new
        self._current += not is_new
        if self._terminal.quiet:
            return
        facts = [counted(built.pages, "page"), f"{built.size / 1000:.0f} kB"]
        if built.warnings:
            facts.append(paint(counted(built.warnings, "warning"), TextStyle.DOUBTFUL))
        gap = " " * max(self._column - _width(path), 0)
        self._terminal.result(f"{paint(path, TextStyle.STRONG)}{gap}  {', '.join(facts)}")

    def end(self) -> None:
        """Write the summary."""
        for line in self._summary():
            self._terminal.said(line)

    def _summary(self) -> Iterator[str]:
        """What was built, what is to be reviewed, and what to do next."""
        parts = [f"{counted(self._new, 'PDF')} built and checked"] if self._new else []
        if self._current or not parts:
            parts.append(f"{counted(self._current, 'PDF')} up to date")
        yield paint(", ".join(parts), TextStyle.GOOD)
        for folder, editions in self._folders.items():
            if warnings := sum(each.warnings for each in editions):
                others = warnings - sum(len(each.noted) for each in editions)
                more = f", {others} more than above" if others > 0 else ""
                yield f"{folder}/preflight.html shows {counted(warnings, 'warning')}{more}"
        for folder, editions in self._folders.items():
            if any(each.is_for_paper for each in editions):
                name = os.path.basename(folder)
                yield f"next: `bifolio sheets {name}` writes how to print, fold and cut them"
