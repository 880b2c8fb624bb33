"""Images of pages that are drawn again are the same."""

from __future__ import annotations

import io

import pikepdf

from bifolio.preflight.drawn_pages import MOST_KEPT, DrawnPages

PAGES = MOST_KEPT + 3


def grey_pages() -> bytes:
    """A PDF with pages of different sizes and greys."""
    pdf = pikepdf.new()
    for number in range(PAGES):
        page = pdf.add_blank_page(page_size=(100 + number, 50))
        page.Contents = pdf.make_stream(f"{number / PAGES:.2f} g 10 10 20 20 re f".encode())
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def test_an_image_is_the_same_whenever_it_is_asked_for() -> None:
    content = grey_pages()
    drawn = DrawnPages(content)
    first = [[image.copy() for image in drawn.pair(index)] for index in range(PAGES)]
    for index in (*range(PAGES), 0, PAGES - 1):
        assert list(drawn.pair(index)) == first[index]
    assert len({image.tobytes() for image, _ in first}) == PAGES
    assert len(drawn._kept) == MOST_KEPT
