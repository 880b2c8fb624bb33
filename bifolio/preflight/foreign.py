"""Checks PDFs of any origin, without a source."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml

from bifolio.limits import ProcessEnded, apart, memory_limit
from bifolio.pdf.opening import DAMAGED, Unreadable, opened
from bifolio.preflight.document import Document
from bifolio.preflight.findings import Report
from bifolio.preflight.profiles import PreflightProfile, find_profile, profile_names
from bifolio.preflight.runner import inspect, unreadable
from bifolio.problems import Place, Problems

PROFILE = "foreign"
"""The default profile for a PDF without a source."""

FOR_PRINT_SHOPS = {"press": "foreign-press"}
"""Profiles of editions, and those for PDFs of other software in their place."""

HINTS = Path(__file__).with_name("foreign_hints.yaml")

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
        return _of_others(unreadable(path.name, against, data, why, path, Place(path)))


def _report(
    path: Path, data: bytes, against: PreflightProfile, password: str, *, online: bool
) -> Report:
    """Check in a child process, which a C library may terminate."""
    with memory_limit(MEMORY):
        try:
            pdf = opened(data, password)
        except Unreadable as why:
            return _of_others(unreadable(path.name, against, data, why, path, Place(path)))
        document = Document(
            pdf=pdf.pdf,
            edition=path.name,
            profile=against,
            stored=pdf.stored,
            altered=True,
            path=path,
            online=online,
        )
        if document.is_of_bifolio:
            return replace(inspect(document), place=Place(path))
        own = find_profile(FOR_PRINT_SHOPS.get(against.name, against.name))
        return _of_others(replace(inspect(replace(document, profile=own)), place=Place(path)))


def _of_others(report: Report) -> Report:
    """`report` with hints for the makers of a PDF that Bifolio did not build."""
    hints: dict[str, str] = yaml.safe_load(HINTS.read_bytes())
    return replace(
        report,
        findings=tuple(
            replace(each, hint=hints.get(each.check, each.hint)) for each in report.findings
        ),
    )
