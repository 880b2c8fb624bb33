"""`bifolio explain`: explains the codes of problems and findings."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from difflib import get_close_matches
from itertools import groupby

from bifolio.explanations import Explanation, read_explanations
from bifolio.problems import Problems
from bifolio.workflow.registry import explained

TITLE = """\
# Messages

Written by `make checks` from the program itself. The first line of a problem ends with its lasting
code, the next one says what to do: `path:line:column: message [code]`. `bifolio explain CODE`
prints what is written here. Codes are never renamed, so scripts and searches can rely on them.
Problems whose codes begin with `usage/` exit with 2, with `environment/` with 3, all others with 1.

The findings of preflight have codes of the same form, see
[the checks of preflight](../bifolio/preflight/CHECKS.md)."""


def run(options: argparse.Namespace) -> int:
    """Explain, and return the exit code."""
    problems = list(read_explanations())
    if options.markdown:
        print(_document(problems))
        return 0
    explanations = sorted([*problems, *_checks()], key=lambda each: each.code)
    known = {each.code: each for each in explanations}
    if options.code is None:
        for each in known.values():
            print(f"{each.code}: {each.what}")
        return 0
    if options.code not in known:
        message = f"unknown code '{options.code}'"
        near = get_close_matches(options.code, known, n=1)
        hint = f"did you mean '{near[0]}'? " if near else ""
        hint += "`bifolio explain` lists all codes"
        raise Problems.of("usage/unknown-code", message, hint)
    found = known[options.code]
    print(f"{found.code}: {found.what}\nWhy: {found.why}\nFix: {found.fix}")
    return 0


def _checks() -> Iterable[Explanation]:
    """The explanations of the checks of preflight."""
    for check in (each for _, checks in explained() for each in checks):
        fix = f"{check.hint[:1].upper()}{check.hint[1:]}."
        yield Explanation(check.id, check.what, check.rationale, fix)


def _document(problems: Iterable[Explanation]) -> str:
    """All explanations of problems as a page of the documentation."""
    parts = [TITLE]
    for subject, found in groupby(problems, key=lambda each: each.code.partition("/")[0]):
        parts.append(f"## {subject}/")
        parts += [
            f"### {each.code}\n\n{each.what}\n\nWhy: {each.why}\n\nFix: {each.fix}"
            for each in found
        ]
    return "\n\n".join(parts)
