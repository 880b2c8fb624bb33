"""`bifolio sheets`: puts finished editions on sheets and writes how to print them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.cli.arguments import scaled, source_date, take_publications

if TYPE_CHECKING:
    from bifolio.cli.arguments import Commands

HELP = """\
Puts the editions that were built for paper on sheets, as `sheets:` in publication.yaml asks, looks
at them with preflight, and writes PRINTING.html beside them: for each file the paper, how the
printer has to turn it, where to fold and cut, with pictures, in English and Chinese.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    sheets = commands.add_parser(
        "sheets",
        help="put finished editions on sheets, and write how to print them",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    take_publications(sheets)
    sheets.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do it, and return the exit code."""
    from bifolio.project.folders import Project
    from bifolio.workflow.imposed import Imposed, put_on_sheets
    from bifolio.workflow.order import Order

    def tell(imposed: Imposed) -> None:
        count = f"{imposed.sheets} sheet{'s' if imposed.sheets != 1 else ''} of {imposed.paper}"
        size = f"{imposed.size / 1000:.0f} kB"
        print(f"{imposed.path}  {count}{scaled(imposed.scales)}, {size}", flush=True)

    project = Project(Path.cwd())
    order = Order(
        publications=project.publications(tuple(dict.fromkeys(options.publication))),
        editions=(),
        output=options.output,
        date=source_date(),
    )
    for path in put_on_sheets(order, project, tell):
        print(path)
    return 0
