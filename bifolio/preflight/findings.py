"""What preflight reports: findings with their places, and what was skipped."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.problems import Place


class Severity(StrEnum):
    """How much a finding matters."""

    FAIL = "fail"
    """A printer, a blind reader or a proofreader would send it back; the PDF is not delivered."""
    WARN = "warn"
    """Somebody should check it."""
    INFO = "info"
    """Good to know."""


class CannotCheck(Exception):
    """What a check needs is not there; says why."""


def whole_page(page: int) -> PageRectangle:
    """The place of something that is on a page, or missing there, at no place of its own."""
    return PageRectangle(page, Rectangle(0, 0, 0, 0))


@dataclass(frozen=True)
class Sighting:
    """What a check has seen, before it is known under which id and severity."""

    message: str
    box: PageRectangle | None = None
    place: Place | None = None
    language: str = ""
    unit: str = ""
    """The id of the unit of text that it is about."""


@dataclass(frozen=True)
class Finding:
    """A fact about the document."""

    check: str
    """The lasting id of the check."""
    severity: Severity
    message: str
    hint: str
    box: PageRectangle | None = None
    place: Place | None = None
    language: str = ""
    accepted: str = ""
    """Why it is meant to be so, in the words of the source; then it is only good to know."""
    rationale: str = ""
    """Why it matters, in the words of its check."""
    release: bool = False
    """Whether it fails `bifolio check --release`, whatever its severity."""


@dataclass(frozen=True)
class Skipped:
    """A check that could not look."""

    check: str
    reason: str


@dataclass(frozen=True)
class Broken:
    """A check that raised: a fault of the program, and never a pass."""

    check: str
    error: str


@dataclass(frozen=True)
class Report:
    """What preflight says of one edition."""

    edition: str
    profile: str
    sha256: str = ""
    """The digest of the PDF that was checked, in hexadecimal."""
    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    broken: tuple[Broken, ...] = ()
    passed: tuple[str, ...] = field(default=())
    """The ids of the checks that found nothing."""
    place: Place | None = None
    """Where the source describes the edition."""

    def count(self, severity: Severity) -> int:
        """How many findings have `severity`."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def fits(self) -> bool:
        """Whether the PDF may be delivered; a skipped check does not keep it from that."""
        return not self.broken and not self.count(Severity.FAIL)
