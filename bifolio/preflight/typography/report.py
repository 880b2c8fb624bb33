"""Puts what was measured into words, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bifolio.preflight.typography.measure import RULES, Measurement, Violation

Proof = tuple[Path, Sequence[Measurement]]
"""A PDF and what was measured on each of its pages."""

COLUMNS = (
    ("lines", 6),
    ("justified", 10),
    ("edge pt", 8),
    ("stretch", 8),
    ("worst", 7),
    ("loose", 6),
    ("starts", 7),
    ("ends", 5),
    ("pairs", 6),
    ("single", 7),
    ("off grid", 9),
    ("register", 9),
    ("others", 7),
)
"""Heads of the table and the width of what is below them."""

OWN_COLUMN = (
    "loose-line",
    "forbidden-start",
    "forbidden-end",
    "unsqueezed-pair",
    "single-character",
    "off-grid",
    "out-of-register",
)

EXPLANATION = """\
justified: inner lines of justified Chinese; edge: by how much the worst of them misses the measure;
stretch, worst: what gaps between Han were stretched by, in em, on average and at most; loose: lines
that would have to be stretched by more than is good; starts, ends: forbidden marks at the edges of
lines; pairs: neighbouring marks that do not share their space; single: last lines of one character;
off grid: lines off the leading of their paragraph; register: body text that does not align with the
column beside it; others: uneven edges, full-width marks at edges, torn numbers, abbreviations and
dashes, Han and Latin too near or too far."""


def table(proofs: Sequence[Proof]) -> str:
    """A table with a row for each page and one for the total, violations of rules below it."""
    width = max((len(f"{path} {len(pages)}") for path, pages in proofs), default=0) + 2
    width = max(width, len("total") + 2)
    rows = ["".join((" " * width, *(f"{head:>{size}}" for head, size in COLUMNS)))]
    total = Measurement()
    findings = []
    for path, pages in proofs:
        for number, page in enumerate(pages, 1):
            rows.append(_row(f"{path} {number}", width, page))
            total.add(page)
            findings += [
                f"{path}:{each.page}: {each.rule}: {each.what}\n  {each.line.text}"
                for each in page.violations
            ]
    rows.append(_row("total", width, total))
    return "\n".join([*rows, "", EXPLANATION, *(["", *findings] if findings else [])])


def as_json(proofs: Sequence[Proof]) -> str:
    """The same as JSON: each page's numbers and findings, and the rules by name."""
    files = [
        {"file": str(path), "pages": [_numbers(page) for page in pages]} for path, pages in proofs
    ]
    total = Measurement()
    for _, pages in proofs:
        for page in pages:
            total.add(page)
    data = {"rules": RULES, "files": files, "total": _numbers(total)}
    return json.dumps(data, ensure_ascii=False, indent=2)


def _row(name: str, width: int, page: Measurement) -> str:
    counts = [page.count(rule) for rule in OWN_COLUMN]
    cells = (
        page.lines,
        page.justified,
        f"{page.worst_edge:.2f}",
        f"{page.mean_stretch:.3f}",
        f"{page.worst_stretch:.3f}",
        *counts,
        len(page.violations) - sum(counts),
    )
    columns = zip(cells, COLUMNS, strict=True)
    return f"{name:{width}}" + "".join(f"{cell:>{size}}" for cell, (_, size) in columns)


def _numbers(page: Measurement) -> dict[str, object]:
    return {
        "lines": page.lines,
        "justified": page.justified,
        "worst-edge-pt": round(page.worst_edge, 3),
        "mean-stretch-em": round(page.mean_stretch, 4),
        "worst-stretch-em": round(page.worst_stretch, 4),
        "squeezed-marks": page.squeezed,
        "counts": {rule: page.count(rule) for rule in RULES},
        "findings": [_written(each) for each in page.violations],
    }


def _written(violation: Violation) -> dict[str, object]:
    return {
        "page": violation.page,
        "rule": violation.rule,
        "line": violation.line.text,
        "what": violation.what,
    }
