"""preflight.json: the results of preflight for all editions of a publication, for programs.

All code that writes or reads the file uses this module. An incompatible change raises `VERSION`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bifolio.preflight.findings import Finding, Report, Severity
from bifolio.problems import Place, Problems

NAME = "preflight.json"
"""The name of the file, beside the PDFs."""

VERSION: Final = 1


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FindingEntry(_Entry):
    """One finding."""

    code: str
    """The id of the check; `bifolio explain` explains it."""
    severity: Severity
    message: str
    hint: str
    page: int | None
    box: tuple[float, float, float, float] | None
    """Left, bottom, right and top on the page (pt)."""
    file: str | None
    line: int | None
    """None if it concerns the whole file."""
    language: str | None
    accepted: str | None
    """Why the source accepts it."""


class EditionEntry(_Entry):
    """The results for one PDF."""

    edition: str
    """The name of the edition, or of the file."""
    profile: str
    """The profile that it was checked against."""
    fits: bool
    """Whether it may be delivered."""
    sha256: str
    """The digest of the PDF, in hexadecimal."""
    findings: tuple[FindingEntry, ...]
    skipped: dict[str, str]
    """The reason for each check that was skipped, or for "all other checks"."""
    errors: dict[str, str]
    """The error of each check that raised."""
    passed: tuple[str, ...]
    """The checks that found nothing."""


class ReportFile(_Entry):
    """The content of preflight.json."""

    version: Literal[1] = VERSION
    editions: tuple[EditionEntry, ...]


class _Versioned(BaseModel):
    """The part that is common to all versions."""

    version: int


def to_json(reports: Iterable[Report]) -> str:
    """The content of the file for `reports`."""
    return ReportFile(editions=tuple(map(_edition, reports))).model_dump_json(indent=2)


def read_report(path: Path) -> dict[str, EditionEntry]:
    """Read the report at `path`, by edition; empty if there is no file.

    Raises `Problems` if it is damaged or was written by another version, and `OSError` if it cannot
    be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    hint = f"build the publication again: `bifolio build {path.parent.name}`"
    try:
        version = _Versioned.model_validate_json(data).version
        if version != VERSION:
            message = f"the report has version {version}; this version of Bifolio reads {VERSION}"
            raise Problems.of("preflight/unknown-report-version", message, hint, Place(path))
        found = ReportFile.model_validate_json(data)
    except ValidationError:
        message = "the preflight report is damaged"
        raise Problems.of("preflight/damaged-report", message, hint, Place(path)) from None
    return {each.edition: each for each in found.editions}


def _edition(report: Report) -> EditionEntry:
    return EditionEntry(
        edition=report.edition,
        profile=report.profile,
        fits=report.fits,
        sha256=report.sha256,
        findings=tuple(map(_finding, report.findings)),
        skipped={skipped.check: skipped.reason for skipped in report.skipped},
        errors={broken.check: broken.error for broken in report.broken},
        passed=report.passed,
    )


def _finding(finding: Finding) -> FindingEntry:
    box, place = finding.box, finding.place
    return FindingEntry(
        code=finding.check,
        severity=finding.severity,
        message=finding.message,
        hint=finding.hint,
        page=box.page if box else None,
        box=box.rectangle if box else None,
        file=place.file if place else None,
        line=(place.line or None) if place else None,
        language=finding.language or None,
        accepted=finding.accepted or None,
    )
