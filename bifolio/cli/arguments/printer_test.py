"""The arguments of `bifolio printer-test`."""

from __future__ import annotations

import argparse
from pathlib import Path

from bifolio.cli.arguments import BUILDING, Commands
from bifolio.render.processes import begin_loading

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
    printer_test.set_defaults(
        module="bifolio.cli.printer_test", begin=lambda options: begin_loading(BUILDING)
    )
