"""Reports measured typography as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bifolio.preflight.typography.measure import LOOSE, REGISTER, RULES, Measurement

Proof = tuple[Path, Sequence[Measurement]]
"""A PDF with the measurement of each page."""

COLUMNS = {"lines": 6, "justified": 10, "edge pt": 8, "stretch": 8, "worst": 7}
RULE_COLUMNS = {
    "loose": (6, LOOSE),
    "starts": (7, "forbidden-start"),
    "ends": (5, "forbidden-end"),
    "pairs": (6, "unsqueezed-pair"),
    "single": (7, "single-character"),
    "off grid": (9, "off-grid"),
    "register": (9, REGISTER),
}
"""Column heads with their widths, and the rule whose violations a column counts."""

WIDTHS = {**COLUMNS, **{head: width for head, (width, _) in RULE_COLUMNS.items()}, "others": 7}

EXPLANATION = """\
justified: inner lines of justified Chinese; edge: the largest deviation from the measure;
stretch, worst: average and largest stretch of gaps between Han characters (em); loose: lines that
need too much stretch; starts, ends: forbidden marks at line edges; pairs: adjacent marks that do
not share their space; single: last lines of one character; off grid: lines off the leading of their
paragraph; register: body text that does not align with the column beside it; others: uneven edges,
full-width marks at edges, broken numbers, abbreviations and dashes, wrong space between Han and
Latin."""


def table(proofs: Sequence[Proof]) -> str:
    """A table with a row for each page and one for the total, followed by the violations."""
    width = max([len("total"), *(len(f"{path} {len(pages)}") for path, pages in proofs)]) + 2
    rows = ["".join((" " * width, *(f"{head:>{size}}" for head, size in WIDTHS.items())))]
    findings = []
    for path, pages in proofs:
        for number, page in enumerate(pages, 1):
            rows.append(_row(f"{path} {number}", width, page))
            findings += [
                f"{path}:{each.page}: {each.rule}: {each.what}\n  {each.line.text}"
                for each in page.violations
            ]
    rows.append(_row("total", width, _total(proofs)))
    return "\n".join([*rows, "", EXPLANATION, *(["", *findings] if findings else [])])


def as_json(proofs: Sequence[Proof]) -> str:
    """The measurements and violations of each page as JSON, and the rules by name."""
    files = [
        {"file": str(path), "pages": [_numbers(page) for page in pages]} for path, pages in proofs
    ]
    data = {"rules": RULES, "files": files, "total": _numbers(_total(proofs))}
    return json.dumps(data, ensure_ascii=False, indent=2)


def _total(proofs: Sequence[Proof]) -> Measurement:
    total = Measurement()
    for _, pages in proofs:
        for page in pages:
            total.add(page)
    return total


def _row(name: str, width: int, page: Measurement) -> str:
    counts = [page.count(rule) for _, rule in RULE_COLUMNS.values()]
    cells = (
        page.lines,
        page.justified,
        f"{page.worst_edge:.2f}",
        f"{page.mean_stretch:.3f}",
        f"{page.worst_stretch:.3f}",
        *counts,
        len(page.violations) - sum(counts),
    )
    columns = zip(cells, WIDTHS.values(), strict=True)
    return f"{name:{width}}" + "".join(f"{cell:>{size}}" for cell, size in columns)


def _numbers(page: Measurement) -> dict[str, object]:
    return {
        "lines": page.lines,
        "justified": page.justified,
        "worst-edge-pt": round(page.worst_edge, 3),
        "mean-stretch-em": round(page.mean_stretch, 4),
        "worst-stretch-em": round(page.worst_stretch, 4),
        "squeezed-marks": page.squeezed,
        "counts": {rule: page.count(rule) for rule in RULES},
        "findings": [
            {"page": each.page, "rule": each.rule, "line": each.line.text, "what": each.what}
            for each in page.violations
        ],
    }
