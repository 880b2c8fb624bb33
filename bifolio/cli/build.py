"""`bifolio build`: builds PDFs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from bifolio.cli.options import counted, source_date, targets
from bifolio.preflight.findings import Severity
from bifolio.problems import Problem
from bifolio.project.folders import Project
from bifolio.render.processes import Renderer
from bifolio.workflow.build import build
from bifolio.workflow.order import Delivery, Order


def run(options: argparse.Namespace) -> int:
    """Build, and return the exit code."""
    cores = os.cpu_count() or 1
    with Renderer(min(cores, len(options.edition) or cores)) as renderer:
        reported: set[str] = set()

        def notify(delivery: Delivery, waiting: int) -> None:
            for warning in _outdated(delivery):
                if warning not in reported:  # the unit may be in several editions
                    reported.add(warning)
                    print(f"warning: {warning}", file=sys.stderr)
            for line in delivery.loose:
                print(f"warning: {line}", file=sys.stderr)
            if not options.quiet:
                pages = counted(delivery.pages, "page")
                warnings = delivery.report.count(Severity.WARN)
                said = f", {counted(warnings, 'warning')}" if warnings else ""
                print(f"{delivery.path}  {pages}, {delivery.size / 1000:.0f} kB{said}", flush=True)
                _progress(waiting)

        project = Project(Path.cwd())
        order = Order(
            publications=options.publication,
            editions=tuple(dict.fromkeys(options.edition)),
            output=options.output,
            date=source_date(),
            targets=targets(options),
        )
        deliveries = build(order, project, renderer, notify)
        if not options.quiet:
            for folder in _with_warnings(deliveries):
                print(f"{folder / 'preflight.html'} shows the warnings")
    return 0


def _outdated(delivery: Delivery) -> Iterable[str]:
    """The message about each translation whose original changed after its review."""
    for found in delivery.report.findings:
        if found.check == "languages/outdated" and not found.accepted:
            yield str(Problem(found.check, found.message, found.hint, found.place))


def _with_warnings(deliveries: Iterable[Delivery]) -> Iterable[Path]:
    """The folders of PDFs with warnings."""
    found = (each.path.parent for each in deliveries if each.report.count(Severity.WARN))
    return dict.fromkeys(found)


def _progress(waiting: int) -> None:
    """On a terminal, show how many are left; the next line replaces it."""
    if waiting and sys.stdout.isatty():
        print(f"{waiting} more being built …", end="\r", flush=True)
