from __future__ import annotations

import pickle

import pytest
from pikepdf import Matrix

from bifolio.pdf.geometry import PageRectangle, Rectangle

SQUARE = Rectangle(0, 0, 10, 10)


def test_corners_of_a_pdf_may_come_in_any_order() -> None:
    assert Rectangle.of([30, 5, 10, 25]) == Rectangle(10, 5, 30, 25)


@pytest.mark.parametrize("corners", [[], [1, 2, 3], [1, 2, 3, 4, 5]])
def test_an_array_of_another_length_is_no_rectangle(corners: list[float]) -> None:
    with pytest.raises(ValueError, match="unpack"):
        Rectangle.of(corners)


def test_what_lies_apart_has_nothing_in_common() -> None:
    common = SQUARE.within(Rectangle(20, 30, 40, 50))
    assert (common.width, common.height) == (0, 0)
    assert common.is_empty
    assert not SQUARE.overlaps(Rectangle(20, 30, 40, 50))


def test_a_line_is_not_empty_and_overlaps_what_it_touches() -> None:
    line = Rectangle(10, -5, 10, 5)
    assert not line.is_empty
    assert SQUARE.overlaps(line)


def test_a_turned_rectangle_is_measured_upright() -> None:
    quarter = Matrix(0, 1, -1, 0, 100, 0)
    assert Rectangle(0, 0, 20, 10).transformed(quarter) == Rectangle(90, 0, 100, 20)


def test_margins_are_negative_where_a_rectangle_ends_before_the_inner_one() -> None:
    assert Rectangle(-3, 0, 8, 15).margins(SQUARE) == (3, 0, -2, 5)


def test_a_common_edge_is_no_common_area() -> None:
    here = PageRectangle(1, SQUARE)
    assert here.shares_area(PageRectangle(1, Rectangle(9, 9, 12, 12)))
    assert not here.shares_area(PageRectangle(1, Rectangle(10, 0, 12, 12)))
    assert not here.shares_area(PageRectangle(2, SQUARE))


def test_rectangles_are_passed_between_processes() -> None:
    here = PageRectangle(3, SQUARE)
    assert pickle.loads(pickle.dumps(here)) == here


def test_rectangles_without_a_common_point_have_an_empty_intersection() -> None:
    beside, above = Rectangle(0, 0, 10, 10), Rectangle(2, 20, 8, 30)
    assert beside.within(above).is_empty
    assert beside.within(Rectangle(5, 5, 20, 20)) == Rectangle(5, 5, 10, 10)
    assert not Rectangle(0, 5, 10, 5).within(beside).is_empty
