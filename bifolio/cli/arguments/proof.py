"""The arguments of `bifolio proof`."""

from __future__ import annotations

from pathlib import Path

from bifolio.cli.arguments import Commands, add_command

HELP = """\
Reads the positions of all glyphs and reports, for each page and in total: lines, worst edge
error, mean and worst stretch, loose lines, forbidden starts and ends of lines, adjacent marks
that do not share their space, last lines of a single character, baselines off the grid. Exits
with 1 if there are errors. Paragraphs are identified by the tags; a PDF without tags, such as
imposed sheets, is read as one paragraph per page.
"""


def enter(commands: Commands) -> None:
    """Enter the command."""
    proof = commands.add_parser(
        "proof", help="measure finished PDFs", description="Measures finished PDFs of any origin."
    )
    proofs = proof.add_subparsers(dest="proof", metavar="WHAT", required=True)
    typography = add_command(proofs, "typography", "how the lines are set", HELP)
    typography.add_argument("file", nargs="+", type=Path, help="a PDF")
    typography.add_argument("--json", action="store_true", help="write JSON")
    typography.set_defaults(module="bifolio.cli.proof")
