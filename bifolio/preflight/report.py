"""Writes the results of preflight as HTML, as lines for editors and as problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bifolio.pdf.geometry import Rectangle
from bifolio.preflight.drawn_pages import PICTURE_SCALE
from bifolio.preflight.findings import ALL_OTHERS, Finding, Report, Severity
from bifolio.preflight.page_images import Examined, PageImage
from bifolio.preflight.report_file import EditionEntry
from bifolio.problems import Place, Problem, on_one_line
from bifolio.project.templates import own_template

MOST_PAGES = 8
"""The most pages that a line lists."""

MOST_ALIKE = 5
"""The most findings with one message that are listed as problems: a colour that is too pale is
found in each text that has it."""

DETAIL_WIDTH, DETAIL_MARGIN, DETAIL_MOST = 240.0, 14.0, 150.0
"""The part of a page beside a finding (pt): least width, margin around it, greatest height."""

EMPTY: Final[Mapping[str, EditionEntry]] = MappingProxyType({})

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
    """What prevents the delivery of a PDF called `name`.

    Of many findings with one message, the first ones are listed, and how many others there are.
    """
    failing: dict[tuple[str, str], dict[Problem, None]] = {}
    for finding in report.findings:
        if finding.severity is Severity.FAIL:
            page = f" page {finding.box.page}" if finding.box else ""
            message = f"{name}{page}: {finding.message}"
            problem = Problem(finding.check, message, finding.hint, finding.place)
            failing.setdefault((finding.check, finding.message), {})[problem] = None
    problems = []
    for alike in failing.values():
        listed = list(alike)
        if (others := len(listed) - MOST_ALIKE) > 1:
            last = listed[MOST_ALIKE - 1]
            more = f"{last.message}; {others} more like it are in preflight.html"
            listed = [*listed[: MOST_ALIKE - 1], replace(last, message=more)]
        problems += listed
    for broken in report.broken:
        message = f"{name}: the check {broken.check} failed: {broken.error}"
        hint = "report it to the developers: this is a defect of the check"
        problems.append(Problem("preflight/broken-check", message, hint))
    return problems


def lines(reports: Iterable[Report], *, least: Severity = Severity.INFO) -> str:
    """One line for each finding: `path:line:column: severity: edition pages: message [code]`.

    The same finding on several pages or in several editions is one line, and so is one reason why
    checks were skipped.
    """
    given = list(reports)
    broken = (
        f"{report.place}: error: {_subject({_name(report): ()})}{each.error} [{each.check}]"
        for report in given
        for each in report.broken
    )
    return "\n".join([*_finding_lines(given, least), *_skipped_lines(given), *broken])


def _finding_lines(reports: Iterable[Report], least: Severity) -> Iterator[str]:
    severities = list(Severity)
    found: dict[tuple[str, str, str], dict[str, list[int]]] = {}
    for report in reports:
        for finding in report.findings:
            if severities.index(finding.severity) <= severities.index(least):
                start = f"{finding.place or report.place}: {finding.severity}: "
                accepted = f" (accepted: {finding.accepted})" if finding.accepted else ""
                line = start, on_one_line(f"{finding.message}{accepted}"), finding.check
                pages = found.setdefault(line, {}).setdefault(_name(report), [])
                pages += [finding.box.page] if finding.box else []
    for (start, message, check), editions in found.items():
        yield f"{start}{_subject(editions)}{message} [{check}]"


def _skipped_lines(reports: Iterable[Report]) -> Iterator[str]:
    """A line for each reason why checks of a publication or file were skipped, at its first."""
    found: dict[tuple[Path | None, str], list[Report]] = {}
    for report in reports:
        for reason, checks in skipped_by_reason(report).items():
            file = report.place.path if report.place else None
            found.setdefault((file, _skipped(reason, checks)), []).append(report)
    for (_, reason), skipped in found.items():
        editions = {_name(report): () for report in skipped}
        yield f"{skipped[0].place}: skipped: {_subject(editions)}{reason}"


def _skipped(reason: str, checks: Sequence[str]) -> str:
    """Why checks were skipped."""
    if ALL_OTHERS in checks:
        return f"{ALL_OTHERS}, because {reason}"
    return f"{reason} [{', '.join(checks)}]"


def _name(report: Report) -> str:
    """The name of an edition; empty if the place of the report names the file."""
    is_named = report.place is not None and report.place.path.name == report.edition
    return "" if is_named else report.edition


def _subject(editions: Mapping[str, Sequence[int]]) -> str:
    """The subject of a line: editions, and the pages in each."""
    named = [f"{name}{_on(pages)}".strip() for name, pages in editions.items()]
    subject = ", ".join(filter(None, named))
    return f"{subject}: " if subject else ""


def skipped_by_reason(report: Report) -> dict[str, list[str]]:
    """The ids of the checks that were skipped, by the reason."""
    found: dict[str, list[str]] = {}
    for skipped in report.skipped:
        found.setdefault(skipped.reason, []).append(skipped.check)
    return found


def page(
    title: str,
    editions: Sequence[Examined],
    fonts: Iterable[Path] = (),
    before: Mapping[str, EditionEntry] = EMPTY,
) -> str:
    """The report as one self-contained HTML file.

    `fonts` (TrueType) are embedded for characters that the reader's fonts may lack. `before` has
    the results of the last build by edition, to show what changed.
    """
    shown = [_shown(each, before.get(each.report.edition)) for each in editions]
    return own_template(TEMPLATE).render(
        title=title,
        severities=list(Severity),
        all_others=ALL_OTHERS,
        languages=sorted({language for each in editions for language in each.languages}),
        editions=shown,
        failed=sum(not each.report.fits for each in editions),
        to_do=_index(shown),
        accepted=sum(bool(each.accepted) for one in editions for each in one.report.findings),
        skipped=sum(len(each.report.skipped) for each in editions),
        fonts=[font.read_bytes() for font in fonts],
    )


@dataclass(frozen=True)
class _ShownFinding:
    """A finding for the template, with its number in its edition."""

    number: int
    finding: Finding
    new: bool
    """Whether the last build did not have it."""
    detail: _Detail | None

    @property
    def is_open(self) -> bool:
        """Whether somebody should look at it."""
        return self.finding.severity is not Severity.INFO and not self.finding.accepted


@dataclass(frozen=True)
class _ShownPage:
    number: int
    image: PageImage
    width: float
    """The size of the page (pt)."""
    height: float
    spots: list[_Spot]


@dataclass(frozen=True)
class _ShownEdition:
    """An edition for the template."""

    report: Report
    skipped: dict[str, list[str]]
    pages: list[_ShownPage]
    open_findings: list[_ShownFinding]
    settled: list[_ShownFinding]
    """What the source accepts, and what is for information."""
    resolved: list[str]
    """The messages of the last build that are gone."""
    since: str
    """What changed since the last build, in words."""

    @property
    def counts(self) -> dict[str, int]:
        """The columns of the overview."""
        return {
            **{
                severity: sum(
                    each.severity is severity and not each.accepted for each in self.report.findings
                )
                for severity in Severity
            },
            "accepted": sum(bool(each.accepted) for each in self.report.findings),
            "skipped": len(self.report.skipped),
        }


def _shown(each: Examined, before: EditionEntry | None) -> _ShownEdition:
    known = {(entry.code, entry.message) for entry in before.findings} if before else set()
    found = {(finding.check, finding.message) for finding in each.report.findings}
    sizes = [
        (image.pixels[0] / PICTURE_SCALE, image.pixels[1] / PICTURE_SCALE)
        for image in each.pictures
    ]
    shown = [
        _ShownFinding(
            number,
            finding,
            new=before is not None and (finding.check, finding.message) not in known,
            detail=_detail(finding, sizes),
        )
        for number, finding in enumerate(each.report.findings, 1)
    ]
    pages = [
        _ShownPage(
            at,
            image,
            _rounded(width),
            _rounded(height),
            [
                _spot(one.number, one.finding, one.finding.box.rectangle, image)
                for one in shown
                if one.finding.box is not None and one.finding.box.page == at
            ],
        )
        for at, (image, (width, height)) in enumerate(zip(each.pictures, sizes, strict=True), 1)
    ]
    resolved = sorted({message for code, message in known if (code, message) not in found})
    return _ShownEdition(
        each.report,
        skipped_by_reason(each.report),
        pages,
        [one for one in shown if one.is_open],
        [one for one in shown if not one.is_open],
        resolved,
        _since(each.report, before, sum(one.new for one in shown), len(resolved)),
    )


def _since(report: Report, before: EditionEntry | None, new: int, resolved: int) -> str:
    """What changed since the last build."""
    if before is None:
        return "first build"
    changes = [f"{new} new"] if new else []
    changes += [f"{resolved} resolved"] if resolved else []
    if before.sha256 != report.sha256:
        return ", ".join(["changed", *changes])
    return ", ".join(changes) or "unchanged"


@dataclass(frozen=True)
class _Link:
    id: str
    edition: str
    page: int | None


@dataclass
class _IndexEntry:
    """A finding to look at, once for all editions that have it."""

    severity: Severity
    message: str
    links: list[_Link]


def _index(editions: Iterable[_ShownEdition]) -> list[_IndexEntry]:
    """The findings to look at, the severest first."""
    entries: dict[tuple[str, str, Place | None], _IndexEntry] = {}
    for each in editions:
        for shown in each.open_findings:
            finding = shown.finding
            key = finding.check, finding.message, finding.place
            new = _IndexEntry(finding.severity, finding.message, [])
            name = each.report.edition
            page = finding.box.page if finding.box else None
            entries.setdefault(key, new).links.append(_Link(f"{name}-{shown.number}", name, page))
    return sorted(entries.values(), key=lambda entry: list(Severity).index(entry.severity))


@dataclass(frozen=True)
class _Detail:
    """The part of a page around a finding, and the outline in it (pt from the top left)."""

    left: float
    top: float
    width: float
    height: float
    x: float
    y: float
    w: float
    h: float


def _detail(finding: Finding, sizes: Sequence[tuple[float, float]]) -> _Detail | None:
    """The surroundings of a finding that is a part of a page."""
    if finding.box is None or finding.box.page > len(sizes):
        return None
    box = finding.box.rectangle
    if box.right <= box.left or box.top <= box.bottom:
        return None
    page_width, page_height = sizes[finding.box.page - 1]
    width = min(page_width, max(DETAIL_WIDTH, box.width + 2 * DETAIL_MARGIN))
    height = min(page_height, DETAIL_MOST, box.height + 2 * DETAIL_MARGIN)
    middle = (box.left + box.right) / 2
    y = page_height - box.top
    left = min(max(middle - width / 2, 0), page_width - width)
    top = min(max(y - DETAIL_MARGIN, 0), page_height - height)
    numbers = left, top, width, height, box.left - 2, y - 2, box.width + 4, box.height + 4
    return _Detail(*map(_rounded, numbers))


def _rounded(length: float) -> float:
    return round(length, 2)


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
