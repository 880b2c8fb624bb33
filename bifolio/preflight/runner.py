"""Runs the checks of a profile."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from bifolio.limits import TooLong, time_limit
from bifolio.pdf.geometry import PageRectangle
from bifolio.pdf.opening import DAMAGED, Unreadable
from bifolio.preflight.checks import REGISTRY
from bifolio.preflight.document import Document
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import (
    ALL_OTHERS,
    Broken,
    CannotCheck,
    Finding,
    Report,
    Severity,
    Sighting,
    Skipped,
)
from bifolio.preflight.profiles import PreflightProfile
from bifolio.preflight.registry import Check
from bifolio.problems import Place

LONGEST = 60.0
"""Seconds that a check may take on a file that Bifolio did not build."""

NO_SOURCE = "it needs the source of the PDF"
NO_SHEETS = "it is for pages on sheets"
UNREAD = "the file cannot be read"
"""Why checks are skipped."""


LIMITS = {
    MemoryError: "it needs too much memory",
    RecursionError: "it is cyclic or nested too deeply",
}
"""Messages for errors that a malformed file causes."""


@dataclass
class _Run:
    """The results so far."""

    evidence: Document
    findings: list[Finding] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    damage: dict[str, list[str]] = field(default_factory=dict)
    """Reasons why the file cannot be read, with the checks that failed."""
    stopped: str = ""
    """Why the remaining checks are skipped."""

    def check(self, check: Check) -> None:
        """Run a check."""
        altered = self.evidence.altered
        try:
            with _limited() if altered else nullcontext():
                seen = [_finding(check, each, self.evidence) for each in check.run(self.evidence)]
        except CannotCheck as reason:
            self.skipped.append(Skipped(check.id, str(reason)))
        except (Exception, MemoryError) as error:
            self._failed(check, error)
        else:
            self.findings += seen
            if not seen:
                self.passed.append(check.id)

    def _failed(self, check: Check, error: BaseException) -> None:
        """Record why a check raised: a damaged file, or, if Bifolio has built it, a defect."""
        if isinstance(error, TooLong | MemoryError | RecursionError):
            reason = f"it cannot be checked completely: {LIMITS.get(type(error), error)}"
            self.stopped = UNREAD if self.evidence.altered else ""
        else:
            reason = f"an object cannot be read ({_in_words(error)})"
        if self.evidence.altered:
            self.damage.setdefault(reason, []).append(check.id)
        else:
            self.broken.append(Broken(check.id, f"{type(error).__name__}: {error}"))

    def report(self) -> Report:
        """Return the report."""
        evidence = self.evidence
        damage = [
            damaged(f"{reason}: {', '.join(ids)}", evidence.path)
            for reason, ids in self.damage.items()
        ]
        return Report(
            evidence.edition,
            evidence.profile.name,
            hashlib.sha256(evidence.stored or evidence.pdf).hexdigest(),
            tuple(dict.fromkeys(sorted([*damage, *self.findings], key=_order))),
            tuple(self.skipped),
            tuple(self.broken),
            tuple(each for each in self.passed if not (damage and each == DAMAGED)),
            evidence.place,
        )


def _in_words(error: BaseException) -> str:
    """The message of an error for the report, with its type."""
    message = " ".join(str(error).split())
    if isinstance(error, KeyError):
        return f"{message} is missing"
    return f"{message}, {type(error).__name__}" if message else type(error).__name__


@contextmanager
def _limited() -> Iterator[None]:
    """Limit the time, and ignore warnings of libraries: `file/damaged` reports what matters."""
    with time_limit(LONGEST), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def inspect(evidence: Document, checks: Iterable[Check] = REGISTRY) -> Report:
    """Run the checks of the profile on a PDF; without a source, checks that need one are skipped.

    A malformed object of a PDF that Bifolio did not build is a finding of `file/damaged`.
    """
    run = _Run(evidence)
    for check in checks:
        if not evidence.profile.includes(check.id):
            continue
        if not check.reads(evidence):
            reason = NO_SHEETS if isinstance(evidence, Evidence) else NO_SOURCE
            run.skipped.append(Skipped(check.id, reason))
        else:
            run.check(check)
        if run.stopped:
            run.skipped.append(Skipped(ALL_OTHERS, run.stopped))
            break
    return run.report()


def unreadable(
    name: str,
    profile: PreflightProfile,
    data: bytes,
    why: Unreadable,
    path: Path,
    place: Place | None,
) -> Report:
    """The report on a file that cannot be opened: all other checks are skipped."""
    finding = _of_file(why.check, why.message, path)
    digest = hashlib.sha256(data).hexdigest()
    return Report(
        name, profile.name, digest, (finding,), (Skipped(ALL_OTHERS, UNREAD),), place=place
    )


def damaged(message: str, path: Path | None) -> Finding:
    """A finding of `file/damaged` for the file at `path`."""
    return _of_file(DAMAGED, message, path)


def _of_file(identifier: str, message: str, path: Path | None) -> Finding:
    check = REGISTRY[identifier]
    place = Place(path) if path else None
    return replace(_found(check, message), place=place)


def _found(check: Check, message: str) -> Finding:
    """A finding of `check` without a place."""
    return Finding(
        check.id,
        check.severity,
        message,
        check.hint,
        rationale=check.rationale,
        release=check.release,
    )


def _finding(check: Check, seen: Sighting, evidence: Document) -> Finding:
    place = seen.place or evidence.place
    box = _box_of(seen, evidence) if seen.box is None and seen.unit else seen.box
    finding = replace(
        _found(check, seen.message),
        severity=evidence.profile.severity(check.id, check.severity),
        box=box,
        place=place,
        language=seen.language,
    )
    if accepted := evidence.accepted(seen.unit, check.id):
        return replace(finding, severity=Severity.INFO, accepted=accepted)
    return finding


def _box_of(seen: Sighting, evidence: Document) -> PageRectangle | None:
    """The box of the unit of a sighting."""
    for block in evidence.blocks_of.get(seen.unit, ()):
        if seen.language in ("", block.language):
            return block.box
    return None


def _order(finding: Finding) -> tuple[int, int, float, str]:
    severities = list(Severity)
    box = finding.box
    return (
        severities.index(finding.severity),
        box.page if box else 0,
        -box.rectangle.top if box else 0.0,
        finding.check,
    )
