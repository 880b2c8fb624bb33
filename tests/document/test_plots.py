"""Scales, thinned labels, lines with gaps, stacks and rings."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bifolio.document.blocks.chart import MOST_PARTS, MOST_SERIES
from bifolio.document.plots import (
    EDGE,
    FILLS,
    HEIGHT,
    LABELS,
    RADIUS,
    THICKNESS,
    TICKS,
    WIDTHS,
    DrawnLine,
    draw_line,
    draw_marks,
    draw_ring,
    label_step,
    scale_of_bars,
    scale_of_lines,
    stack,
)

NUMBERS = st.decimals(-(10**15), 10**15, places=6).map(float)


def points_of(path: str) -> list[tuple[float, float]]:
    """The points at which the parts of a path end."""
    ends = re.findall(r"(-?[\d.]+),(-?[\d.]+)(?=[A-Z]|$)", path)
    return [(float(x), float(y)) for x, y in ends]


def narrow(values: list[float | None]) -> DrawnLine:
    scale, _ = scale_of_lines([each for each in values if each is not None])
    return draw_line(values, scale)["narrow"]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ("0 97", "0 20 40 60 80 100"),
        ("1300 4100", "0 1000 2000 3000 4000 5000"),
        ("10 150", "0 50 100 150"),
        ("-8.5 18.5", "-10 0 10 20"),
        ("990 1000", "990 992 994 996 998 1000"),
        ("12500 12500", "0 5000 10000 15000"),
        ("-5 -5", "-5 -4 -3 -2 -1 0"),
        ("0 0", "0 0.2 0.4 0.6 0.8 1"),
        ("0.016 0.019", "0.016 0.017 0.018 0.019"),
        ("-30 -12", "-30 -20 -10 0"),
        ("0.000000001 0.000000003", "0 0.000000001 0.000000002 0.000000003"),
        ("1e12 1.3e12", "1e12 1.1e12 1.2e12 1.3e12"),
        ("10000000000000001 10000000000000002", "0 5e15 10e15 15e15"),
    ],
)
def test_a_scale_has_few_round_numbers_around_all_values(values: str, ticks: str) -> None:
    _, found = scale_of_lines([float(each) for each in values.split()])
    assert list(found) == [Decimal(each) for each in ticks.split()]


def test_all_numbers_of_a_scale_have_as_many_decimals() -> None:
    for greatest, ticks in ((2.4, "0.0 0.5 1.0 1.5 2.0 2.5"), (40, "0 10 20 30 40")):
        _, found = scale_of_lines([0, greatest])
        assert " ".join(f"{each:f}" for each in found) == ticks


def test_a_line_of_the_longest_numbers_is_in_its_drawing() -> None:
    scale, ticks = scale_of_lines([0, 9.9e29])
    assert scale(9.9e29) >= EDGE
    assert len(ticks) > 3


@given(st.lists(NUMBERS, min_size=1, max_size=5))
def test_the_lines_of_a_scale_are_few_and_at_equal_steps_around_all_values(
    values: list[float],
) -> None:
    scale, ticks = scale_of_lines(values)
    assert 3 <= len(ticks) <= TICKS
    assert len({other - one for one, other in pairwise(ticks)}) == 1
    assert float(ticks[0]) <= min(values) <= max(values) <= float(ticks[-1])
    assert all(EDGE - 0.01 <= scale(each) <= HEIGHT - EDGE + 0.01 for each in values)


def test_labels_are_thinned_to_years_and_decades() -> None:
    assert [label_step(points) for points in (1, 7, 8, 14, 24, 36, 60, 120, 365)] == [
        1,
        1,
        2,
        2,
        4,
        6,
        10,
        20,
        60,
    ]
    for points in range(1, 401):
        assert math.ceil(points / label_step(points)) <= LABELS


@pytest.mark.parametrize(
    ("values", "path", "marks"),
    [
        ([0, 10, 5], "M50,126L150,6L250,66", 3),
        ([0, None, 10, 5], "M37.50,126ZM187.50,6L262.50,66", 3),
        ([None, 0, 10, None, None], "M90,126L150,6", 2),
        ([7], "M150,21Z", 1),
        ([None], "", 0),
    ],
)
def test_a_line_is_interrupted_where_a_point_is_missing(
    values: list[float | None], path: str, marks: int
) -> None:
    scale, _ = scale_of_lines([each for each in values if each is not None] or [0])
    line = draw_line(values, scale)["narrow"]
    assert line.path == path
    assert len(line.marks) == marks


def test_of_many_points_only_those_alone_have_a_mark() -> None:
    values: list[float | None] = [float(each) for each in range(400)]
    assert narrow(values).marks == ()
    values[200] = values[202] = values[399] = None
    assert [at for at, _ in narrow(values).marks] == [pytest.approx(201.5 / 400 * 300, abs=0.01)]
    assert len(points_of(narrow(values).path)) == 397


def test_a_line_has_all_of_the_width() -> None:
    wide = draw_line([1, 2], scale_of_lines([1, 2])[0])["wide"]
    assert [at for at, _ in wide.marks] == [WIDTHS["wide"] / 4, WIDTHS["wide"] * 3 / 4]


def test_each_series_has_a_mark_and_each_part_a_fill_of_its_own() -> None:
    assert len(set(draw_marks())) == MOST_SERIES
    assert len(FILLS) == MOST_PARTS


@given(st.lists(NUMBERS, min_size=1, max_size=5))
def test_bars_begin_at_zero_and_have_all_of_the_room(values: list[float]) -> None:
    scale = scale_of_bars(values)
    ends = [scale(each) for each in (0, *values)]
    assert all(-1e-6 <= each <= 100 + 1e-6 for each in ends)
    if any(values):
        assert max(ends) - min(ends) == pytest.approx(100)


def test_parts_of_a_bar_follow_each_other() -> None:
    rows = [[6.0, 0.0, 2.0], [1.0, 3.0, 0.0]]
    assert stack(rows, to_whole=False) == [
        [(0, 75), (75, 75), (75, 100)],
        [(0, 12.5), (12.5, 50), (50, 50)],
    ]
    assert stack(rows, to_whole=True)[1] == [(0, 25), (25, 100), (100, 100)]
    assert stack([[0.0, 0.0]], to_whole=False) == [[(0, 0), (0, 0)]]


def test_parts_of_a_ring_go_round_clockwise_from_the_top_and_do_not_touch() -> None:
    paths = [points_of(each) for each in draw_ring([1, 1, 2])]
    outside, inside = RADIUS + THICKNESS / 2, RADIUS - THICKNESS / 2
    for points in paths:
        distances = {round(math.hypot(*each), 1) for each in points}
        assert distances == {outside, inside}
    starts = [points[0] for points in paths]
    assert starts[0][0] > 0 > starts[0][1]  # right of the top
    assert starts[1][0] > 0
    assert starts[1][1] > 0  # right of the bottom, as the second is striped
    assert starts[2][0] < 0
    assert math.dist(paths[0][1], paths[1][0]) > 1
    assert math.dist(paths[2][1], paths[0][0]) > 1


def test_a_single_part_is_a_whole_ring_and_a_part_of_zero_is_none() -> None:
    whole, nothing = draw_ring([5, 0])
    assert len(re.findall("A", whole)) == 4  # each edge in two halves
    assert nothing == ""
    assert list(draw_ring([0, 0])) == ["", ""]


@given(st.lists(st.floats(0, 1e15), min_size=1, max_size=MOST_PARTS))
def test_every_part_of_a_ring_that_can_be_seen_is_drawn(parts: list[float]) -> None:
    for part, path in zip(parts, draw_ring(parts), strict=True):
        assert "nan" not in path
        if part > sum(parts) / 10_000:
            assert "A" in path
