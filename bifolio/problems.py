"""What is wrong, where, and what to do about it: what users read in place of a traceback."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

FOUND, USAGE, ENVIRONMENT = 1, 2, 3
"""Exit codes: problems in the source or findings; wrong usage; a problem of the machine."""

EXIT_CODES = {"usage": USAGE, "environment": ENVIRONMENT}
"""The exit code of problems by the subject of their codes; of all others it is `FOUND`."""


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
    """One thing that is wrong, and its remedy."""

    code: str
    """The lasting code, SUBJECT/NAME; `bifolio/explanations/SUBJECT.yaml` explains it."""
    message: str
    """What is wrong, in lower case and in the words of whoever wrote the file."""
    hint: str
    """What to do about it."""
    place: Place | None = None

    def __str__(self) -> str:
        """`path:line:column: message [code]`, the hint indented on the next line."""
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message} [{self.code}]\n  hint: {self.hint}"


class Problems(Exception):
    """The work cannot go on; carries every problem that was found, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep `problems`, those without a place first, then by file, line and column."""
        self.problems = tuple(sorted(problems, key=_reading_order))
        super().__init__("\n".join(map(str, self.problems)))

    @classmethod
    def of(cls, code: str, message: str, hint: str, place: Place | None = None) -> Self:
        """A single `Problem`."""
        return cls([Problem(code, message, hint, place)])

    @property
    def exit_code(self) -> int:
        """The code to exit with: that of the machine comes before all, that of usage after all."""
        codes = {exit_code_of(problem.code) for problem in self.problems}
        return next((code for code in (ENVIRONMENT, FOUND, USAGE) if code in codes), FOUND)


def exit_code_of(code: str) -> int:
    """The exit code of a problem with `code`."""
    return EXIT_CODES.get(code.partition("/")[0], FOUND)


def one_of(typed: str, valid: Iterable[str]) -> str:
    """The hint for a name that is not valid: the nearest one, where one is near, and all."""
    names = list(valid)
    near = difflib.get_close_matches(typed, names, n=1)
    listed = f"se one of: {', '.join(names)}"
    return f"did you mean '{near[0]}'? U{listed}" if near else f"u{listed}"


def _reading_order(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return (place.path.as_posix(), place.line, place.column) if place else ("", 0, 0)


@contextmanager
def collecting(problems: list[Problem]) -> Iterator[None]:
    """Add what is raised to `problems`."""
    try:
        yield
    except Problems as found:
        problems += found.problems
