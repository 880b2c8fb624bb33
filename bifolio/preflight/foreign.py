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
from bifolio.problems import Place, Problems

PROFILE = "foreign"
"""The default profile for a PDF without a source."""

MEMORY = 2000
"""MB that checking a file may take."""


def check_file(
    path: Path, *, profile: str = "", password: str = "", online: bool = False
) -> Report:
    """Check the PDF at `path` without a source.

    Raises `Problems` if the profile is not found, and `OSError` if the file cannot be read.
    """
    try:
        against = find_profile(profile or PROFILE)
    except KeyError:
        message = f"profile '{profile}' not found"
        hint = f"use one of: {', '.join(profile_names())}"
        raise Problems.of("usage/unknown-profile", message, hint) from None
    data = path.read_bytes()

    def check() -> Report:
        return _report(path, data, against, password, online=online)

    try:
        return apart(check)
    except ProcessEnded as end:
        why = Unreadable(DAMAGED, f"the file cannot be checked completely: {end}")
        return unreadable(path.name, against, data, why, path, Place(path))


def _report(
    path: Path, data: bytes, against: PreflightProfile, password: str, *, online: bool
) -> Report:
    """Check in a child process, which a C library may terminate."""
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
