"""The arguments of `bifolio proof`."""

from __future__ import annotations

import argparse
from pathlib import Path

from bifolio.cli.arguments import Commands

HELP = """\
Reads back where every glyph stands and tells, for each page and in total: lines, worst edge error,
mean and worst stretch, loose lines, forbidden starts and ends of lines, neighbouring marks that do
not share their space, last lines of a single character, baselines off the grid. It exits with 1
where something is wrong. Paragraphs are told apart by the tags; a PDF without tags, such as sheets
of imposed pages, is read as one paragraph a page.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    proof = commands.add_parser(
        "proof", help="measure finished PDFs", description="Measures finished PDFs of any origin."
    )
    proofs = proof.add_subparsers(dest="proof", metavar="WHAT", required=True)
    typography = proofs.add_parser(
        "typography",
        help="how the lines are set",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    typography.add_argument("file", nargs="+", type=Path, help="a PDF")
    typography.add_argument("--json", action="store_true", help="tell it as JSON")
    typography.set_defaults(module="bifolio.cli.proof")
