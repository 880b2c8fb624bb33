"""Scales, thinned labels, lines with gaps and rings."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from itertools import pairwise

import pytest

from bifolio.document.plots import (
    LABELS,
    RADIUS,
    SIDE,
    TICKS,
    Scale,
    label_step,
    ring,
    runs,
    scale_of_lines,
    with_ticks,
)


@pytest.mark.parametrize(
    ("least", "greatest", "ticks"),
    [
        ("0", "4100", "0 2000 4000 6000"),
        ("-8.5", "18.5", "-10 0 10 20"),
        ("990", "1000", "990 995 1000"),
        ("7", "7", "0 2 4 6 8"),
        ("0", "0", "0 0.5 1"),
        ("0.012", "0.019", "0.012 0.014 0.016 0.018 0.020"),
        ("-30", "-12", "-30 -25 -20 -15 -10"),
    ],
)
def test_a_scale_has_few_round_numbers_around_all_values(
    least: str, greatest: str, ticks: str
) -> None:
    scale = Scale(Decimal(least), Decimal(greatest))
    wide, found = with_ticks(scale)
    assert [Decimal(each) for each in ticks.split()] == list(found)
    assert wide.least <= scale.least <= scale.greatest <= wide.greatest


@pytest.mark.parametrize("power", [-15, -3, 0, 7, 29])
@pytest.mark.parametrize("digits", range(1, 100, 7))
def test_every_scale_has_at_most_five_ticks_in_equal_steps(power: int, digits: int) -> None:
    values = [Decimal(1).scaleb(power), Decimal(digits).scaleb(power), -Decimal(3).scaleb(power)]
    scale, ticks = with_ticks(scale_of_lines(values))
    assert 2 <= len(ticks) <= TICKS
    assert len({other - one for one, other in pairwise(ticks)}) == 1
    assert all(0 <= scale.part(each) <= 1 for each in values)


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


def test_a_line_is_interrupted_where_a_point_is_missing() -> None:
    one, other = (0.0, 0.0), (1.0, 1.0)
    assert list(runs([None, one, other, None, None, one])) == [(one, other), (one,)]
    assert list(runs([None])) == []


def test_parts_of_a_ring_go_round_clockwise_from_the_top_and_do_not_touch() -> None:
    paths = [each[0]["path"] for each in ring([Decimal(1), Decimal(1), Decimal(2)])]
    ends = [[float(each) for each in re.findall(r"[-0-9.]+", str(path))] for path in paths]
    for numbers in ends:
        assert math.dist(numbers[:2], (SIDE / 2, SIDE / 2)) == pytest.approx(RADIUS, abs=0.01)
    assert all(math.dist(one[-2:], other[:2]) > 1 for one, other in pairwise(ends))
    assert ends[1][0] > SIDE / 2 > ends[2][0]  # right of the middle, then left of it


def test_a_single_part_is_a_whole_ring() -> None:
    ((stroke,), nothing) = ring([Decimal(5), Decimal(0)])
    numbers = [float(each) for each in re.findall(r"[-0-9.]+", str(stroke["path"]))]
    assert numbers[:2] == numbers[-2:]
    assert nothing == ()
