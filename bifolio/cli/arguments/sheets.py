"""The arguments of `bifolio sheets`."""

from __future__ import annotations

import argparse

from bifolio.cli.arguments import Commands, find_publications, take_publications

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
    sheets.set_defaults(module="bifolio.cli.sheets", begin=find_publications)
