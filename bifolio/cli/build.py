"""`bifolio build`: builds PDFs."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.cli.build_watcher import BuildWatcher
from bifolio.cli.built_lines import BuiltLines
from bifolio.cli.extras import importing
from bifolio.cli.options import source_date, targets
from bifolio.cli.terminal import Terminal
from bifolio.project.folders import Project
from bifolio.render.processes import Renderer
from bifolio.workflow.build import build
from bifolio.workflow.order import Delivery, Order

if TYPE_CHECKING:
    from bifolio.workflow.cluster import DaskCluster


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


def _cluster(address: str) -> DaskCluster:
    """The cluster with the scheduler at `address`; raises `Problems` without the extra for it."""
    with importing("cluster"):
        from bifolio.workflow.cluster import DaskCluster  # an optional extra, which may be missing

    return DaskCluster(address)


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
    at_once = min(cores, len(options.edition) or cores)
    executor = _cluster(options.executor) if options.executor else Renderer(at_once)
    with executor, terminal:
        build(order, project, executor, watcher, force=options.force)
    watcher.lines.end()
    return 0
