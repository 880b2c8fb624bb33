"""Styles of what people read in a terminal: colours, weights, and how a problem is written.

Loads nothing that takes long.
"""

from __future__ import annotations

from enum import StrEnum

TYPE_CHECKING = False  # `typing` takes longer to load than the rest
if TYPE_CHECKING:
    from bifolio.problems import Problem
    from bifolio.workflow.built import Warned

BEGIN, END = "\x1b[", "m"
"""Around the parameters of a style (SGR; ECMA-48, 8.3.117)."""


class TextStyle(StrEnum):
    """A colour or weight, as the parameters of SGR (ECMA-48, 8.3.117)."""

    STRONG = "1"
    FAINT = "2"
    BAD = "1;31"
    DOUBTFUL = "33"
    GOOD = "32"


SEVERITIES = {
    "fail": TextStyle.BAD,
    "error": TextStyle.BAD,
    "warn": TextStyle.DOUBTFUL,
    "warning": TextStyle.DOUBTFUL,
    "info": TextStyle.FAINT,
    "skipped": TextStyle.FAINT,
}


def paint(text: str, style: TextStyle) -> str:
    """Put text in a style; `Terminal` leaves it out where there are no colours."""
    return f"\x1b[{style}m{text}\x1b[0m" if text else ""


def without_styles(text: str) -> str:
    """A text as it is where there are no styles."""
    first, *styled = text.split(BEGIN)
    return first + "".join(each.partition(END)[2] for each in styled)


def painted_problem(problem: Problem | Warned, severity: str = "") -> str:
    """A problem in the words of `str(problem)`, after `severity`."""
    kind = f"{paint(severity, SEVERITIES[severity])}: " if severity else ""
    place = paint(f"{problem.place}: ", TextStyle.STRONG) if problem.place else ""
    code = paint(f" [{problem.code}]", TextStyle.FAINT)
    return f"{kind}{place}{problem.message}{code}\n  hint: {problem.hint}"


def counted(number: int, noun: str) -> str:
    """`1 page`, `2 pages`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
