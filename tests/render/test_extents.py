"""Texts are measured in their layout, and shared out over the places there."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import pytest

from bifolio.render.sharing import MEASURED, OVERFULL, STEP, sharings
from bifolio.render.weasyprint import CSS, HTML
from bifolio.render.weasyprint.extents import extents_of, room_around, share_out
from bifolio.render.weasyprint.placements import placements
from bifolio.render.weasyprint.room_below import room_below_boxes

STYLES = """
@page { size: 400px 300px; margin: 0 }
:root { --paper-width: 400px }
html, body, main, div, p { display: block; margin: 0 }
body { min-height: 300px }
.head { height: 50px }
main { padding-bottom: 10px }
.foot { margin-top: 20px; height: 40px }
p { height: 50px }
[data-step="1"] p { height: 80px }
.notes { margin-top: 5px }
.note-text { height: 8px }
"""


class Side:
    """A page with a head, a place for so many paragraphs, and a foot."""

    def __init__(self, paragraphs: int, notes: str = "") -> None:
        text = "".join(f"<p data-block='{each}.mark'></p>" for each in range(paragraphs))
        self.html = HTML(
            string=f"<body data-share='' data-steps='1'><div class='head'></div><main><div "
            f"data-place='1'><div>{text}{notes}</div></div></main><div class='foot'></div></body>"
        )

    @property
    def body(self) -> Element:
        (sharing,) = sharings(self.html.etree_element)
        return sharing.around

    def lay_out(self, more: str = "") -> Any:
        return self.html.render(stylesheets=[CSS(string=STYLES + more)])


def test_a_place_has_the_height_that_its_page_leaves() -> None:
    side = Side(1)
    (sharing,) = sharings(side.html.etree_element)
    assert room_around(side.lay_out(), sharing.places[0]) == pytest.approx(180)


@pytest.mark.parametrize(
    ("paragraphs", "step", "overfull", "pages"),
    [(2, "1", None, 1), (3, None, None, 1), (6, None, "true", 2)],
)
def test_the_largest_type_that_fits_is_used_and_more_text_runs_over_pages(
    paragraphs: int, step: str | None, overfull: str | None, pages: int
) -> None:
    side = Side(paragraphs)
    document = share_out(side.html.etree_element, side.lay_out)
    assert side.body.get(STEP, "0") == (step or "0")
    assert (side.body.get(OVERFULL), len(document.pages)) == (overfull, pages)


@pytest.mark.parametrize(("higher", "step"), [(89, "1"), (95, "0")])
def test_type_is_smaller_where_pages_have_less_room_than_was_measured(
    higher: int, step: str
) -> None:
    side = Side(2)

    def lay_out(more: str) -> Any:
        height = 89 if more else higher
        return side.lay_out(f'{more}[data-step="1"] p {{ height: {height}px }}')

    document = share_out(side.html.etree_element, lay_out)
    assert (side.body.get(STEP, "0"), side.body.get(OVERFULL)) == (step, None)
    assert len(document.pages) == 1


@pytest.mark.parametrize(
    ("paragraphs", "reduction", "overfull"), [(3, None, None), (4, "2", None), (6, "2", "true")]
)
def test_a_head_is_smaller_before_text_runs_over_pages(
    paragraphs: int, reduction: str | None, overfull: str | None
) -> None:
    side = Side(paragraphs)
    side.body.set("data-reductions", "2")
    heads = (
        '[data-reduction="1"] .head { height: 40px } [data-reduction="2"] .head { height: 20px }'
    )
    share_out(side.html.etree_element, lambda more: side.lay_out(heads + more))
    assert (side.body.get("data-reduction"), side.body.get(OVERFULL)) == (reduction, overfull)


MARGIN = "body {{ box-sizing: border-box; padding-bottom: {}px }}"
"""The padding of a page at its foot is in no way of what is above it."""

FOOT = ".foot {{ height: {}px; break-inside: avoid }}"


@pytest.mark.parametrize(
    ("texts", "style", "pixels", "overfull"),
    [(3, MARGIN, 30, None), (3, MARGIN, 60, "true"), (0, FOOT, 200, None), (0, FOOT, 260, "true")],
)
def test_a_margin_or_foot_that_leaves_too_little_room_makes_an_element_overfull(
    texts: int, style: str, pixels: int, overfull: str | None
) -> None:
    side = Side(texts)
    styles = style.format(pixels)
    share_out(side.html.etree_element, lambda more: side.lay_out(styles + more))
    assert side.body.get(OVERFULL) == overfull


@pytest.mark.parametrize(("height", "overfull"), [(40, None), (100, "true")])
def test_text_that_is_cut_makes_an_element_overfull(height: int, overfull: str | None) -> None:
    """Flex containers do not break over pages well: what is beyond the page may have no box."""
    foot = "<div class='foot'><p data-unit='x' lang='en'>x</p></div>"
    html = HTML(
        string="<body><div class='all' data-share='' data-steps='0'><main data-place='1'>"
        f"<section><p></p></section></main>{foot}</div></body>"
    )
    (sharing,) = sharings(html.etree_element)
    styles = f".all {{ min-height: 300px }} main p {{ height: {2 * height + 100}px }}"
    hidden = ".all:not([data-overfull]) .foot { display: none }" if height > 50 else ""

    def lay_out(more: str) -> Any:
        return html.render(stylesheets=[CSS(string=STYLES + styles + hidden + more)])

    share_out(html.etree_element, lay_out)
    assert sharing.around.get(OVERFULL) == overfull


@pytest.mark.parametrize("growth", [1.02, 1.1, 1.2, 1.4])
@pytest.mark.parametrize("height", [60, 180, 260, 292, 298])
def test_the_largest_type_that_fits_is_used(growth: float, height: int) -> None:
    """Pictures hardly grow with the type, and narrow columns grow more than it."""
    heights = [height * growth**step for step in range(4)]
    html = HTML(
        string="<body><main data-share='' data-steps='3'><div data-place='1'>"
        "<section><p></p></section></div></main></body>"
    )
    (sharing,) = sharings(html.etree_element)
    styles = "main { height: 300px } " + " ".join(
        f"[data-step='{step}'] p {{ height: {each}px }}" if step else f"p {{ height: {each}px }}"
        for step, each in enumerate(heights)
    )
    layouts = []

    def lay_out(more: str) -> Any:
        layouts.append(more)
        return html.render(stylesheets=[CSS(string=STYLES + styles + more)])

    share_out(html.etree_element, lay_out)
    largest = max(step for step, each in enumerate(heights) if each <= 300)
    assert sharing.around.get(STEP, "0") == str(largest)
    assert len(layouts) == 2 or largest < 3, "what fits in the largest type is measured once"


def test_notes_count_for_the_part_that_has_their_mark() -> None:
    notes = "".join(f"<div class='note-text' data-note='{each}'></div>" for each in (0, 1))
    side = Side(3, f"<div class='notes'>{notes}</div>")
    (sharing,) = sharings(side.html.etree_element)
    extents = extents_of(side.lay_out(), sharing.parts)
    assert [each.foot - each.top for each in extents] == pytest.approx([63, 63, 50])


@pytest.mark.parametrize(("paragraphs", "continues"), [(3, [False]), (6, [False, True])])
def test_a_page_continues_what_the_page_before_has_no_room_for(
    paragraphs: int, continues: list[bool]
) -> None:
    side = Side(paragraphs)
    areas = placements(side.lay_out(), side.html.etree_element).areas
    assert [each.continues for each in areas] == continues


def test_what_begins_on_a_page_does_not_continue() -> None:
    html = HTML(string="<body><p></p><p style='break-before: page'></p></body>")
    document = html.render(stylesheets=[CSS(string=STYLES)])
    areas = placements(document, html.etree_element).areas
    assert [each.continues for each in areas] == [False, False]


def test_a_blank_page_continues_nothing() -> None:
    html = HTML(string="<body><p></p><p style='break-before: right'></p></body>")
    document = html.render(stylesheets=[CSS(string=STYLES)])
    areas = placements(document, html.etree_element).areas
    assert [(each.is_blank, each.continues) for each in areas] == [
        (False, False),
        (True, False),
        (False, False),
    ]


def test_a_text_is_marked_while_it_is_measured() -> None:
    side = Side(2)
    measured = []

    def lay_out(more: str = "") -> Any:
        measured.append((bool(more), side.body.get(MEASURED)))
        return side.lay_out(more)

    share_out(side.html.etree_element, lay_out)
    assert set(measured) == {(True, "true"), (False, None)}


FACING = """
.page { min-height: 300px; break-before: page }
h2 { height: 20px; margin: 10px 0 0 }
"""


@pytest.mark.parametrize(("last", "is_level"), [(50, True), (110, False)])
def test_headings_of_facing_pages_are_level_where_the_pages_have_room(
    last: int, is_level: bool
) -> None:
    def page(place: int, first: int, last: int) -> str:
        heights = (("h2", 20), ("p", first)), (("h2", 20), ("p", 50), ("p", last))
        sections = "".join(
            "<div>"
            + "".join(f"<{tag} style='height: {px}px'></{tag}>" for tag, px in each)
            + "</div>"
            for each in heights
        )
        return f"<div class='page' data-place='{place}'>{sections}</div>"

    html = HTML(
        string=f"<body><div data-share='facing'>{page(1, 90, 50)}{page(2, 50, last)}</div></body>"
    )

    def lay_out(more: str) -> Any:
        return html.render(stylesheets=[CSS(string=STYLES + FACING + more)])

    with room_below_boxes():
        document = share_out(html.etree_element, lay_out)
    left, right = (
        [box.border_box_y() for box in page._page_box.descendants() if box.element_tag == "h2"]
        for page in document.pages[-2:]
    )
    assert (left[1] == pytest.approx(right[1])) is is_level


def test_what_only_one_language_has_has_no_room_below_it_to_lend() -> None:
    sections = "<div>{}</div><div><h2 data-block='b'></h2><p data-block='c'></p></div>"
    pages = [
        f"<div class='page' data-place='{place}'>{sections.format(first)}</div>"
        for place, first in ((1, "<p data-block='a'></p>"), (2, ""))
    ]
    html = HTML(string=f"<body><div data-share='facing'>{''.join(pages)}</div></body>")

    def lay_out(more: str) -> Any:
        return html.render(stylesheets=[CSS(string=STYLES + FACING + more)])

    with room_below_boxes():
        document = share_out(html.etree_element, lay_out)
    headings = [
        box
        for page in document.pages
        for box in page._page_box.descendants()
        if box.element_tag == "h2"
    ]
    assert len(headings) == 2


@pytest.mark.parametrize(("height", "overfull"), [(70, None), (160, "true")])
def test_a_text_in_one_piece_is_measured_as_wide_as_its_page(
    height: int, overfull: str | None
) -> None:
    """What fills one column alone has the width of the page, where it is less high."""
    text = "<section><p data-unit='a'></p><p data-kept=''></p></section>"
    html = HTML(
        string=f"<body data-share=''><main><div data-place='1'>{text}</div>"
        "<div data-place='2'></div></main></body>"
    )
    (sharing,) = sharings(html.etree_element)
    styles = f"""
        p {{ height: 280px }}
        main:has(> [data-empty]) p {{ height: {height}px }}
        [data-empty] {{ display: none }}
    """
    share_out(
        html.etree_element,
        lambda more: html.render(stylesheets=[CSS(string=STYLES + styles + more)]),
    )
    assert sharing.around.get(OVERFULL) == overfull
    assert len(list(sharing.places[0].iter("p"))) == 2
