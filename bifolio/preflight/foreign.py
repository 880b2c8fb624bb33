"""Checks PDFs of any origin, without a source."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bifolio.limits import ProcessEnded, apart, memory_limit
from bifolio.pdf.opening import DAMAGED, Unreadable, opened
from bifolio.preflight.document import Document
from bifolio.preflight.findings import Report
from bifolio.preflight.profiles import PreflightProfile, find_profile, profile_names
from bifolio.preflight.runner import inspect, unreadable
from bifolio.problems import Place, Problem, Problems

PROFILE = "foreign"
"""What a PDF without a source is checked against, unless a profile is named."""

MEMORY = 2000
"""MB that the checks of a file may take."""


def check_file(
    path: Path, *, profile: str = "", password: str = "", online: bool = False
) -> Report:
    """Return what the checks that need no source find in the PDF at `path`.

    Raises `Problems` if the profile is not found, and `OSError` if the file cannot be read.
    """
    try:
        against = find_profile(profile or PROFILE)
    except KeyError:
        hint = f"use one of: {', '.join(profile_names())}"
        raise Problems(
            [Problem("usage/unknown-profile", f"profile '{profile}' not found", hint)]
        ) from None
    data = path.read_bytes()

    def check() -> Report:
        return _report(path, data, against, password, online=online)

    try:
        return apart(check)
    except ProcessEnded as end:
        why = Unreadable(DAMAGED, f"the file cannot be checked to its end: {end}")
        return unreadable(path.name, against, data, why, path, Place(path))


def _report(
    path: Path, data: bytes, against: PreflightProfile, password: str, *, online: bool
) -> Report:
    """What the checks find; the process may end amid it where a library in C does."""
    with memory_limit(MEMORY):
        try:
            pdf = opened(data, password)
        except Unreadable as why:
            return unreadable(path.name, against, data, why, path, Place(path))
        document = Document(
            pdf=pdf.pdf,
            edition=path.name,
            profile=against,
            stored=pdf.stored,
            altered=True,
            path=path,
            online=online,
        )
        return replace(inspect(document), place=Place(path))
