"""Where the marks around a page stand."""

from __future__ import annotations

import re

import pytest

from bifolio.paper.formats import PT_PER_MM
from bifolio.pdf.geometry import Rectangle
from bifolio.pdf.objects import number
from bifolio.prepress.marks import PATCHES, ZONE, Boxes, boxes, draw_marks

A4 = (210 * PT_PER_MM, 297 * PT_PER_MM)
A7 = (74 * PT_PER_MM, 105 * PT_PER_MM)


def points(operators: str) -> list[tuple[float, float]]:
    """The points of all paths, and the corners of rectangles."""
    found = []
    for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+) [ml]\b", operators):
        found.append((float(x), float(y)))
    for numbers in re.findall(r"((?:-?[\d.]+ ){6})c\b", operators):
        curve = [float(each) for each in numbers.split()]
        found += list(zip(curve[::2], curve[1::2], strict=True))
    for numbers in re.findall(r"((?:-?[\d.]+ ){4})\n?re\b", operators):
        x, y, width, height = (float(each) for each in numbers.split())
        found += [(x, y), (x + width, y + height)]
    return found


def is_within(point: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    return box[0] < point[0] < box[2] and box[1] < point[1] < box[3]


@pytest.mark.parametrize("size", [A4, A7])
@pytest.mark.parametrize("bleed", [1, 3, 10])
def test_no_mark_reaches_the_bleed_or_leaves_the_medium(
    size: tuple[float, float], bleed: float
) -> None:
    page = boxes(*size, bleed * PT_PER_MM, marks=True)
    drawn = points(draw_marks(page, (size[0] / 3,)).decode())
    assert len(drawn) > 60
    assert not any(is_within(point, page.bleed.grown(2)) for point in drawn)
    assert all(is_within(point, page.media) for point in drawn)


def test_the_boxes_lie_within_each_other() -> None:
    page = boxes(100, 200, 10, marks=True)
    assert page == Boxes(
        Rectangle(0, 0, 120 + 2 * ZONE, 220 + 2 * ZONE),
        Rectangle(ZONE, ZONE, ZONE + 120, ZONE + 220),
        Rectangle(ZONE + 10, ZONE + 10, ZONE + 110, ZONE + 210),
    )
    assert page.offset == ZONE + 10


def test_without_marks_the_medium_ends_with_the_bleed() -> None:
    page = boxes(100, 200, 10, marks=False)
    assert page.media == page.bleed == (0, 0, 120, 220)


def test_a_small_page_has_fewer_patches_and_no_two_on_each_other() -> None:
    wide = draw_marks(boxes(*A4, 8.5, marks=True)).count(b"re f")
    narrow = draw_marks(boxes(*A7, 8.5, marks=True)).count(b"re f")
    assert wide == len(PATCHES)
    assert 4 <= narrow < wide


def test_folds_are_dashed_and_where_they_are_folded() -> None:
    page = boxes(*A4, 8.5, marks=True)
    drawn = draw_marks(page, (100.0,)).decode()
    dashed = drawn[drawn.index(" d") :]
    assert {round(x - page.trim[0], 2) for x, _ in points(dashed)} == {100.0}


@pytest.mark.parametrize(
    ("value", "said"), [(100.0, "100"), (0, "0"), (0.00001, "0.00001"), (-12.5, "-12.5")]
)
def test_numbers_have_no_exponents(value: float, said: str) -> None:
    assert number(value) == said
