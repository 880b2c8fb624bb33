"""Images of pages that are drawn again are the same."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image

from bifolio.pdf.glyphs import Glyph, TextLine
from bifolio.preflight import drawn_pages
from bifolio.preflight.drawn_pages import (
    KEPT_OF_MORE,
    MOST_KEPT,
    PICTURE_SCALE,
    DrawnPages,
    _picture,
    looks_of,
)

PAGES = MOST_KEPT + 3


def grey_pages(count: int) -> bytes:
    """A PDF with pages of different sizes and greys."""
    pdf = pikepdf.new()
    for number in range(count):
        page = pdf.add_blank_page(page_size=(100 + number, 50))
        page.Contents = pdf.make_stream(f"{number / count:.2f} g 10 10 20 20 re f".encode())
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


@pytest.mark.parametrize(("count", "kept"), [(PAGES, KEPT_OF_MORE), (MOST_KEPT, MOST_KEPT)])
def test_an_image_is_the_same_whenever_it_is_asked_for(count: int, kept: int) -> None:
    drawn = DrawnPages(grey_pages(count))
    first = [[image.copy() for image in drawn.pair(index)] for index in range(count)]
    for index in (*range(count), 0, count - 1):
        assert list(drawn.pair(index)) == first[index]
    assert len({image.tobytes() for image, _ in first}) == count
    assert len(drawn._kept) == kept


def test_each_image_is_drawn_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, count = DrawnPages(grey_pages(1)), 0

    def counted(page: object) -> Image.Image:
        nonlocal count
        count += 1
        return _picture(page)

    monkeypatch.setattr(drawn_pages, "_picture", counted)
    alone = drawn.image(0, with_text=True)
    assert count == 1
    assert drawn.pair(0)[0] is alone
    assert count == 2
    assert drawn.image(0, with_text=False) is drawn.pair(0)[1]
    assert count == 2


RED, SAND = (155, 45, 31), (246, 239, 226)


@pytest.mark.parametrize(
    ("second", "grounds"),
    [
        ((60.0, 20.0), [{RED}, {RED}]),  # at the same height
        ((26.0, 28.0), [{RED}, {RED}]),  # beside it, and higher
        ((27.0, 20.0), [{RED, SAND}]),  # a word that extends beyond its ground
    ],
)
def test_what_is_between_the_labels_of_a_drawing_is_no_ground_of_theirs(
    second: tuple[float, float], grounds: list[set[tuple[int, ...]]]
) -> None:
    ground = Image.new("RGB", (round(100 * PICTURE_SCALE), round(50 * PICTURE_SCALE)), SAND)
    places = [(20.0, 20.0), second]
    for x, y in places[: len(grounds)]:
        left, top, right, bottom = (
            round(each * PICTURE_SCALE) for each in (x - 2, 50 - y - 9, x + 7, 50 - y + 3)
        )
        ground.paste(RED, (left, top, right, bottom))
    white = (255, 255, 255)
    line = TextLine(tuple(Glyph("1", x, y, 5.0, 8.0, colour=white) for x, y in places))
    (look,) = looks_of((ground, ground), [line])
    assert [{colour for _, colour in part.ground} for part in look.parts] == grounds
