"""`bifolio build`: builds PDFs."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from bifolio.cli.build_watcher import BuildWatcher
from bifolio.cli.built_lines import BuiltLines
from bifolio.cli.options import source_date, targets
from bifolio.cli.terminal import Terminal
from bifolio.project.folders import Project
from bifolio.render.processes import Renderer
from bifolio.workflow.build import build
from bifolio.workflow.order import Delivery, Order


class BuildReporter(BuildWatcher):
    """Writes a line for each PDF as soon as it is built, and its warnings."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(terminal, "building")
        self.lines = BuiltLines(terminal)

    def begun(self, paths: Sequence[Path], current: Sequence[Path] = ()) -> None:
        """Show how many files there are; `current` ones are up to date."""
        super().begun(paths)
        self.lines.begin(map(str, (*paths, *current)))

    def delivered(self, delivery: Delivery) -> None:
        """Write the line, after those of its warnings that concern the text."""
        self.lines.write(str(delivery.path), delivery.built, is_new=delivery.is_new)


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
        build(order, project, renderer, watcher, force=options.force)
    watcher.lines.end()
    return 0
