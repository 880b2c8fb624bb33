from __future__ import annotations

import pytest

from bifolio.imposition.booklet import STAPLE, Stock, impose_booklet, padded_pages
from bifolio.imposition.sheet import NotImposable, PageSize, paper
from bifolio.paper.formats import PT_PER_MM, Flip
from tests.imposition.paper import distinct, read_booklet

A5 = PageSize(148.5 * PT_PER_MM, 210 * PT_PER_MM)
A4 = paper("A4")
THICK = Stock(weight=170, bulk=0.9)


@pytest.mark.parametrize("flip", Flip)
@pytest.mark.parametrize("keep_back", [False, True])
def test_folded_sheets_are_read_in_order_from_1_to_64_pages(flip: Flip, keep_back: bool) -> None:
    for count in range(1, 65):
        sheets = impose_booklet([A5] * count, A4, flip=flip, keep_back=keep_back)
        read = read_booklet(sheets, flip)
        assert [each and each.page for each in read] == padded_pages(count, keep_back=keep_back)
        assert all(each.upright for each in read if each)
        assert len(sheets) == -(-count // 4)


@pytest.mark.parametrize("flip", Flip)
def test_the_wrong_flip_turns_pages_upside_down(flip: Flip) -> None:
    other = next(each for each in Flip if each is not flip)
    read = read_booklet(impose_booklet([A5] * 8, A4, flip=flip), other)
    assert not all(each.upright for each in read if each)


def test_blanks_come_at_the_end_or_before_the_back() -> None:
    assert padded_pages(5) == [1, 2, 3, 4, 5, None, None, None]
    assert padded_pages(6, keep_back=True) == [1, 2, 3, 4, 5, None, None, 6]
    assert padded_pages(8, keep_back=True) == padded_pages(8) == [*range(1, 9)]


@pytest.mark.parametrize("flip", Flip)
@pytest.mark.parametrize("count", [4, 12, 64])
def test_creep_brings_all_outer_edges_into_line_when_the_booklet_is_trimmed(
    flip: Flip, count: int
) -> None:
    sheets = impose_booklet([A5] * count, A4, flip=flip, stock=THICK)
    read = read_booklet(sheets, flip)
    fold = A4.landscape.width / 2
    for at, each in enumerate(read):
        assert each is not None
        # The sheet within `depth` others has its fold that many thicknesses from the outermost one.
        leaf = min(at, count - 1 - at) // 2
        depth = leaf * THICK.thickness
        outer = each.right - fold if each.left + each.right > 2 * fold else fold - each.left
        assert depth + outer == pytest.approx(A5.width)


def test_a_single_sheet_has_no_creep() -> None:
    (sheet,) = impose_booklet([A5] * 4, A4, stock=THICK)
    fold = A4.landscape.width / 2
    assert [each.trim.left for each in sheet.front.placements] == [fold - A5.width, fold]


def test_thickness_comes_from_weight_and_bulk_or_from_the_caliper() -> None:
    assert Stock(80, 1.3).thickness == pytest.approx(0.104 * PT_PER_MM)
    assert Stock(80, 1.3, caliper=0.2).thickness == pytest.approx(0.2 * PT_PER_MM)


@pytest.mark.parametrize("stock", [Stock(weight=4000), Stock(weight=1e300), Stock(caliper=1.5)])
def test_a_stack_that_nobody_folds_is_refused(stock: Stock) -> None:
    with pytest.raises(NotImposable, match=r"8 sheets of .* are too thick for a booklet"):
        impose_booklet([A5] * 32, A4, stock=stock)
    assert impose_booklet([A5] * 4, A4, stock=stock)  # a single sheet has no creep


def test_no_page_shows_beyond_the_fold() -> None:
    for sheet in impose_booklet([PageSize(200, 300, bleed=9)] * 32, A4, stock=THICK):
        assert sheet.back is not None
        for side in (sheet.front, sheet.back):
            assert distinct(side.placements)


def test_pages_of_other_sizes_are_made_smaller_all_by_the_same() -> None:
    (sheet,) = impose_booklet([PageSize(595, 842), PageSize(400, 400)], A4)
    assert sheet.back is not None
    scales = {each.scale for each in (*sheet.front.placements, *sheet.back.placements)}
    (scale,) = scales
    assert scale == pytest.approx(A4.landscape.width / 2 / 595, rel=0.01)


def test_marks_stand_on_the_fold_of_the_outer_sheet_and_can_be_switched_off() -> None:
    outer, inner = impose_booklet([A5] * 8, A4)
    fold = A4.landscape.width / 2
    assert len(outer.front.marks) == 4
    assert {(mark.x1, mark.x2) for mark in outer.front.marks} == {(fold, fold)}
    staples = [mark.y2 - mark.y1 for mark in outer.front.marks if not mark.dashed]
    assert staples == pytest.approx([STAPLE, STAPLE])
    assert inner.front.marks == ()
    assert impose_booklet([A5] * 8, A4, marks=False)[0].front.marks == ()
