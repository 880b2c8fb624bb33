"""The settings of imposition, of the command line and of publications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bifolio.imposition.booklet import Stock, impose_booklet
from bifolio.imposition.leaflet import impose_leaflet
from bifolio.imposition.n_up import impose_grid, impose_poster
from bifolio.imposition.sheet import PageSize, Sheet, paper
from bifolio.paper.formats import FLIPS, LEAST_UP, OFFICE_BULK, OFFICE_WEIGHT, Flip, PaperName, Way


@dataclass(frozen=True)
class ImpositionPlan:
    """How to impose pages; see the function for each way."""

    way: Way
    paper: PaperName = "A4"
    flip: Flip | None = None
    """The edge on which the printer flips the sheet; None: the default of the way."""
    up: int = LEAST_UP
    """Pages on each side, for n-up."""
    repeat: bool = False
    """Whether they are copies of one page, for n-up."""
    fold: str = "letter"
    """The fold of a leaflet (a key of `bifolio.paper.folds.FOLDS`)."""
    weight: float = OFFICE_WEIGHT
    """g/m² of the paper of a booklet."""
    bulk: float = OFFICE_BULK
    """cm³/g of the paper of a booklet."""
    caliper: float | None = None
    """mm, the thickness of the paper of a booklet, if known."""
    keep_back: bool = False
    """Whether the last page of a booklet is its back cover, with blanks before it."""
    marks: bool = True
    """Whether to draw cut, fold and staple marks."""

    @property
    def flip_edge(self) -> Flip:
        """The edge on which the printer flips the sheet."""
        return self.flip or FLIPS[self.way]


def impose(plan: ImpositionPlan, sizes: Sequence[PageSize]) -> list[Sheet]:
    """Impose pages of `sizes`; raises `NotImposable` for pages that do not fit `plan`."""
    sheet, flip = paper(plan.paper), plan.flip_edge
    if plan.way == "booklet":
        return impose_booklet(
            sizes,
            sheet,
            flip=flip,
            stock=Stock(plan.weight, plan.bulk, plan.caliper),
            keep_back=plan.keep_back,
            marks=plan.marks,
        )
    if plan.way == "n-up":
        return impose_grid(
            sizes, sheet, up=plan.up, repeat=plan.repeat, flip=flip, marks=plan.marks
        )
    if plan.way == "leaflet":
        return [impose_leaflet(sizes, sheet, fold=plan.fold, flip=flip, marks=plan.marks)]
    return impose_poster(sizes, sheet)
