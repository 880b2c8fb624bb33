"""Writes the results of preflight as HTML, as lines for editors and as problems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bifolio.pdf.geometry import Rectangle
from bifolio.preflight.document import PICTURE_SCALE
from bifolio.preflight.findings import ALL_OTHERS, Finding, Report, Severity
from bifolio.preflight.page_images import Examined, PageImage
from bifolio.problems import Problem
from bifolio.project.templates import own_template

MOST_PAGES = 8
"""The most pages that a line lists."""

TEMPLATE = Path(__file__).with_name("report.html.j2")


@dataclass(frozen=True)
class _Spot:
    """The outline of a finding on a page image; lengths in per cent of its width or height."""

    number: int
    severity: str
    left: float
    top: float
    width: float
    height: float
    label: str


def problems_of(report: Report, name: str) -> list[Problem]:
    """What prevents the delivery of a PDF called `name`."""
    problems = []
    for finding in report.findings:
        if finding.severity is Severity.FAIL:
            page = f" page {finding.box.page}" if finding.box else ""
            message = f"{name}{page}: {finding.message}"
            problems.append(Problem(finding.check, message, finding.hint, finding.place))
    for broken in report.broken:
        message = f"{name}: the check {broken.check} failed: {broken.error}"
        hint = "report it to the developers: this is a defect of the check"
        problems.append(Problem("preflight/broken-check", message, hint))
    return problems


def lines(reports: Iterable[Report], *, least: Severity = Severity.INFO) -> str:
    """One line for each finding: `path:line:column: severity: edition pages: message [code]`.

    The same finding on several pages is one line.
    """
    severities = list(Severity)
    written = []
    for report in reports:
        pages: dict[tuple[str, str, str], list[int]] = {}
        for finding in report.findings:
            if severities.index(finding.severity) <= severities.index(least):
                start = f"{finding.place or report.place}: {finding.severity}: "
                accepted = f" (accepted: {finding.accepted})" if finding.accepted else ""
                line = start, f"{finding.message}{accepted}", finding.check
                pages.setdefault(line, []).extend([finding.box.page] if finding.box else [])
        written += [
            f"{start}{_subject(report, _on(on))}{message} [{check}]"
            for (start, message, check), on in pages.items()
        ]
        subject = _subject(report)
        written += [
            f"{report.place}: skipped: {subject}{_skipped(reason, checks)}"
            for reason, checks in skipped_by_reason(report).items()
        ]
        written += [
            f"{report.place}: error: {subject}{broken.error} [{broken.check}]"
            for broken in report.broken
        ]
    return "\n".join(written)


def _skipped(reason: str, checks: Sequence[str]) -> str:
    """Why checks were skipped."""
    if ALL_OTHERS in checks:
        return f"{ALL_OTHERS}, because {reason}"
    return f"{reason} [{', '.join(checks)}]"


def _subject(report: Report, pages: str = "") -> str:
    """The subject of a line: edition and `pages`, or `pages` only if the place is the file."""
    is_named = report.place is not None and report.place.path.name == report.edition
    subject = f"{'' if is_named else report.edition}{pages}".strip()
    return f"{subject}: " if subject else ""


def skipped_by_reason(report: Report) -> dict[str, list[str]]:
    """The ids of the checks that were skipped, by the reason."""
    found: dict[str, list[str]] = {}
    for skipped in report.skipped:
        found.setdefault(skipped.reason, []).append(skipped.check)
    return found


def page(title: str, editions: Sequence[Examined], fonts: Iterable[Path] = ()) -> str:
    """The report as one self-contained HTML file.

    `fonts` (TrueType) are embedded for characters that the reader's fonts may lack.
    """
    return own_template(TEMPLATE).render(
        title=title,
        severities=list(Severity),
        all_others=ALL_OTHERS,
        languages=sorted({language for each in editions for language in each.languages}),
        editions=[_shown(each) for each in editions],
        fonts=[font.read_bytes() for font in fonts],
    )


def _shown(each: Examined) -> dict[str, object]:
    """An edition for the template."""
    numbered = list(enumerate(each.report.findings, 1))
    return {
        "report": each.report,
        "skipped": skipped_by_reason(each.report),
        "findings": [{"number": number, "finding": finding} for number, finding in numbered],
        "pages": [
            {
                "number": at,
                "image": picture,
                "spots": [
                    _spot(number, finding, finding.box.rectangle, picture)
                    for number, finding in numbered
                    if finding.box is not None and finding.box.page == at
                ],
            }
            for at, picture in enumerate(each.pictures, 1)
        ],
    }


def _spot(number: int, finding: Finding, box: Rectangle, picture: PageImage) -> _Spot:
    width, height = (pixels / PICTURE_SCALE for pixels in picture.pixels)
    if box.right <= box.left or box.top <= box.bottom:  # the whole page
        box = Rectangle(0, 0, width, height)
    return _Spot(
        number,
        finding.severity,
        round(100 * box.left / width, 2),
        round(100 * (1 - box.top / height), 2),
        round(100 * box.width / width, 2),
        round(100 * box.height / height, 2),
        f"{number}: {finding.message}",
    )


def _on(pages: Iterable[int]) -> str:
    """The list of pages of a finding."""
    numbers = sorted(set(pages))
    listed = ", ".join(map(str, numbers[:MOST_PAGES]))
    more = f" and {len(numbers) - MOST_PAGES} more" if len(numbers) > MOST_PAGES else ""
    return f" page{'s' if len(numbers) > 1 else ''} {listed}{more}" if numbers else ""
