"""Sections are shared out over panels and columns, by their heights."""

from __future__ import annotations

from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement, fromstring

import pytest

from bifolio.render.facing_pages import FacingPages, breaks_of, facing_pages, room_above
from bifolio.render.sharing import (
    Extent,
    Sharing,
    balanced,
    filled,
    fullest,
    shared,
    sharings,
    smaller_step_for,
    step_for,
)

PAGE = """<body data-share="">
<div data-place="2" id="two"></div>
<div data-place="1" id="one">{sections}</div>
<div data-place="3" id="three"></div></body>"""

LONG, SHORT = "<h2/><p id='{0}a'/><p id='{0}b'/><p id='{0}c'/>", "<h2/><p id='{0}a'/>"


def page(*sections: str) -> Element:
    said = (f"<div>{each.format(number)}</div>" for number, each in enumerate(sections))
    return fromstring(PAGE.format(sections="".join(said)))


def sharing_of(tree: Element) -> Sharing:
    (found,) = sharings(tree)
    return found


def extents(*heights: float) -> list[Extent]:
    """Parts one below the other, without space between them."""
    feet = [0.0]
    for height in heights:
        feet.append(feet[-1] + height)
    return [Extent(*each) for each in pairwise(feet)]


def test_places_are_in_the_order_of_reading() -> None:
    sharing = sharing_of(page(SHORT))
    assert [place.get("id") for place in sharing.places] == ["one", "two", "three"]


def test_sections_of_different_heights_end_at_nearly_the_same_height() -> None:
    found = extents(10, 10, 20, 5, 15, 20)
    breaks = balanced(found, range(1, 6), [100.0] * 4)
    assert breaks == [0, 2, 3, 5]
    assert fullest(found, breaks, [100.0] * 4) == pytest.approx(0.2)


def test_sections_stay_whole_where_they_fit_well() -> None:
    sharing = sharing_of(page(SHORT, SHORT, SHORT))
    assert shared(extents(1, 9, 1, 9, 1, 10), sharing.parts, [12.0] * 3) == [0, 2, 4]


def test_a_section_is_divided_where_it_is_longer_than_its_place() -> None:
    sharing = sharing_of(page(LONG))
    assert shared(extents(1, 9, 9, 9), sharing.parts, [12.0] * 3) == [0, 2, 3]


def test_places_are_filled_in_order_where_a_text_is_too_long() -> None:
    sharing = sharing_of(page(LONG, LONG))
    breaks = shared(extents(1, 9, 9, 9, 1, 9, 9, 9), sharing.parts, [12.0] * 3)
    assert breaks == [0, 2, 3]


