"""`bifolio build`: prints editions to PDF."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.cli.arguments import WITH_PREFLIGHT, source_date, take_editions, targets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bifolio.cli.arguments import Commands
    from bifolio.workflow.order import Delivery

HELP = """\
Builds PDFs: OUTPUT/PUBLICATION/EDITION.pdf. What is wrong with the text, a layout or a font is
told all at once, with file, line and remedy, and the PDF of before stays where it is.
SOURCE_DATE_EPOCH (seconds since 1970), where it is set, dates the PDFs instead of the publication.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    build = commands.add_parser(
        "build",
        help="build PDFs",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    take_editions(build)
    build.add_argument("-q", "--quiet", action="store_true", help="say nothing but problems")
    build.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print, and return the exit code."""
    from bifolio.render.renderer import Renderer

    cores = os.cpu_count() or 1
    with Renderer(min(cores, len(options.edition) or cores), WITH_PREFLIGHT) as renderer:
        # The renderer is loading in its own processes; meanwhile we load the rest.
        from bifolio.preflight.findings import Severity
        from bifolio.project.folders import Project
        from bifolio.workflow.build import build
        from bifolio.workflow.order import Order

        told: set[str] = set()

        def tell(delivery: Delivery, waiting: int) -> None:
            for warning in _outdated(delivery):
                if warning not in told:  # the unit may be in several editions
                    told.add(warning)
                    print(f"warning: {warning}", file=sys.stderr)
            for line in delivery.loose:
                print(f"warning: {line}", file=sys.stderr)
            if not options.quiet:
                pages = f"{delivery.pages} page{'s' if delivery.pages != 1 else ''}"
                warnings = delivery.report.count(Severity.WARN)
                said = f", {warnings} warning{'s' if warnings != 1 else ''}" if warnings else ""
                print(f"{delivery.path}  {pages}, {delivery.size / 1000:.0f} kB{said}", flush=True)
                _progress(waiting)

        project = Project(Path.cwd())
        order = Order(
            publications=project.publications(tuple(dict.fromkeys(options.publication))),
            editions=tuple(dict.fromkeys(options.edition)),
            output=options.output,
            date=source_date(),
            targets=targets(options),
        )
        deliveries = build(order, project, renderer, tell)
        if not options.quiet:
            for folder in _with_warnings(deliveries):
                print(f"{folder / 'preflight.html'} shows the warnings")
    return 0


def _outdated(delivery: Delivery) -> Iterable[str]:
    """The message about each translation whose original changed after its review."""
    from bifolio.problems import Problem

    for found in delivery.report.findings:
        if found.check == "languages/outdated" and not found.accepted:
            yield str(Problem(found.check, found.message, found.hint, found.place))


def _with_warnings(deliveries: Iterable[Delivery]) -> Iterable[Path]:
    """The folders of PDFs in which somebody should look at something."""
    from bifolio.preflight.findings import Severity

    found = (each.path.parent for each in deliveries if each.report.count(Severity.WARN))
    return dict.fromkeys(found)


def _progress(waiting: int) -> None:
    """On a terminal, say below the last line how much is still to come; the next line covers it."""
    if waiting and sys.stdout.isatty():
        print(f"{waiting} more being printed …", end="\r", flush=True)
