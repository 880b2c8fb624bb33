"""The arguments of `bifolio build`."""

from __future__ import annotations

from bifolio.cli.arguments import Commands, add_command, begin_building, take_editions

HELP = """\
Builds OUTPUT/PUBLICATION/EDITION.pdf. All problems of texts, layouts and fonts are reported at
once, with file, line and remedy; the last good PDF is kept. SOURCE_DATE_EPOCH (seconds since
1970), if set, is the date of the PDFs instead of that of the publication.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    build = add_command(commands, "build", "build PDFs", HELP)
    take_editions(build)
    build.add_argument("-q", "--quiet", action="store_true", help="report problems only")
    build.set_defaults(module="bifolio.cli.build", begin=begin_building)
