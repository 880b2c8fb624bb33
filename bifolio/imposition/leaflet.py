"""Imposes six pages as the panels of a leaflet that is folded twice."""

from __future__ import annotations

from collections.abc import Sequence

from bifolio.imposition.sheet import (
    FOLD_TICK,
    UNPRINTABLE,
    Mark,
    NotImposable,
    PagePlacement,
    PageSize,
    Sheet,
    SheetFormat,
    Side,
    backed,
    shrink,
)
from bifolio.paper.folds import FOLDS, PANELS
from bifolio.paper.formats import FLIPS, PT_PER_MM, Flip
from bifolio.pdf.geometry import Rectangle


def impose_leaflet(
    sizes: Sequence[PageSize],
    sheet: SheetFormat,
    *,
    fold: str = "letter",
    flip: Flip = FLIPS["leaflet"],
    marks: bool = True,
) -> Sheet:
    """Impose six pages, in reading order, on both sides of a landscape `sheet`.

    `fold` is a key of `bifolio.paper.folds.FOLDS`. Pages are centred in their panels, at one scale
    of at most 1. Raises `NotImposable` unless there are six pages.
    """
    if len(sizes) != PANELS:
        hint = "give one page for each panel, in reading order, the cover first"
        message = f"a leaflet must have {PANELS} pages, not {len(sizes)}"
        raise NotImposable("imposition/page-count", message, hint)
    sheet = sheet.landscape
    way = FOLDS[fold]
    panels = list(way.panels(sheet.width / PT_PER_MM))
    scale = min(
        shrink([sizes[number]], width * PT_PER_MM, sheet.height) for number, _, _, width in panels
    )
    placed: tuple[list[PagePlacement], list[PagePlacement]] = ([], [])
    for number, side, left, width in panels:
        panel = Rectangle(left * PT_PER_MM, 0, (left + width) * PT_PER_MM, sheet.height)
        trim = sizes[number].centred(panel, scale)
        placed[side].append(PagePlacement(number + 1, trim, panel, scale=scale))
    outside, inside = (
        Side(tuple(placed[side]), tuple(_marks(sheet, fold, side)) if marks else ())
        for side in (0, 1)
    )
    return backed(outside, inside, sheet, flip)


def _marks(sheet: SheetFormat, fold: str, side: int) -> list[Mark]:
    marks = []
    for crease in FOLDS[fold].creases(sheet.width / PT_PER_MM, side):
        x = crease * PT_PER_MM
        for start in (UNPRINTABLE, sheet.height - UNPRINTABLE - FOLD_TICK):
            marks.append(Mark(x, start, x, start + FOLD_TICK, dashed=True))
    return marks
