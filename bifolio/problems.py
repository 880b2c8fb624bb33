"""What is told to the person who must act: a place, what is wrong there, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Place:
    """A point in a file; `line` and `column` count from 1."""

    path: Path
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """`path:line:column`, the path relative to the working directory where it is below it."""
        path = self.path
        if path.is_absolute() and path.is_relative_to(Path.cwd()):
            path = path.relative_to(Path.cwd())
        return f"{path.as_posix()}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, in the words of whoever wrote the file, and its remedy."""

    message: str
    hint: str
    place: Place | None = None

    def __str__(self) -> str:
        """Print as `path:line:column: message`, the hint indented on the next line."""
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}\n  hint: {self.hint}"


class Problems(Exception):
    """The work cannot go on; carries every problem that was found, in reading order."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep `problems`, those without a place first, then by file, line and column."""
        self.problems = tuple(sorted(problems, key=_reading_order))
        super().__init__("\n".join(map(str, self.problems)))


class EnvironmentProblems(Problems):
    """The machine is what keeps the work from going on: its disks, rights or limits."""

    exit_code = 3


def one_of(typed: str, valid: Iterable[str]) -> str:
    """The hint for a name that is not valid: the nearest one, where one is near, and all."""
    names = list(valid)
    near = difflib.get_close_matches(typed, names, n=1)
    listed = f"se one of: {', '.join(names)}"
    return f"did you mean '{near[0]}'? U{listed}" if near else f"u{listed}"


def _reading_order(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return (place.path.as_posix(), place.line, place.column) if place else ("", 0, 0)
