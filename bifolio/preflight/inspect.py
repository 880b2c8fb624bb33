"""Runs the checks of a profile on the evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

import bifolio.preflight.checks  # noqa: F401  enters the checks
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Box, Broken, Finding, Report, Severity, Sighting, Skipped
from bifolio.preflight.registry import REGISTRY, CannotLook, Check


def inspect(evidence: Evidence, checks: Iterable[Check] = REGISTRY) -> Report:
    """Return what the checks of the evidence's profile find."""
    findings: list[Finding] = []
    skipped: list[Skipped] = []
    broken: list[Broken] = []
    passed: list[str] = []
    for check in checks:
        if not evidence.profile.holds(check.id):
            continue
        try:
            seen = [_finding(check, sighting, evidence) for sighting in check.look(evidence)]
        except CannotLook as reason:
            skipped.append(Skipped(check.id, str(reason)))
        except Exception as error:  # a fault of the check is told as one, never as a pass
            broken.append(Broken(check.id, f"{type(error).__name__}: {error}"))
        else:
            findings += seen
            if not seen:
                passed.append(check.id)
    findings.sort(key=_order)
    return Report(
        evidence.edition,
        evidence.profile.name,
        hashlib.sha256(evidence.pdf).hexdigest(),
        tuple(dict.fromkeys(findings)),
        tuple(skipped),
        tuple(broken),
        tuple(passed),
        evidence.settings.place,
    )


def explained() -> Iterator[Check]:
    """Every check of the press, in the order of the documentation."""
    yield from sorted(REGISTRY, key=lambda check: check.id)


def _finding(check: Check, seen: Sighting, evidence: Evidence) -> Finding:
    # What is said in no text is said of the edition.
    place = seen.place or evidence.settings.place
    finding = Finding(
        check.id, check.severity, seen.message, check.hint, seen.box, place, seen.language
    )
    if finding.box is None and seen.unit:
        finding = replace(finding, box=_box_of(seen, evidence))
    for unit in evidence.manuscript.units():
        if unit.id == seen.unit and check.id in unit.accepted:
            return replace(finding, severity=Severity.INFO, accepted=unit.accepted[check.id])
    return finding


def _box_of(seen: Sighting, evidence: Evidence) -> Box | None:
    """Where on the page the unit stands that a sighting is about."""
    for block in evidence.blocks:
        if block.unit == seen.unit and seen.language in ("", block.language):
            return block.box
    return None


def _order(finding: Finding) -> tuple[int, int, float, str]:
    severities = list(Severity)
    box = finding.box
    return (
        severities.index(finding.severity),
        box.page if box else 0,
        -box.top if box else 0.0,
        finding.check,
    )
