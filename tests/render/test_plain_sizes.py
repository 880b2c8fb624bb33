"""Lengths in drawings are those that the renderer reads."""

from __future__ import annotations

from typing import Any

import pytest

from bifolio.render.renderer import warm_up


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("", ()),
        (None, ()),
        (0, ()),
        (12, ()),
        ("1.5", ()),
        (" -2e1 ", (9,)),
        ("50%", (9, 80)),
        ("2em", (9,)),
        ("1rem", (9,)),
        ("3ex", (9,)),
        ("4mm", ()),
        ("5px 6px", (9, 80)),
        ("nothing", (9, 80)),
    ],
)
def test_sizes_are_those_that_the_renderer_reads(text: Any, others: tuple[float, ...]) -> None:
    warm_up()
    from weasyprint import svg
    from weasyprint.svg.utils import size

    assert svg.size is not size
    assert svg.size(text, *others) == size(text, *others)


def test_a_percentage_of_nothing_is_refused_as_before() -> None:
    warm_up()
    from weasyprint import svg

    with pytest.raises(AssertionError):
        svg.size("50%", 9)


def test_mending_is_idempotent() -> None:
    from weasyprint import svg

    warm_up()
    mended = svg.size
    warm_up()
    assert svg.size is mended
