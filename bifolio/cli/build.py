"""`bifolio build`: builds PDFs."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bifolio.cli.build_watcher import BuildWatcher
from bifolio.cli.options import counted, source_date, targets
from bifolio.cli.terminal import Terminal, TextStyle, paint, painted_problem
from bifolio.preflight.findings import Severity
from bifolio.problems import Problem
from bifolio.project.folders import Project
from bifolio.render.processes import Renderer
from bifolio.workflow.build import build
from bifolio.workflow.order import Delivery, Order


class BuildReporter(BuildWatcher):
    """Writes a line for each PDF as soon as it is built, and its warnings."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(terminal, "building")
        self._reported: set[Problem] = set()

    def delivered(self, delivery: Delivery) -> None:
        """Write the line, after those of its warnings that concern the text."""
        for warning in _outdated(delivery):
            if warning not in self._reported:  # the unit may be in several editions
                self._reported.add(warning)
                self.terminal.problem(painted_problem(warning, "warning"))
        for line in delivery.loose:
            named = replace(line, message=f"{delivery.path.stem}: {line.message}")
            self.terminal.problem(painted_problem(named, "warning"))
        warnings = delivery.report.count(Severity.WARN)
        facts = [counted(delivery.pages, "page"), f"{delivery.size / 1000:.0f} kB"]
        facts += [paint(counted(warnings, "warning"), TextStyle.DOUBTFUL)] if warnings else []
        self.write(delivery.path, ", ".join(facts))


def run(options: argparse.Namespace) -> int:
    """Build, and return the exit code."""
    cores = os.cpu_count() or 1
    project = Project(Path.cwd())
    order = Order(
        publications=options.publication,
        editions=tuple(dict.fromkeys(options.edition)),
        output=options.output,
        date=source_date(),
        targets=targets(options),
    )
    terminal = Terminal(quiet=options.quiet)
    watcher = BuildReporter(terminal)
    with Renderer(min(cores, len(options.edition) or cores)) as renderer, terminal:
        deliveries = build(order, project, renderer, watcher)
    for line in summary(deliveries):
        terminal.said(line)
    return 0


def summary(deliveries: Sequence[Delivery]) -> Iterator[str]:
    """What was built, what is to be reviewed, and what to do next."""
    yield paint(f"{counted(len(deliveries), 'PDF')} built and checked", TextStyle.GOOD)
    for folder in _folders(each for each in deliveries if each.report.count(Severity.WARN)):
        reports = [each.report for each in deliveries if each.path.parent == folder]
        warnings = sum(report.count(Severity.WARN) for report in reports)
        yield f"{folder / 'preflight.html'} shows all of them: {counted(warnings, 'warning')}"
    for folder in _folders(each for each in deliveries if each.is_for_paper):
        yield f"next: `bifolio sheets {folder.name}` writes how to print, fold and cut them"


def _outdated(delivery: Delivery) -> Iterable[Problem]:
    """The message about each translation whose original changed after its review."""
    for found in delivery.report.findings:
        if found.check == "languages/outdated" and not found.accepted:
            yield Problem(found.check, found.message, found.hint, found.place)


def _folders(deliveries: Iterable[Delivery]) -> Iterable[Path]:
    """The folders of PDFs."""
    return dict.fromkeys(each.path.parent for each in deliveries)
