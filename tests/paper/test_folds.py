from __future__ import annotations

import pytest

from bifolio.paper.folds import BACK, COVER, FOLDS, PANELS
from bifolio.paper.formats import PAPERS

A4_WIDTH = 297.0
ON_ANY_PAPER = pytest.mark.parametrize("width", [max(size) for size in PAPERS.values()])


def test_a_letter_fold_of_a4_is_97_100_100_and_mirrored_inside() -> None:
    letter = FOLDS["letter"]
    assert letter.widths(A4_WIDTH, 0) == (97, 100, 100)
    assert letter.widths(A4_WIDTH, 1) == (100, 100, 97)
    assert letter.creases(A4_WIDTH, 0) == (97, 197)
    assert letter.creases(A4_WIDTH, 1) == (100, 200)


def test_a_z_fold_of_a4_is_three_of_99() -> None:
    for side in (0, 1):
        assert FOLDS["z"].widths(A4_WIDTH, side) == (99, 99, 99)


@pytest.mark.parametrize("side", [0, 1])
def test_the_leaf_that_is_folded_in_is_3_mm_narrower_on_letter_too(side: int) -> None:
    *wide, tucked = sorted(FOLDS["letter"].widths(279.4, side), reverse=True)
    assert wide == pytest.approx([94.13, 94.13], abs=0.01)
    assert tucked == pytest.approx(91.13, abs=0.01)


@ON_ANY_PAPER
@pytest.mark.parametrize("name", FOLDS)
def test_creases_of_both_sides_are_the_same_lines_of_the_paper(name: str, width: float) -> None:
    outside, inside = (FOLDS[name].creases(width, side) for side in (0, 1))
    assert inside == pytest.approx([width - crease for crease in reversed(outside)])


@pytest.mark.parametrize("name", FOLDS)
def test_folded_paper_shows_the_cover_before_and_the_back_behind(name: str) -> None:
    """Each leaf is a pair of panels that share paper; folding stacks the leaves."""
    fold = FOLDS[name]
    outside, inside = fold.sides[0], fold.sides[1][::-1]
    left, middle, right = zip(outside, inside, strict=True)
    # The right leaf lies on top, outside up; under it the middle one, its outside down. A letter
    # fold tucks the left leaf in between, a Z fold puts it last, its outside up.
    under = [middle[::-1], left] if name == "z" else [left, middle[::-1]]
    faces = [face for leaf in (right, *under) for face in leaf]
    assert faces[0] == COVER
    assert faces[-1] == BACK
    assert sorted(faces) == list(range(PANELS))


@ON_ANY_PAPER
@pytest.mark.parametrize("name", FOLDS)
def test_panels_are_given_in_the_order_of_reading_and_fill_both_sides(
    name: str, width: float
) -> None:
    panels = list(FOLDS[name].panels(width))
    assert [number for number, *_ in panels] == list(range(PANELS))
    for side in (0, 1):
        spans = sorted((left, each) for _, on, left, each in panels if on == side)
        assert [left for left, _ in spans] == [0, spans[0][1], spans[0][1] + spans[1][1]]
        assert sum(each for _, each in spans) == pytest.approx(width)
