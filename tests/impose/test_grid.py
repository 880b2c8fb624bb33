from __future__ import annotations

import pytest

from bifolio.impose.grid import impose_grid, impose_poster
from bifolio.impose.sheets import PageSize, Side, paper
from bifolio.paper import Flip
from tests.impose.paper import distinct, seen_from_front

A3, A4 = paper("A3"), paper("A4")
PAGE = PageSize(A4.width, A4.height)


def pages(side: Side | None) -> list[int]:
    return [each.page for each in (side or Side()).placements]


def test_an_a3_takes_two_a4_at_their_own_size() -> None:
    (sheet,) = impose_grid([PAGE] * 4, A3)
    assert (sheet.width, sheet.height) == (A3.height, A3.width)
    assert (pages(sheet.front), pages(sheet.back)) == ([1, 2], [3, 4])
    assert {each.scale for each in sheet.front.placements} == {1.0}


def test_four_on_a4_are_half_as_large() -> None:
    first, second = impose_grid([PAGE] * 9, A4, up=4)
    assert pages(first.front) == [1, 2, 3, 4]
    assert (pages(second.front), pages(second.back)) == ([9], [])
    assert first.front.placements[0].scale == pytest.approx(0.5, rel=0.001)
    heads = [each.trim.top for each in first.front.placements]
    assert heads[0] == heads[1] > heads[2] == heads[3]


@pytest.mark.parametrize("flip", Flip)
@pytest.mark.parametrize("up", [2, 4])
def test_each_copy_that_is_cut_off_has_its_back_behind_it(flip: Flip, up: int) -> None:
    (sheet,) = impose_grid([PAGE, PAGE], A3, up=up, repeat=True, flip=flip)
    front, back = seen_from_front(sheet, flip)
    assert len(front) == len(back) == up
    places = [
        sorted((round(each.left, 3), round(each.bottom, 3)) for each in side)
        for side in (front, back)
    ]
    assert places[0] == places[1]
    assert {(each.page, each.upright) for each in (*front, *back)} == {(1, True), (2, True)}


def test_cut_marks_stand_beside_the_pages_or_on_the_cuts_and_never_on_text() -> None:
    small = PageSize(200, 300)
    (sheet,) = impose_grid([small], A4, up=4, repeat=True)
    xs = {mark.x1 for mark in sheet.front.marks if mark.x1 == mark.x2}
    edges = {each.trim.left for each in sheet.front.placements}
    edges |= {each.trim.right for each in sheet.front.placements}
    assert {round(x, 3) for x in xs} == {round(edge, 3) for edge in edges}
    for mark in sheet.front.marks:
        assert all(
            max(mark.y1, mark.y2) <= each.trim.bottom
            or min(mark.y1, mark.y2) >= each.trim.top
            or max(mark.x1, mark.x2) <= each.trim.left
            or min(mark.x1, mark.x2) >= each.trim.right
            for each in sheet.front.placements
        )
    (full,) = impose_grid([PAGE], A3, up=2, repeat=True)
    assert {round(mark.x1 - full.width / 2, 2) for mark in full.front.marks} == {0}
    assert impose_grid([PAGE], A3, up=2, repeat=True, marks=False)[0].front.marks == ()


def test_pages_with_bleed_show_it_and_stand_apart() -> None:
    (sheet,) = impose_grid([PageSize(200, 300, bleed=8.5)] * 4, A4, up=4)
    left, right, *_ = sheet.front.placements
    assert right.trim.left - left.trim.right == pytest.approx(17)
    assert left.trim.left - left.clip.left == pytest.approx(8.5)
    assert distinct(sheet.front.placements)


def test_a_poster_fills_its_sheet_whichever_way_the_page_lies() -> None:
    standing, lying = impose_poster([PAGE, PageSize(PAGE.height, PAGE.width)], A3)
    assert (standing.width, standing.height) == (lying.height, lying.width)
    for sheet in (standing, lying):
        (page,) = sheet.front.placements
        assert page.scale == pytest.approx(2**0.5, rel=0.002)
        assert page.trim.width == pytest.approx(sheet.width, abs=1)
