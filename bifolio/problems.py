"""Problems that are reported to users: a code, a message, a hint and a place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

FOUND, USAGE, ENVIRONMENT = 1, 2, 3
"""Exit codes: problems in the source or findings; wrong usage; the environment."""

EXIT_CODES = {"usage": USAGE, "environment": ENVIRONMENT}
"""Exit codes by the subject of a problem's code; default: `FOUND`."""


SHOWN = 80
LONG_QUOTATION = re.compile(r"(?<![^\W_])'([^']{160,})'(?![^\W_])")
"""What a message quotes in full, although a reader needs its beginning only (`SHOWN`)."""

LINE_END = re.compile(r"\s*\n\s*")
"""What a message quotes may be in several lines; a message is one."""

INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Control characters, which a terminal would obey, invisible ones, and those that turn a line."""


def _escaped(match: re.Match[str]) -> str:
    return f"U+{ord(match[0]):04X}"


@dataclass(frozen=True, order=True)
class Place:
    """A point in a file, or a whole file, such as a PDF; lines and columns count from 1."""

    path: Path
    line: int = 0
    """0: the whole file."""
    column: int = 1

    @property
    def file(self) -> str:
        """The path, relative to the working directory if it is below it."""
        path = self.path
        if path.is_absolute() and path.is_relative_to(Path.cwd()):
            path = path.relative_to(Path.cwd())
        return path.as_posix()

    def __str__(self) -> str:
        """`path:line:column`, or `path` for a whole file."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Problem:
    """One problem, and its remedy."""

    code: str
    """The lasting code, SUBJECT/NAME; `bifolio/explanations/SUBJECT.yaml` explains it."""
    message: str
    """What is wrong, in lower case and in the terms of the author of the file."""
    hint: str
    """What to do about it."""
    place: Place | None = None

    def __post_init__(self) -> None:
        """Shorten what the message quotes, and show characters that no terminal shows as it is."""
        message = LONG_QUOTATION.sub(lambda match: f"'{match[1][:SHOWN]}…'", self.message)
        message = INVISIBLE.sub(_escaped, on_one_line(message))
        object.__setattr__(self, "message", message)

    def __str__(self) -> str:
        """`path:line:column: message [code]`, the hint indented on the next line."""
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message} [{self.code}]\n  hint: {self.hint}"


class Problems(Exception):
    """All problems of a failed operation, sorted by file, line and column."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep `problems`, sorted; those without a place come first."""
        self.problems = tuple(sorted(problems, key=_reading_order))
        super().__init__("\n".join(map(str, self.problems)))

    @classmethod
    def of(cls, code: str, message: str, hint: str, place: Place | None = None) -> Self:
        """A single `Problem`."""
        return cls([Problem(code, message, hint, place)])

    @property
    def exit_code(self) -> int:
        """The exit code: that of the environment has precedence, then findings, then usage."""
        codes = {exit_code_of(problem.code) for problem in self.problems}
        return next((code for code in (ENVIRONMENT, FOUND, USAGE) if code in codes), FOUND)


def on_one_line(message: str) -> str:
    """A message without the line ends of what it quotes."""
    return LINE_END.sub(" ", message)


def exit_code_of(code: str) -> int:
    """The exit code of a problem with `code`."""
    return EXIT_CODES.get(code.partition("/")[0], FOUND)


def one_of(typed: str, valid: Iterable[str]) -> str:
    """The hint for an invalid name: the closest valid name, if there is one, and all of them."""
    names = list(valid)
    near = did_you_mean(typed, names)
    listed = f"se one of: {', '.join(names)}"
    return f"{near} U{listed}" if near else f"u{listed}"


def did_you_mean(typed: str, valid: Iterable[str]) -> str:
    """The question whether the closest valid name was meant; empty if none is close."""
    near = difflib.get_close_matches(typed, list(valid), n=1)
    return f"did you mean '{near[0]}'?" if near else ""


def _reading_order(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return (place.path.as_posix(), place.line, place.column) if place else ("", 0, 0)


@contextmanager
def collecting(problems: list[Problem]) -> Iterator[None]:
    """Add `Problems` that are raised in this context to `problems`."""
    try:
        yield
    except Problems as found:
        problems += found.problems
