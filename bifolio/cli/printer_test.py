"""`bifolio printer-test`: builds a test sheet for a printer."""

from __future__ import annotations

import argparse
from pathlib import Path

from bifolio.cli.options import source_date
from bifolio.project.folders import Project
from bifolio.project.printer_test import FOLDER
from bifolio.render.processes import Renderer
from bifolio.workflow.build import build
from bifolio.workflow.order import Delivery, Order


def run(options: argparse.Namespace) -> int:
    """Build it, and return the exit code."""

    def notify(delivery: Delivery, waiting: int) -> None:
        print(f"{delivery.path}  {delivery.pages} sides", flush=True)

    order = Order((FOLDER,), (), options.output, source_date(), ("office",))
    with Renderer(2) as renderer:
        build(order, Project(Path.cwd()), renderer, notify)
    return 0
