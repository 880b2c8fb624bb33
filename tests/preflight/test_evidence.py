from __future__ import annotations

from types import SimpleNamespace

import pytest

from bifolio.pdf.geometry import Rectangle
from bifolio.pdf.glyphs import Glyph, TextLine, TextParagraph
from bifolio.preflight.document import LINE_END, MAYBE, said
from bifolio.preflight.evidence import Evidence, agree, in_layout
from bifolio.text.placements import PageArea, Placements, ShortLine


def paragraph(*lines: str) -> TextParagraph:
    return TextParagraph(
        "P",
        tuple(
            TextLine(tuple(Glyph(letter, at, -row, 1, 1) for at, letter in enumerate(line)))
            for row, line in enumerate(lines)
        ),
    )


def test_a_hyphen_at_the_end_of_a_line_may_be_typed_or_not() -> None:
    assert (
        said(paragraph("peut-", "etre-la-", "bas-"))
        == f"peut{MAYBE}{LINE_END}etre-la{MAYBE}{LINE_END}bas-"
    )


@pytest.mark.parametrize("text", ["peut-etre", "peutetre"])
def test_what_is_said_agrees_with_either(text: str) -> None:
    assert agree(f"peut{MAYBE}etre", text)


@pytest.mark.parametrize("text", ["peuetre", "peut--etre", "peut-etres", "peut.etre"])
def test_and_with_nothing_else(text: str) -> None:
    assert not agree(f"peut{MAYBE}etre", text)


def test_the_end_of_a_line_may_be_a_space() -> None:
    assert agree(f"one{LINE_END}word", "one word")
    assert agree(f"一{LINE_END}字", "一字")


def test_spaces_are_letters() -> None:
    assert not agree("oneword", "one word")
    assert not agree("one word", "oneword")


def test_signs_are_no_patterns() -> None:
    assert agree("(a.b)*", "(a.b)*")
    assert not agree("a.b", "axb")


@pytest.mark.parametrize(("left", "missing"), [(0.0, 3.0), (0.001, 3.0), (0.5, 0.0)])
def test_a_line_beside_a_float_is_found_where_the_pdf_rounds_its_place(
    left: float, missing: float
) -> None:
    """The line begins at 0; half a point before the box is another line."""
    short = ShortLine(Rectangle(left, -0.5, 7, 0.5), 3.0)
    area = PageArea(9, 9, Rectangle(0, -9, 9, 0), (short,), (Rectangle(0, -1.5, 7, -0.5),))
    (line, below) = in_layout(paragraph("abcdefg", "abcdefghij"), area).lines
    assert (line.missing, below.missing) == (missing, 0.0)
    assert (line.is_broken, below.is_broken) == (False, True)


@pytest.mark.parametrize(("has_facing_pages", "excused"), [(False, {2}), (True, set())])
def test_only_outside_of_facing_pages_a_break_may_leave_a_page_blank(
    has_facing_pages: bool, excused: set[int]
) -> None:
    whole = Rectangle(0, 0, 420, 595)
    areas = tuple(PageArea(420, 595, whole, is_blank=blank) for blank in (False, True, False))
    evidence = SimpleNamespace(
        placements=Placements(areas=areas), has_facing_pages=has_facing_pages
    )
    left_blank = Evidence.left_blank.fget  # type: ignore[attr-defined]
    assert left_blank(evidence) == excused
