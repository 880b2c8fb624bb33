"""`bifolio sheets`: puts finished editions on sheets and writes how to print them."""

from __future__ import annotations

import argparse
from pathlib import Path

from bifolio.cli.build_watcher import BuildWatcher
from bifolio.cli.options import scaled, source_date
from bifolio.cli.styles import counted
from bifolio.cli.terminal import Terminal
from bifolio.problems import Problems
from bifolio.project.folders import Project
from bifolio.render.processes import Renderer
from bifolio.workflow.imposed import Imposed, put_on_sheets
from bifolio.workflow.order import Order


def run(options: argparse.Namespace) -> int:
    """Impose, and return the exit code."""
    project = Project(Path.cwd())
    order = Order(options.publication, (), options.output, source_date())
    with Renderer(1) as renderer, Terminal(quiet=options.quiet) as terminal:
        terminal.progress("putting pages on sheets")
        watcher = BuildWatcher(terminal, "")

        def notify(imposed: Imposed) -> None:
            count = f"{counted(imposed.sheets, 'sheet')} of {imposed.paper}"
            size = f"{imposed.size / 1000:.0f} kB"
            watcher.write(imposed.path, f"{count}{scaled(imposed.scales)}, {size}")

        guides, problems = put_on_sheets(order, project, renderer, notify)
    for path in guides:
        watcher.write(path, "how to print, fold and cut them")
    if problems:
        raise Problems(problems)
    return 0
