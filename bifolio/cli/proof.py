"""`bifolio proof`: measures finished PDFs of any origin."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bifolio.problems import Problem, Problems

if TYPE_CHECKING:
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
    typography.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measure, and return the exit code."""
    from bifolio.pdf.glyphs import NotReadable
    from bifolio.preflight.typography.measure import measure
    from bifolio.preflight.typography.report import as_json, table
    from bifolio.problems import Place

    proofs, problems = [], []
    for path in options.file:
        if not path.is_file():
            hint = "correct the name, or build it first"
            problems.append(Problem("usage/file-not-found", "file not found", hint, Place(path)))
            continue
        try:
            proofs.append((path, measure(path)))
        except NotReadable as error:
            hint = "name a PDF that opens without a password"
            problems.append(
                Problem("file/damaged", f"cannot be measured: {error}", hint, Place(path))
            )
    if problems:
        raise Problems(problems)
    print(as_json(proofs) if options.json else table(proofs))
    return 1 if any(page.violations for _, pages in proofs for page in pages) else 0
