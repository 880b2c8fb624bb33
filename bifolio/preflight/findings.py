"""The results of preflight: findings, skipped checks, and the report on an edition."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.problems import Place


class Severity(StrEnum):
    """The severity of a finding."""

    FAIL = "fail"
    """A printer, a blind reader or a proofreader would reject the PDF; it is not delivered."""
    WARN = "warn"
    """To be reviewed."""
    INFO = "info"
    """For information."""


class CannotCheck(Exception):
    """A check lacks what it needs; the message is the reason."""


def whole_page(page: int) -> PageRectangle:
    """The box of a finding that concerns a whole page."""
    return PageRectangle(page, Rectangle(0, 0, 0, 0))


@dataclass(frozen=True)
class Sighting:
    """What a check reports; the runner adds id and severity."""

    message: str
    box: PageRectangle | None = None
    place: Place | None = None
    language: str = ""
    unit: str = ""
    """The id of the unit that it concerns."""


@dataclass(frozen=True)
class Finding:
    """A problem that a check found."""

    check: str
    """The id of the check."""
    severity: Severity
    message: str
    hint: str
    box: PageRectangle | None = None
    place: Place | None = None
    language: str = ""
    accepted: str = ""
    """Why the source accepts it, which makes it information."""
    rationale: str = ""
    """Why it matters."""
    release: bool = False
    """Whether it fails `bifolio check --release`, whatever its severity."""


ALL_OTHERS = "all other checks"
"""Instead of the id of a skipped check: every check that the report does not mention."""


@dataclass(frozen=True)
class Skipped:
    """A check that was skipped, or `ALL_OTHERS`."""

    check: str
    reason: str


@dataclass(frozen=True)
class Broken:
    """A check that raised, which is a defect of Bifolio."""

    check: str
    error: str


@dataclass(frozen=True)
class Report:
    """The results for one edition."""

    edition: str
    profile: str
    sha256: str = ""
    """The digest of the checked PDF, in hexadecimal."""
    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    broken: tuple[Broken, ...] = ()
    passed: tuple[str, ...] = ()
    """The ids of the checks that found nothing."""
    place: Place | None = None
    """Where the source defines the edition."""

    def count(self, severity: Severity) -> int:
        """Count the findings of `severity`."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def fits(self) -> bool:
        """Whether the PDF may be delivered; skipped checks do not prevent it."""
        return not self.broken and not self.count(Severity.FAIL)
