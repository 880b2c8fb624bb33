"""Shows the progress of what is built, checked or put on sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bifolio.cli.styles import TextStyle, paint
from bifolio.cli.terminal import Terminal, width_of
from bifolio.workflow.order import Watcher


class BuildWatcher(Watcher):
    """Shows how many PDFs are finished, and writes lines about files in two columns."""

    def __init__(self, terminal: Terminal, what: str) -> None:
        """Watch `what` is being done, such as `building`."""
        self.terminal = terminal
        self._what = what
        self._all: tuple[Path, ...] = ()
        self._left: dict[Path, None] = {}
        self._column = 0
        terminal.progress("reading the texts")

    def begun(self, paths: Sequence[Path], current: Sequence[Path] = ()) -> None:
        """Show how many files there are."""
        self._all = tuple(paths)
        self._left = dict.fromkeys(paths)
        self._column = max((width_of(str(path)) for path in paths), default=0)
        self._show()

    def finished(self, path: Path) -> None:
        """Show that one less is left."""
        self._left.pop(path, None)
        self._show()

    def write(self, path: Path, facts: str) -> None:
        """Write a line about a finished file, its path and `facts`; nothing if quiet."""
        if self.terminal.quiet:
            return
        gap = " " * max(self._column - width_of(str(path)), 0)
        self.terminal.result(f"{paint(str(path), TextStyle.STRONG)}{gap}  {facts}")

    def _show(self) -> None:
        done = len(self._all) - len(self._left)
        self.terminal.progress(
            self._what, done, len(self._all), [each.stem for each in tuple(self._left)]
        )
