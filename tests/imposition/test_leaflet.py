from __future__ import annotations

import pytest

from bifolio.imposition.leaflet import impose_leaflet
from bifolio.imposition.sheet import NotImposable, PageSize, paper
from bifolio.paper.folds import FOLDS
from bifolio.paper.formats import PAPERS, PT_PER_MM, Flip, PaperName
from tests.imposition.paper import seen_from_front

A4 = paper("A4")
PANEL = PageSize(97 * PT_PER_MM, 210 * PT_PER_MM)


@pytest.mark.parametrize("name", ["A4", "Letter"])
@pytest.mark.parametrize("flip", Flip)
@pytest.mark.parametrize("fold", FOLDS)
def test_each_page_is_within_its_panel_and_upright(fold: str, flip: Flip, name: PaperName) -> None:
    sheet = impose_leaflet([PANEL] * 6, paper(name), fold=fold, flip=flip)
    front, back = seen_from_front(sheet, flip)
    outside, inside = FOLDS[fold].sides
    by_place = [
        [each.page - 1 for each in sorted(side, key=lambda each: each.left)]
        for side in (front, back)
    ]
    assert by_place == [list(outside), list(inside)[::-1]]
    assert all(each.upright for each in (*front, *back))
    creases = [crease * PT_PER_MM for crease in FOLDS[fold].creases(max(PAPERS[name]), 0)]
    for each in (*front, *back):
        assert not any(each.left + 0.1 < crease < each.right - 0.1 for crease in creases)


def test_a_leaflet_of_other_than_six_pages_is_refused() -> None:
    with pytest.raises(NotImposable) as refused:
        impose_leaflet([PANEL] * 4, A4)
    assert refused.value.code == "imposition/page-count"


def test_folds_are_marked_on_both_sides_or_not_at_all() -> None:
    sheet = impose_leaflet([PANEL] * 6, A4)
    assert sheet.back is not None
    xs = [sorted({round(mark.x1 / PT_PER_MM) for mark in side.marks})
          for side in (sheet.front, sheet.back)]  # fmt: skip
    assert xs == [[97, 197], [100, 200]]
    assert impose_leaflet([PANEL] * 6, A4, marks=False).front.marks == ()