@pytest.mark.parametrize(
    ("heights", "breaks"),
    [
        ((1, 9, 9, 9), [0, 2, 3, 4]),  # all fit
        ((1, 9, 9, 9, 1, 9, 9, 9), [0, 2, 3, 4]),  # the second section is the rest
        ((1, 9, 99, 9), [0, 2, 2, 2]),  # no place is as high as the second paragraph
        ((1, 99, 9, 9), [0, 0, 0, 0]),
        ((), [0, 0, 0, 0]),
    ],
)
def test_the_rest_has_what_no_place_has_room_for(
    heights: tuple[int, ...], breaks: list[int]
) -> None:
    parts = sharing_of(page(*[LONG] * (len(heights) // 4))).parts
    assert filled(extents(*heights), parts, [12.0, 12.0, 12.0, 1e6]) == breaks


def test_the_rest_is_in_the_element_for_it() -> None:
    tree = page(LONG)
    SubElement(tree, "aside", {"data-rest": ""})
    sharing = sharing_of(tree)
    sharing.with_rest.share([0, 2, 3, 3])
    assert [len(list(each.iter("p"))) for each in sharing.with_rest.places] == [1, 1, 0, 1]


def test_one_section_is_in_the_first_place() -> None:
    assert shared(extents(1, 9), sharing_of(page(SHORT)).parts, [30.0] * 3) == [0, 2, 2]


def test_a_heading_is_never_at_the_end_of_a_place() -> None:
    sharing = sharing_of(page(LONG, LONG))
    breaks = shared(extents(1, 9, 9, 9, 1, 9, 9, 9), sharing.parts, [30.0] * 3)
    assert not {1, 5} & set(breaks)


@pytest.mark.parametrize(
    ("text", "is_kept"), [("Please bring:", True), ("请携带：", True), ("Bring them.", False)]
)
def test_an_introduction_is_with_what_it_introduces(text: str, is_kept: bool) -> None:
    sharing = sharing_of(page(f"<p/><p>{text} </p><ul/>"))
    assert [part.is_kept for part in sharing.parts] == [False, False, is_kept]


@pytest.mark.parametrize(("attribute", "is_kept"), [("data-kept=''", True), ("", False)])
def test_a_code_is_with_the_text_before_it_where_a_layout_says_so(
    attribute: str, is_kept: bool
) -> None:
    sharing = sharing_of(page(f"<p>Free.</p><div {attribute}/>"))
    assert [part.is_kept for part in sharing.parts] == [False, is_kept]


def test_moved_parts_keep_their_order_and_a_divided_section_goes_on_without_heading() -> None:
    tree = page(SHORT, LONG)
    sharing = sharing_of(tree)
    sharing.share([0, 4, 6])
    one, two, three = sharing.places
    ids = [[part.get("id") for part in place.iter("p")] for place in (one, two, three)]
    assert ids == [["0a", "1a"], ["1b", "1c"], []]
    assert len(two.findall(".//h2")) == 0
    assert [section.get("data-goes-on") for section in (*one, *two)] == [None, None, "true"]


def test_texts_may_be_shared_out_again() -> None:
    sharing = sharing_of(page(SHORT, LONG))
    sharing.share([0, 4, 6])
    sharing.share([0, 2, 6])
    ids = [[part.get("id") for part in place.iter("p")] for place in sharing.places]
    assert ids == [["0a"], ["1a", "1b", "1c"], []]


def test_notes_are_with_their_marks_where_a_section_is_divided() -> None:
    noted = (
        "<h2/><p id='a'><a data-block='one.mark'/></p><p id='b'><a data-block='two.mark'/></p>"
        "<div class='notes'><div data-note='one'/><div data-note='two'/></div>"
    )
    sharing = sharing_of(page(noted))
    sharing.share([0, 2, 3])
    found = [
        [each.get("data-note") for each in place.iter("div") if "data-note" in each.attrib]
        for place in sharing.places
    ]
    assert found == [["one"], ["two"], []]


def test_empty_texts_are_shared_out() -> None:
    sharing = sharing_of(page())
    assert shared([], sharing.parts, [10.0] * 3) == [0, 0, 0]


@pytest.mark.parametrize(("fullness", "step"), [(0.95, 0), (0.8, 1), (0.6, 2), (0.1, 3)])
def test_less_text_is_set_larger_within_the_steps_of_the_layout(fullness: float, step: int) -> None:
    assert step_for(fullness, 0, 3) == step


@pytest.mark.parametrize(
    ("fullness", "now", "step"), [(1.05, 3, 2), (1.3, 3, 1), (2.5, 3, 0), (1.5, 1, 0)]
)
def test_more_text_is_set_smaller_by_one_step_at_least(
    fullness: float, now: int, step: int
) -> None:
    assert smaller_step_for(fullness, now) == step


FACING = """<body><div/><div data-share="facing">
<div data-place="1" lang="en">{left}</div><div data-place="2" lang="zh-Hans">{right}</div>
<p/></div></body>"""


def facing(left: str, right: str) -> FacingPages:
    (found,) = facing_pages(fromstring(FACING.format(left=left, right=right)))
    return found


def test_a_spread_ends_before_what_has_no_room_in_one_of_the_languages() -> None:
    pages = facing(f"<div>{LONG}</div>", f"<div>{LONG}</div>")
    both = extents(1, 3, 3, 3), extents(1, 3, 9, 3)
    assert breaks_of(pages.rows, both, 10) == [0, 2, 3]
    made = pages.share([0, 2, 3])
    assert [page.get("lang") for page in made] == ["en", "zh-Hans"] * 3
    assert [len(list(page.iter("p"))) for page in made] == [1, 1, 1, 1, 1, 1]
    assert [child.tag for child in pages.around] == ["div"] * 6 + ["p"]


def test_a_heading_takes_the_next_spread_with_its_text() -> None:
    pages = facing(f"<div>{LONG}</div><div>{SHORT}</div>", f"<div>{LONG}</div><div>{SHORT}</div>")
    both = extents(1, 1, 1, 1, 1, 9), extents(1, 1, 1, 1, 1, 9)
    assert breaks_of(pages.rows, both, 10) == [0, 4]


def test_a_nearly_empty_spread_before_a_high_block_takes_rows_from_the_one_before_it() -> None:
    text = "<div><h2/>" + "<p/>" * 6 + "<figure/></div>"
    pages = facing(text, text)
    both = (extents(1, 2, 2, 2, 2, 1, 2, 9),) * 2
    # 10 of 10, 2 and 9: two rows more fit beside the last one.
    assert breaks_of(pages.rows, both, 10) == [0, 4, 7]


def test_spreads_that_are_full_enough_and_the_last_one_stay_as_they_are() -> None:
    text = "<div><h2/>" + "<p/>" * 4 + "</div>"
    pages = facing(text, text)
    assert breaks_of(pages.rows, (extents(1, 3, 3, 3, 1),) * 2, 10) == [0, 4]
    assert breaks_of(pages.rows, (extents(1, 3, 3, 4, 9),) * 2, 10) == [0, 3, 4]


def test_what_one_language_has_for_itself_is_beside_what_the_other_has_in_turn() -> None:
    left = "<h2/><p data-block='a'/><p data-block='l1'/><p data-block='l2'/><p data-block='b'/>"
    right = "<h2/><p data-block='a'/><p data-block='r1'/><p data-block='r2'/><p data-block='b'/>"
    pages = facing(f"<div>{left}</div>", f"<div>{right}</div>")
    assert [(len(row.left), len(row.right)) for row in pages.rows] == [(1, 1)] * 5


def test_what_only_one_language_has_stays_with_the_text_before_it() -> None:
    left = "<h2/><p data-block='a'/><p data-block='only'/><p data-block='b'/>"
    right = "<h2/><p data-block='a'/><p data-block='b'/>"
    pages = facing(f"<div>{left}</div>", f"<div>{right}</div>")
    assert [(len(row.left), len(row.right)) for row in pages.rows] == [(1, 1), (2, 1), (1, 1)]


def test_a_section_may_begin_a_spread() -> None:
    one, two = f"<div>{SHORT}</div>", f"<div data-begins-spread=''>{SHORT}</div>"
    pages = facing(one + two, one + two)
    assert breaks_of(pages.rows, (extents(1, 1, 1, 1),) * 2, 10) == [0, 2]


def test_a_spread_does_not_begin_with_a_heading_far_below_that_of_a_section() -> None:
    """The page in the other language, which is read before, may end with a section."""
    text = "<h2/><p/><h3/><p/><h4/><p/><p/><h2/><p/>"
    pages = facing(f"<div>{text}</div>", f"<div>{text}</div>")
    both = (extents(*[1] * 9),) * 2
    assert breaks_of(pages.rows, both, 4) == [0, 2, 6]
    assert breaks_of(pages.rows, both, 6) == [0, 6]


@pytest.mark.parametrize(
    ("room", "above"),
    [
        (9.0, [(0.0, 0.0), (0.0, 4.0), (2.0, 0.0)]),
        (3.0, [(0.0, 0.0), (0.0, 0.0), (0.0, 2.0)]),
    ],
)
def test_rows_begin_as_high_on_both_pages_where_these_have_room(
    room: float, above: list[tuple[float, float]]
) -> None:
    tops = [(0.0, 0.0), (14.0, 10.0), (22.0, 20.0)]
    assert room_above(tops, (room, room)) == above


def test_paragraphs_below_something_are_as_high_as_that_leaves_them() -> None:
    text = "<h2/><p data-block='a'/><div data-block='b'/><p data-block='c'/>"
    pages = facing(f"<div>{text}</div>", f"<div>{text}</div>")
    assert [row.is_level for row in pages.rows] == [True, False, True, False]
