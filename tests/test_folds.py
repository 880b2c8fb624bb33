from __future__ import annotations

import pytest

from bifolio.folds import BACK, COVER, FOLDS, PANELS

A4_WIDTH = 297.0


def test_a_letter_fold_of_a4_is_97_100_100_and_mirrored_inside() -> None:
    letter = FOLDS["letter"]
    assert letter.widths(A4_WIDTH, 0) == (97, 100, 100)
    assert letter.widths(A4_WIDTH, 1) == (100, 100, 97)
    assert letter.creases(A4_WIDTH, 0) == (97, 197)
    assert letter.creases(A4_WIDTH, 1) == (100, 200)


def test_a_z_fold_of_a4_is_three_of_99() -> None:
    for side in (0, 1):
        assert FOLDS["z"].widths(A4_WIDTH, side) == (99, 99, 99)


@pytest.mark.parametrize("name", FOLDS)
def test_creases_of_both_sides_are_the_same_lines_of_the_paper(name: str) -> None:
    outside, inside = (FOLDS[name].creases(A4_WIDTH, side) for side in (0, 1))
    assert inside == tuple(A4_WIDTH - crease for crease in reversed(outside))


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


@pytest.mark.parametrize("name", FOLDS)
def test_panels_are_given_in_the_order_of_reading_and_fill_both_sides(name: str) -> None:
    panels = list(FOLDS[name].panels(A4_WIDTH))
    assert [number for number, *_ in panels] == list(range(PANELS))
    for side in (0, 1):
        spans = sorted((left, width) for _, on, left, width in panels if on == side)
        assert [left for left, _ in spans] == [0, spans[0][1], spans[0][1] + spans[1][1]]
        assert sum(width for _, width in spans) == A4_WIDTH
