"""Page breaks near boxes that span columns."""

from __future__ import annotations

from typing import Any

import pytest

from bifolio.render.renderer import warm_up

warm_up()  # before anything of the renderer is imported

from weasyprint import HTML  # noqa: E402

from bifolio.render.weasyprint.page_breaks import (  # noqa: E402
    breaks_outside_columns,
    headings_with_what_follows,
    unbroken_flex_containers,
)

PAGE = """
<style>
  @page { size: 200px 200px; margin: 0 }
  body { margin: 0 }
  p { height: 20px; margin: 0 }
  .columns { columns: 2 }
  .wide { column-span: all; height: 40px }
  .kept { height: 50px; break-before: avoid; break-inside: avoid }
</style>
<p></p>
<div class="columns"><p></p><div class="wide"></div><p></p><div class="wide"></div></div>
<p style="break-before: avoid"></p><div class="kept"></div>
"""


def test_a_break_that_must_be_avoided_behind_columns_is_before_them() -> None:
    with breaks_outside_columns():
        first, second = HTML(string=PAGE).render().pages
    heights = [[box.height for box in body(page).children] for page in (first, second)]
    assert heights == [[20], [120, 20, 50]]


def body(page: Any) -> Any:
    return page._page_box.children[0].children[0]


def test_the_renderer_would_stop_there() -> None:
    """If it does not any more, `page_breaks` can go."""
    with pytest.raises(AttributeError, match="index"):
        HTML(string=PAGE).render()


KEPT = """
<style>
  @page { size: 200px 200px; margin: 0 }
  body { margin: 0 }
  .before { height: 120px }
  h2 { height: 30px; margin: 0; break-after: avoid }
  .flex { display: flex; break-inside: avoid; padding-bottom: 15px }
  p { height: 20px; margin: 0 }
</style>
<div class="before"></div>
<section><h2></h2><div class="flex"><div><p></p><p></p></div></div></section>
"""


def pages_of(html: str, tag: str) -> list[int]:
    """The numbers of the pages that have the boxes of the elements `tag`."""
    return [
        number
        for number, page in enumerate(HTML(string=html).render().pages)
        for box in page._page_box.descendants()
        if box.element_tag == tag
    ]


@pytest.mark.parametrize(("before", "page"), [(105, 0), (120, 1), (140, 1)])
def test_a_heading_stays_with_a_flex_container_that_is_kept_in_one_piece(
    before: int, page: int
) -> None:
    html = KEPT.replace("120px", f"{before}px")
    with unbroken_flex_containers():
        assert (pages_of(html, "h2"), pages_of(html, "p")) == ([page], [page] * 2)


def test_a_flex_container_may_be_broken_that_does_not_ask_to_be_kept() -> None:
    html = KEPT.replace("break-inside: avoid", "")
    with unbroken_flex_containers():
        assert (pages_of(html, "h2"), pages_of(html, "p")) == ([0], [0, 1])


LONGER = """
<style>
  @page { size: 200px 200px; margin: 0 }
  body { margin: 0 }
  .flex { display: flex; justify-content: space-between }
  .flex > div { width: 45% }
  p { height: 20px; margin: 0 }
</style>
<div class="flex"><div><p></p></div><div>PARAGRAPHS</div></div>
""".replace("PARAGRAPHS", 25 * "<p></p>")


def lefts_of(html: str) -> list[set[float]]:
    """Where paragraphs begin on each page (px)."""
    return [
        {round(box.position_x) for box in page._page_box.descendants() if box.element_tag == "p"}
        for page in HTML(string=html).render().pages
    ]


@pytest.mark.parametrize("wrap", ["wrap", "nowrap"])
def test_a_column_that_is_longer_than_a_page_goes_on_in_its_place(wrap: str) -> None:
    html = LONGER.replace("display: flex;", f"display: flex; flex-wrap: {wrap};")
    with unbroken_flex_containers():
        assert lefts_of(html) == [{0, 110}, {110}, {110}]


def test_rows_of_a_flex_container_that_goes_on_begin_at_its_edge() -> None:
    items = 25 * "<div><p></p></div>"
    wrapped = (
        f'{LONGER.partition("<div")[0]}<div class="flex" style="flex-wrap: wrap">{items}</div>'
    )
    with unbroken_flex_containers():
        assert lefts_of(wrapped) == [{0, 110}, {0, 110}]


def test_the_renderer_would_put_it_first() -> None:
    """If it does not any more, `_put_back` can go."""
    assert lefts_of(LONGER) == [{0, 110}, {0}, {0}]


def test_the_renderer_would_break_it() -> None:
    """If it does not any more, `unbroken_flex_containers` can go."""
    assert (pages_of(KEPT, "h2"), pages_of(KEPT, "p")) == ([0], [0, 1])


HEADED = """
<style>
  @page { size: 200px 200px; margin: 0 }
  body { margin: 0 }
  h2 { height: 20px; margin: 0; break-after: avoid }
  div { break-inside: avoid }
  p { height: 20px; margin: 0 }
  img { display: block; width: 100px; height: 190px }
</style>
<section><h2></h2><div>PARAGRAPHS</div></section>
"""
A_PICTURE = "<img src='data:image/svg+xml,&lt;svg xmlns=%22http://www.w3.org/2000/svg%22/>' alt=''>"


@pytest.mark.parametrize("style", ["", "display: flex"])
def test_a_box_longer_than_a_page_begins_below_its_heading(style: str) -> None:
    words = 25 * "<p></p>"
    html = HEADED.replace("PARAGRAPHS", f"<div style='{style}'><div>{words}</div></div>")
    with unbroken_flex_containers(), headings_with_what_follows():
        assert pages_of(html, "h2") == [0]
        assert pages_of(html, "p") == [0] * 9 + [1] * 10 + [2] * 6


def test_what_cannot_be_broken_is_whole_on_the_next_page() -> None:
    with headings_with_what_follows():
        html = HEADED.replace("PARAGRAPHS", A_PICTURE)
        assert (pages_of(html, "h2"), pages_of(html, "img")) == ([0], [1])


def test_a_box_below_a_heading_that_may_be_alone_is_in_one_piece() -> None:
    html = HEADED.replace("break-after: avoid", "break-after: auto").replace(
        "PARAGRAPHS", 10 * "<p></p>"
    )
    with headings_with_what_follows():
        assert (pages_of(html, "h2"), pages_of(html, "p")) == ([0], [1] * 10)


def test_the_renderer_would_leave_the_heading_alone() -> None:
    """If it does not any more, `headings_with_what_follows` can go."""
    html = HEADED.replace("PARAGRAPHS", 25 * "<p></p>")
    assert (pages_of(html, "h2"), pages_of(html, "p")[0]) == ([0], 1)
