"""Images of pages that are drawn again are the same."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image

from bifolio.preflight import drawn_pages
from bifolio.preflight.drawn_pages import KEPT_OF_MORE, MOST_KEPT, DrawnPages, _picture

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
