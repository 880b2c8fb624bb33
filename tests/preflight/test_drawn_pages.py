"""Images of pages that are compressed meanwhile are the same when they are asked for again."""

from __future__ import annotations

import io

import pikepdf

from bifolio.preflight.document import MOST_KEPT, _DrawnPages

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
    drawn = _DrawnPages(content)
    first = [[image.copy() for image in drawn.pair(index)] for index in range(PAGES)]
    for index in (*range(PAGES), 0, PAGES - 1):
        assert list(drawn.pair(index)) == first[index]
    assert len({image.tobytes() for image, _ in first}) == PAGES
    assert len(drawn._kept) == MOST_KEPT
