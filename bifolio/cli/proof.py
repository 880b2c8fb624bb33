"""`bifolio proof`: measures finished PDFs of any origin."""

from __future__ import annotations

import argparse

from bifolio.pdf.glyphs import NotReadable
from bifolio.preflight.typography.measure import measure
from bifolio.preflight.typography.report import as_json, table
from bifolio.problems import Place, Problem, Problems


def run(options: argparse.Namespace) -> int:
    """Measure, and return the exit code."""
    proofs, problems = [], []
    for path in options.file:
        if not path.is_file():
            hint = "correct the name, or build it first"
            problems.append(Problem("usage/file-not-found", "file not found", hint, Place(path)))
            continue
        try:
            proofs.append((path, measure(path)))
        except NotReadable as error:
            hint = "name a PDF that opens in a viewer without a password"
            problems.append(
                Problem("file/damaged", f"cannot be measured: {error}", hint, Place(path))
            )
    if problems:
        raise Problems(problems)
    print(as_json(proofs) if options.json else table(proofs))
    return 1 if any(page.violations for _, pages in proofs for page in pages) else 0
