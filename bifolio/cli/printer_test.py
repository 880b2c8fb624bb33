"""`bifolio printer-test`: prints a sheet that shows what a printer does."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.cli.arguments import source_date

if TYPE_CHECKING:
    from bifolio.cli.arguments import Commands

HELP = """\
Builds printer-test/A4.pdf and Letter.pdf: one sheet of two sides, in English and Chinese, that
shows about which edge a printer turns the paper, the margins that it leaves, and its scale, in mm.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    printer_test = commands.add_parser(
        "printer-test",
        help="build a sheet that shows flip, margins and scale of a printer",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    printer_test.add_argument(
        "-o", "--output", type=Path, default=Path("build"), help="folder of the PDFs (build)"
    )
    printer_test.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Build it, and return the exit code."""
    from bifolio.project.folders import Project
    from bifolio.project.printer_test import FOLDER
    from bifolio.render.renderer import Renderer
    from bifolio.workflow.build import build
    from bifolio.workflow.order import Delivery, Order

    def tell(delivery: Delivery, waiting: int) -> None:
        print(f"{delivery.path}  {delivery.pages} sides", flush=True)

    order = Order((FOLDER,), (), options.output, source_date(), ("office",))
    with Renderer(2) as renderer:
        build(order, Project(Path.cwd()), renderer, tell)
    return 0
