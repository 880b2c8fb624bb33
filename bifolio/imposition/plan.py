"""How pages are put on sheets, as the command line and publications define it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bifolio.imposition.booklet import Stock, impose_booklet
from bifolio.imposition.leaflet import impose_leaflet
from bifolio.imposition.n_up import impose_grid, impose_poster
from bifolio.imposition.sheet import PageSize, Sheet, paper
from bifolio.paper.formats import FLIPS, LEAST_UP, OFFICE_BULK, OFFICE_WEIGHT, Flip, PaperName, Way


@dataclass(frozen=True)
class Plan:
    """What to make of pages; see the functions of each way."""

    way: Way
    paper: PaperName = "A4"
    flip: Flip | None = None
    """How the printer turns the sheet; nothing means as is usual for the way."""
    up: int = LEAST_UP
    """Pages on each side, for n-up."""
    repeat: bool = False
    """Whether these are copies of one page, for n-up."""
    fold: str = "letter"
    """How a leaflet is folded (`bifolio.paper.folds.FOLDS`)."""
    weight: float = OFFICE_WEIGHT
    """g/m² of the paper of a booklet."""
    bulk: float = OFFICE_BULK
    """cm³/g of the paper of a booklet."""
    caliper: float | None = None
    """mm, the thickness of the paper of a booklet, where it is known."""
    keep_back: bool = False
    """Whether the last page of a booklet is its back, so that blanks come before it."""
    marks: bool = True
    """Whether to show where to cut, fold and staple."""

    @property
    def turned(self) -> Flip:
        """How the printer has to turn the sheet."""
        return self.flip or FLIPS[self.way]


def impose(plan: Plan, sizes: Sequence[PageSize]) -> list[Sheet]:
    """The sheets that `plan` makes of pages of `sizes`.

    Raises `NotImposable` for pages that do not fit the way.
    """
    sheet = paper(plan.paper)
    if plan.way == "booklet":
        return impose_booklet(
            sizes,
            sheet,
            flip=plan.turned,
            stock=Stock(plan.weight, plan.bulk, plan.caliper),
            keep_back=plan.keep_back,
            marks=plan.marks,
        )
    if plan.way == "n-up":
        return impose_grid(
            sizes, sheet, up=plan.up, repeat=plan.repeat, flip=plan.turned, marks=plan.marks
        )
    if plan.way == "leaflet":
        return [impose_leaflet(sizes, sheet, fold=plan.fold, flip=plan.turned, marks=plan.marks)]
    return impose_poster(sizes, sheet)
