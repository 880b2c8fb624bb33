"""The arguments of `bifolio sheets`."""

from __future__ import annotations

from bifolio.cli.arguments import Commands, add_command, find_publications, take_publications

HELP = """\
Imposes the editions that were built for paper, as configured under `sheets:` in publication.yaml,
checks the sheets, and writes PRINTING.html beside them: for each file the paper, how the printer
has to turn it, and where to fold and cut, with pictures, in English and Chinese.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    sheets = add_command(
        commands, "sheets", "put finished editions on sheets, and write how to print them", HELP
    )
    take_publications(sheets)
    sheets.set_defaults(module="bifolio.cli.sheets", begin=find_publications)
