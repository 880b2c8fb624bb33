"""The arguments of `bifolio build`."""

from __future__ import annotations

import argparse

from bifolio.cli.arguments import Commands, begin_building, take_editions

HELP = """\
Builds PDFs: OUTPUT/PUBLICATION/EDITION.pdf. What is wrong with the text, a layout or a font is
told all at once, with file, line and remedy, and the PDF of before stays where it is.
SOURCE_DATE_EPOCH (seconds since 1970), where it is set, dates the PDFs instead of the publication.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    build = commands.add_parser(
        "build",
        help="build PDFs",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    take_editions(build)
    build.add_argument("-q", "--quiet", action="store_true", help="say nothing but problems")
    build.set_defaults(module="bifolio.cli.build", begin=begin_building)
