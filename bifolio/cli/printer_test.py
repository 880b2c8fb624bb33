"""`bifolio printer-test`: builds a test sheet for a printer."""

from __future__ import annotations

import argparse
from pathlib import Path

from bifolio.cli.build_watcher import BuildWatcher
from bifolio.cli.options import source_date
from bifolio.cli.styles import counted
from bifolio.cli.terminal import Terminal
from bifolio.project.folders import Project
from bifolio.project.printer_test import FOLDER
from bifolio.render.processes import Renderer
from bifolio.workflow.build import build
from bifolio.workflow.order import Delivery, Order


class _Watcher(BuildWatcher):
    """Writes a line for each file."""

    def delivered(self, delivery: Delivery) -> None:
        self.write(delivery.path, counted(delivery.built.pages, "side"))


def run(options: argparse.Namespace) -> int:
    """Build it, and return the exit code."""
    order = Order((FOLDER,), (), options.output, source_date(), ("office",))
    terminal = Terminal(quiet=options.quiet)
    with Renderer(2) as renderer, terminal:
        build(order, Project(Path.cwd()), renderer, _Watcher(terminal, "building"))
    terminal.said("next: print one on both sides of a sheet, at 100 %, and read it")
    return 0
