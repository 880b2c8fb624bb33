from __future__ import annotations

import pytest

from bifolio.imposition.n_up import impose_grid, impose_poster
from bifolio.imposition.sheet import Mark, PageSize, Side, paper
from bifolio.paper.formats import PT_PER_MM, Flip, PaperName
from bifolio.pdf.geometry import Rectangle
from tests.imposition.paper import distinct, seen_from_front

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


PAPERS_TO_CUT: tuple[PaperName, ...] = ("A3", "A4", "Letter")


def mm(width: float, height: float, bleed: float = 0.0) -> PageSize:
    return PageSize(width * PT_PER_MM, height * PT_PER_MM, bleed * PT_PER_MM)


def overlaps(mark: Mark, box: Rectangle) -> bool:
    """Whether a mark lies within a box, not only on its edge."""
    near = 0.01
    return (
        min(mark.x1, mark.x2) < box.right - near
        and max(mark.x1, mark.x2) > box.left + near
        and min(mark.y1, mark.y2) < box.top - near
        and max(mark.y1, mark.y2) > box.bottom + near
    )


@pytest.mark.parametrize("bleed", [0, 1, 3, 5])
@pytest.mark.parametrize("name", PAPERS_TO_CUT)
@pytest.mark.parametrize(
    ("width", "height", "up"),
    [(105, 148, 4), (100, 140, 4), (99, 210, 3), (85, 55, 10), (210, 297, 2), (50, 50, 2)],
)
def test_cut_marks_are_printed_and_stand_on_no_page_and_in_no_bleed(
    name: PaperName, width: float, height: float, up: int, bleed: float
) -> None:
    (sheet,) = impose_grid([mm(width, height, bleed)], paper(name), up=up, repeat=True)
    marks, pages = sheet.front.marks, sheet.front.placements
    assert marks
    for mark in marks:
        assert min(mark.x1, mark.y1) > 5 * PT_PER_MM - 1
        assert max(mark.x2 - sheet.width, mark.y2 - sheet.height) < -5 * PT_PER_MM + 1
        assert max(mark.x2 - mark.x1, mark.y2 - mark.y1) > 2.8 * PT_PER_MM
        assert not any(overlaps(mark, each.clip) for each in pages)
    uprights = {round(mark.x1, 1) for mark in marks if mark.x1 == mark.x2}
    edges = {round(edge, 1) for each in pages for edge in (each.trim.left, each.trim.right)}
    assert uprights == edges or (not bleed and uprights < edges)


@pytest.mark.parametrize("name", PAPERS_TO_CUT)
def test_what_has_bleed_and_is_cut_has_all_of_it_and_marks_for_every_edge(name: PaperName) -> None:
    (sheet,) = impose_grid([mm(105, 148, 3)], paper(name), up=4, repeat=True)
    for each in sheet.front.placements:
        assert each.trim.left - each.clip.left == pytest.approx(3 * PT_PER_MM * each.scale)
        assert each.clip.top - each.trim.top == pytest.approx(3 * PT_PER_MM * each.scale)
    # Two columns and two rows have four edges each, with a mark at either end.
    assert len(sheet.front.marks) == 16
    assert distinct(sheet.front.placements)


def test_marks_keep_clear_of_the_pages_where_there_is_room() -> None:
    (sheet,) = impose_grid([mm(80, 100)], A4, up=4, repeat=True)
    bottom = min(each.trim.bottom for each in sheet.front.placements)
    upright = [mark for mark in sheet.front.marks if mark.x1 == mark.x2]
    assert max(mark.y2 for mark in upright if mark.y2 < sheet.height / 2) < bottom - PT_PER_MM


def test_pages_that_fill_the_sheet_keep_their_size_and_have_marks_on_the_cut_alone() -> None:
    (full,) = impose_grid([PAGE], A3, up=2, repeat=True)
    assert {each.scale for each in full.front.placements} == {1.0}
    assert {round(mark.x1 - full.width / 2, 2) for mark in full.front.marks} == {0}
    assert impose_grid([PAGE], A3, up=2, repeat=True, marks=False)[0].front.marks == ()


def test_edges_that_printers_do_not_reach_have_no_marks() -> None:
    (sheet,) = impose_grid([mm(103, 140)], A4, up=4, repeat=True)
    uprights = {round(mark.x1 / PT_PER_MM) for mark in sheet.front.marks if mark.x1 == mark.x2}
    assert uprights == {105}


@pytest.mark.parametrize(("card", "up", "columns"), [(mm(99, 210), 3, 3), (mm(90, 55), 10, 2)])
def test_cards_are_put_on_a4_at_their_own_size(card: PageSize, up: int, columns: int) -> None:
    (sheet,) = impose_grid([card], A4, up=up, repeat=True)
    assert {each.scale for each in sheet.front.placements} == {1.0}
    assert len({round(each.trim.left) for each in sheet.front.placements}) == columns


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
