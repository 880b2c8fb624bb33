"""The areas of links, as they are written into the PDF."""

from __future__ import annotations

import io

import pikepdf
import pytest

from tests.render.conftest import Compose

STYLES = "body { margin: 0; font-size: 10pt; line-height: 20pt } p { text-indent: 0 }"
LEFT, TOP = 30.0, 810.0
"""pt; where the page of the tests begins."""


def areas(compose: Compose, html: str) -> list[list[float]]:
    """The area of each link of a page: left, bottom, right, top (pt)."""
    printed, _ = compose(html, STYLES)
    assert printed.problems == ()
    with pikepdf.open(io.BytesIO(printed.pdf)) as file:
        notes = file.pages[0].get("/Annots", ())
        return [[round(float(each), 1) for each in note.Rect] for note in notes]


@pytest.mark.parametrize("inner", ["words", "<b>words</b>", "<b>wo<i>rd</i></b>s"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_link_has_one_area_as_high_as_its_line(
    inner: str, language: str, compose: Compose
) -> None:
    html = f'<p lang="{language}"><a href="https://x.org">{inner}</a></p>'
    ((left, bottom, right, top),) = areas(compose, html)
    assert (left, top - bottom) == (LEFT, 20)
    assert top == pytest.approx(TOP, abs=1.5)  # the leading is that of the Latin face
    assert right > left + 20


def test_a_link_over_two_lines_has_an_area_on_each(compose: Compose) -> None:
    first, second = areas(compose, '<p><a href="https://x.org">one<br><i>two</i></a></p>')
    assert first[1] == pytest.approx(second[3], abs=0.05)


def test_the_area_of_a_link_includes_a_picture_in_it(compose: Compose) -> None:
    picture = '<span style="display: inline-block; width: 50pt; height: 60pt"></span>'
    ((left, bottom, right, top),) = areas(compose, f'<p><a href="https://x.org">{picture}</a></p>')
    assert (left, right, top) == (LEFT, LEFT + 50, TOP)
    assert bottom <= TOP - 60


def test_two_links_beside_each_other_stay_two(compose: Compose) -> None:
    html = '<p><a href="https://x.org/1"><b>one</b></a><a href="https://x.org/2">two</a></p>'
    one, two = areas(compose, html)
    assert one[2] == pytest.approx(two[0], abs=0.05)


def test_a_turned_link_is_written_from_its_lower_left_corner(compose: Compose) -> None:
    turned = "display: block; width: 40pt; height: 20pt; transform: rotate(90deg)"
    html = f'<p><a href="https://x.org" style="{turned}">x</a></p>'
    ((left, bottom, right, top),) = areas(compose, html)
    assert (round(right - left, 1), round(top - bottom, 1)) == (20, 40)
