"""How the sheets of a publication are imposed."""

from __future__ import annotations

from bifolio.document.publication import Sheets
from bifolio.imposition.plan import ImpositionPlan
from bifolio.paper.formats import Flip


def plan_of(sheets: Sheets) -> ImpositionPlan:
    """The plan that `sheets:` in publication.yaml describes."""
    return ImpositionPlan(
        sheets.way,
        sheets.paper,
        Flip(sheets.flip) if sheets.flip else None,
        sheets.up,
        sheets.repeat,
        sheets.fold,
        sheets.weight,
        sheets.bulk,
        sheets.caliper,
        sheets.keep_back,
        sheets.marks,
    )
