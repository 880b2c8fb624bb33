"""How much too long a text is, and what is not reported of the pages that it continues on."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.preflight.document import Document
from bifolio.preflight.findings import Severity, Sighting
from bifolio.preflight.overflow import Overflow, overflow_of, pages_beyond
from bifolio.preflight.registry import Check
from bifolio.text.placements import PageArea, Placements, TextPlacement
from bifolio.text.runs import TextId

PAGE = Rectangle(0, 0, 100, 200)


def areas(*continues: bool) -> tuple[PageArea, ...]:
    return tuple(PageArea(100, 200, PAGE, continues=each) for each in continues)


def text(page: int, lines: int) -> TextPlacement:
    box = Rectangle(0, 0, 100, 10 * lines)
    return TextPlacement(TextId("unit", "en"), 0, "p", page, box, lines)


@pytest.mark.parametrize(
    ("continues", "most", "beyond"),
    [
        ([False, False], 2, set()),  # a flyer
        ([False, True, False], 2, {2}),  # one whose front is too long
        ([False, True, False, True], 2, {2, 4}),  # or both sides
        ([False, True], 1, {2}),  # a poster
        ([False, True, False], 1, {2, 3}),  # whose foot is on a page of its own
        ([False, True, True], 2, {3}),  # a text that goes on
    ],
)
def test_pages_beyond_are_those_that_parts_of_a_layout_continue_on(
    continues: list[bool], most: int, beyond: set[int]
) -> None:
    assert pages_beyond(areas(*continues), most) == beyond


def test_lines_and_part_of_the_text_are_counted() -> None:
    placements = Placements((text(1, 6), text(2, 2)), areas(False, True))
    assert overflow_of(placements, 1) == Overflow(frozenset({2}), 2, 25)
    assert overflow_of(placements, 2) is None


@pytest.mark.parametrize(("of_margins", "reported"), [(True, [1]), (False, [1, 2, 3])])
def test_margins_of_further_pages_are_not_reported(of_margins: bool, reported: list[int]) -> None:
    def look(evidence: Document) -> list[Sighting]:
        return [Sighting("x", PageRectangle(page, PAGE)) for page in (1, 2, 3)]

    check = Check("text/x", Severity.WARN, "", "", look, of_margins=of_margins)
    overflow = Overflow(frozenset({3}), 1, 1)
    evidence = SimpleNamespace(overflow=overflow)
    evidence.parts = lambda: {Document: evidence}
    seen = check.run(evidence)  # type: ignore[arg-type]
    assert [each.box.page for each in seen if each.box] == reported
