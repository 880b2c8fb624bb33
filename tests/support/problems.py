"""Reads problems as commands print them: tests assert their codes and places, not their words."""

from __future__ import annotations

import re
from collections.abc import Callable

from bifolio.problems import Problems

PROBLEM = re.compile(
    r"^(?:warning: )?(?:(?P<place>\S.*?:\d+:\d+|[^\s:]+/[^:]+|[^\s:]+\.\w+): )?"
    r".*\[(?P<code>[a-z-]+/[a-z0-9-]+)\]$",
    re.MULTILINE,
)
"""The first line of a problem: `path:line:column: message [code]`; a whole file has no line."""


def codes(printed: str) -> list[str]:
    """The codes of the problems that a command printed, in their order."""
    return [found["code"] for found in PROBLEM.finditer(printed)]


def places(printed: str) -> list[str]:
    """The same with their places: `path:line:column code`, or `path code` for a whole file."""
    return [f"{found['place']} {found['code']}" for found in PROBLEM.finditer(printed)]


def having(*expected: str) -> Callable[[Problems], bool]:
    """A test for `pytest.raises(Problems, check=…)`: the problems have the codes `expected`."""
    return lambda found: [problem.code for problem in found.problems] == [*expected]
