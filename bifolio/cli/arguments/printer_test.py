"""The arguments of `bifolio printer-test`."""

from __future__ import annotations

from bifolio.cli.arguments import BUILDING, Commands, add_command, take_output
from bifolio.render.processes import begin_loading

HELP = """\
Builds printer-test/A4.pdf and Letter.pdf: one sheet of two sides, in English and Chinese, that
shows about which edge a printer turns the paper, the margins that it leaves, and its scale, in
mm.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    printer_test = add_command(
        commands,
        "printer-test",
        "build a sheet that shows flip, margins and scale of a printer",
        HELP,
    )
    take_output(printer_test)
    printer_test.set_defaults(
        module="bifolio.cli.printer_test", begin=lambda options: begin_loading(BUILDING)
    )
