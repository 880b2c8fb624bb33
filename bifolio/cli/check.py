"""`bifolio check`: checks finished PDFs of publications, and any others."""

from __future__ import annotations

import argparse
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from bifolio.cli.arguments.parser import names_file
from bifolio.cli.build_watcher import BuildWatcher
from bifolio.cli.options import first_line, source_date, targets
from bifolio.cli.styles import TextStyle, paint
from bifolio.cli.terminal import Terminal, painted_finding
from bifolio.preflight.findings import Report, Severity
from bifolio.preflight.foreign import check_file
from bifolio.preflight.report import lines
from bifolio.preflight.report_file import to_json
from bifolio.problems import Place, Problem, Problems
from bifolio.project.folders import Project
from bifolio.project.scratch import scratch_folder
from bifolio.render.processes import Renderer
from bifolio.workflow.build import check
from bifolio.workflow.order import Order


def run(options: argparse.Namespace) -> int:
    """Check, and return the exit code."""
    named = [name for name in options.publication if names_file(name)]
    if not named and options.password_file:
        options.wrong_usage("--password-file needs named PDFs")
    unwritten: list[OSError] = []
    with Terminal(quiet=options.quiet) as terminal:
        reports = (
            _of_files(named, options, terminal)
            if named
            else _of_editions(options, unwritten, terminal)
        )
    if options.json:
        print(to_json(reports))
    else:
        for line in lines(reports).splitlines():
            terminal.result(painted_finding(line))
        for hint in _hints(reports):
            terminal.problem(f"  hint: {hint}")
    failed = not all(report.fits for report in reports)
    failed |= options.release and not all(map(_releasable, reports))
    style = TextStyle.BAD if failed else TextStyle.GOOD
    terminal.said(paint(_sum(reports, for_release=options.release), style))
    for page in [] if named else _pages_with_findings(reports, options.output):
        terminal.said(f"{page} shows the findings")
    if unwritten:
        raise unwritten[0]
    return 1 if failed else 0


def _of_files(
    named: Sequence[str], options: argparse.Namespace, terminal: Terminal
) -> Sequence[Report]:
    """The reports on named PDFs; raises `Problems` for missing ones."""
    if len(named) < len(options.publication):
        options.wrong_usage("name publications or PDFs, not both")
    if options.edition or options.target or options.release:
        options.wrong_usage("--edition, --target and --release are for publications, not for PDFs")
    paths = [Path(name) for name in dict.fromkeys(named)]
    missing = [path for path in paths if not path.exists()]
    if missing:
        parts = ("usage/file-not-found", "file not found", "correct the name")
        raise Problems(Problem(*parts, Place(path)) for path in missing)
    password = first_line(options.password_file)
    reports = []
    for number, path in enumerate(paths):
        terminal.progress("checking", number, len(paths), [path.name])
        reports.append(
            check_file(path, profile=options.profile, password=password, online=options.online)
        )
    return reports


def _of_editions(
    options: argparse.Namespace, unwritten: list[OSError], terminal: Terminal
) -> Sequence[Report]:
    """The reports on the editions of publications; raises `Problems` for unknown ones.

    Errors of writing the reports beside the PDFs are added to `unwritten`.
    """
    with ExitStack() as fresh, Renderer(os.cpu_count() or 1) as renderer:
        project = Project(Path.cwd())
        order = Order(
            options.publication,
            tuple(dict.fromkeys(options.edition)),
            options.output,
            source_date(),
            targets(options),
            fresh.enter_context(scratch_folder()),
        )
        reports = check(
            order,
            project,
            renderer,
            profile=options.profile,
            online=options.online,
            unwritten=unwritten,
            watcher=BuildWatcher(terminal, "checking"),
        )
    if unseen := list(_unseen(order.editions, {report.edition for report in reports})):
        raise Problems(unseen)
    return reports


def _hints(reports: Sequence[Report]) -> Iterator[str]:
    """The hint of each failed check, once."""
    hints = {
        finding.check: finding.hint
        for report in reports
        for finding in report.findings
        if finding.severity is Severity.FAIL
    }
    yield from (f"{hint} [{check}]" for check, hint in hints.items())


def _pages_with_findings(reports: Sequence[Report], output: Path) -> Iterable[Path]:
    """The pages of publications with failures or warnings."""
    sources = (
        report.place.path.parent
        for report in reports
        if report.place and (report.count(Severity.FAIL) or report.count(Severity.WARN))
    )
    return dict.fromkeys(output / source.name / "preflight.html" for source in sources)


def _releasable(report: Report) -> bool:
    """Whether no check was skipped, and no finding fails a release."""
    found = (each for each in report.findings if not each.accepted)
    return not report.skipped and not any(each.release for each in found)


def _sum(reports: Sequence[Report], *, for_release: bool) -> str:
    """The result in one line, which also shows that something was checked."""
    fit = sum(report.fits for report in reports)
    skipped = sum(bool(report.skipped) for report in reports)
    said = f"{fit} of {len(reports)} PDFs passed"
    if for_release:
        ready = sum(report.fits and _releasable(report) for report in reports)
        said += f", {ready} ready for release"
    return f"{said}, {skipped} with skipped checks" if skipped else said


def _unseen(wanted: Sequence[str], seen: Collection[str]) -> Iterator[Problem]:
    """Report requested editions that do not exist: silence would look like a pass."""
    hint = "see `editions:` in publication.yaml"
    for name in wanted:
        if name not in seen:
            yield Problem("usage/unknown-edition", f"edition '{name}' not found", hint)
    if not seen and not wanted:
        yield Problem("usage/no-edition-for-target", "no edition has this target", hint)
