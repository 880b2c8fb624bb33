"""`bifolio sheets`: puts finished editions on sheets and writes how to print them."""

from __future__ import annotations

import argparse
from pathlib import Path

from bifolio.cli.options import counted, scaled, source_date
from bifolio.project.folders import Project
from bifolio.workflow.imposed import Imposed, put_on_sheets
from bifolio.workflow.order import Order


def run(options: argparse.Namespace) -> int:
    """Impose, and return the exit code."""

    def notify(imposed: Imposed) -> None:
        count = f"{counted(imposed.sheets, 'sheet')} of {imposed.paper}"
        size = f"{imposed.size / 1000:.0f} kB"
        print(f"{imposed.path}  {count}{scaled(imposed.scales)}, {size}", flush=True)

    project = Project(Path.cwd())
    order = Order(options.publication, (), options.output, source_date())
    for path in put_on_sheets(order, project, notify):
        print(path)
    return 0
