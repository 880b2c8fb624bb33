"""The arguments of `bifolio impose`."""

from __future__ import annotations

import argparse
from pathlib import Path

from bifolio.cli.arguments import Commands, add_command, positive, take_flag, take_quiet
from bifolio.paper.folds import FOLDS
from bifolio.paper.formats import (
    FLIPS,
    LEAST_UP,
    MOST_UP,
    OFFICE_BULK,
    OFFICE_WEIGHT,
    PAPERS,
    Flip,
    PaperName,
    Way,
)

HELP = """\
Puts the pages of a PDF, of any origin, on sheets of paper. Trimmed size, bleed and rotation of
each page are kept; vectors, fonts and pictures are not changed. Tags and links are left out:
sheets are for printing, the original PDF is for reading. Stamps, form values, notes and other
annotations that print are kept; those that do not are reported. Pages too large for their place
are scaled down, and the output says to what size.

  bifolio impose booklet IN.pdf -o OUT.pdf --sheet A4 --flip short-edge --weight 80
  bifolio impose n-up    IN.pdf -o OUT.pdf --sheet A3 --up 2 --repeat
  bifolio impose leaflet SIX-PAGES.pdf -o OUT.pdf --sheet A4 --fold letter
  bifolio impose poster  IN.pdf -o OUT.pdf --sheet A3
"""


def add_impose(commands: Commands) -> None:
    """Add the command, with a subcommand for each way."""
    impose = add_command(
        commands, "impose", "put the pages of a PDF on sheets: booklet, n-up, leaflet, poster", HELP
    )
    ways = impose.add_subparsers(dest="way", metavar="COMMAND", required=True)

    booklet = _way(ways, "booklet", "sheets that are folded together and stapled")
    booklet.add_argument(
        "--weight",
        type=positive,
        default=OFFICE_WEIGHT,
        help=f"g/m² of the paper ({OFFICE_WEIGHT:g})",
    )
    booklet.add_argument(
        "--bulk",
        type=positive,
        default=OFFICE_BULK,
        help=f"cm³/g of the paper ({OFFICE_BULK:g})",
    )
    booklet.add_argument("--caliper", type=positive, help="mm; instead of weight and bulk")
    take_flag(booklet, "--keep-back", about="the last page is the back; blanks come before it")
    _take_marks(booklet)

    grid = _way(ways, "n-up", "several pages on each side")
    grid.add_argument(
        "--up",
        type=_up,
        default=LEAST_UP,
        metavar="COUNT",
        help=f"how many, from {LEAST_UP} to {MOST_UP} ({LEAST_UP})",
    )
    take_flag(
        grid,
        "--repeat",
        about="each page that many times, with marks to cut along; pages with bleed are made "
        "smaller where the marks need room",
    )
    _take_marks(grid)

    leaflet = _way(ways, "leaflet", "six pages as the panels of one folded sheet")
    leaflet.add_argument("--fold", choices=tuple(FOLDS), default="letter", help="(letter)")
    _take_marks(leaflet)

    _way(ways, "poster", "each page as large as a sheet", sheet="A3")


def _way(ways: Commands, name: Way, about: str, sheet: PaperName = "A4") -> argparse.ArgumentParser:
    way = ways.add_parser(name, help=about, description=f"Imposes: {about}.")
    way.add_argument("file", type=Path, metavar="IN.pdf")
    way.add_argument("-o", "--output", type=Path, metavar="OUT.pdf", required=True)
    way.add_argument(
        "--sheet", dest="paper", choices=tuple(PAPERS), default=sheet, help=f"the paper ({sheet})"
    )
    way.add_argument(
        "--password-file", type=Path, metavar="FILE", help="its first line opens a locked IN.pdf"
    )
    take_quiet(way)
    if name != "poster":
        help_ = f"the edge about which the printer turns the sheet ({FLIPS[name]})"
        way.add_argument("--flip", choices=[flip.value for flip in Flip], help=help_)
    return way


def _up(text: str) -> int:
    """Read a number of pages per side; raises `argparse.ArgumentTypeError` for anything else."""
    if not (text.isdecimal() and LEAST_UP <= int(text) <= MOST_UP):
        raise argparse.ArgumentTypeError(f"pages must be between {LEAST_UP} and {MOST_UP}")
    return int(text)


def _take_marks(way: argparse.ArgumentParser) -> None:
    way.add_argument(
        "--no-marks", dest="marks", action="store_false", help="without marks to fold, cut, staple"
    )
