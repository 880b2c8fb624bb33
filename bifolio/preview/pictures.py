"""Draws pages for the browser.

Bitmaps are sent as they are (BMP): both sides are on one machine, where compressing a page takes
longer than drawing it.
"""

from __future__ import annotations

import asyncio
import struct
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

import pypdfium2

from bifolio.pdf.drawing import CannotDraw, show_all
from bifolio.prepress.content_stream import NotSeparable
from bifolio.prepress.plates import Plate, page_on_plate

MEDIA_TYPE = "image/bmp"

SCALES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
"""Pixels per pt that can be asked for."""

MOST_OPEN = 8
"""PDFs that are kept open."""

HEADER = struct.Struct("<2sIHHIIiiHHIIiiII")
"""BITMAPFILEHEADER and BITMAPINFOHEADER."""

_Key = tuple[int, tuple[int, Plate] | None]
"""The identity of the bytes of a PDF, which are kept; a page of it and a plate."""


class PagePictures:
    """Draws pages, one after the other, because PDFium cannot do otherwise."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "pictures")
        self._open: OrderedDict[_Key, tuple[bytes, pypdfium2.PdfDocument]] = OrderedDict()

    async def picture(
        self, pdf: bytes, number: int, scale: float, plate: Plate | None = None
    ) -> bytes:
        """A page of `pdf`, from 1, or what it puts on a plate; `scale` is one of `SCALES`.

        Raises `CannotDraw`.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._draw, pdf, number, scale, plate)

    def close(self) -> None:
        """Close the PDFs, and end the thread."""
        self._thread.submit(self._close)
        self._thread.shutdown(wait=False)

    def _close(self) -> None:
        for _, document in self._open.values():
            document.close()
        self._open.clear()

    def _draw(self, pdf: bytes, number: int, scale: float, plate: Plate | None) -> bytes:
        if plate is None:
            page = self._document(pdf)[number - 1]
        else:
            page = self._document(pdf, (number, plate))[0]
        try:
            show_all(page, scale)
            return bmp(page.render(scale=scale, prefer_bgrx=True))
        finally:
            page.close()

    def _document(
        self, pdf: bytes, separated: tuple[int, Plate] | None = None
    ) -> pypdfium2.PdfDocument:
        """The opened PDF, or one with what a page puts on a plate."""
        key = id(pdf), separated
        if key not in self._open:
            try:
                drawn = page_on_plate(pdf, *separated) if separated else pdf
            except NotSeparable as reason:
                raise CannotDraw(str(reason)) from None
            self._open[key] = pdf, pypdfium2.PdfDocument(drawn)
            if len(self._open) > MOST_OPEN:
                _, (_, oldest) = self._open.popitem(last=False)
                oldest.close()
        self._open.move_to_end(key)
        return self._open[key][1]


def bmp(bitmap: pypdfium2.PdfBitmap) -> bytes:
    """A bitmap of PDFium (BGRx, from the top) as a file."""
    data = bytes(bitmap.buffer)
    offset = HEADER.size
    header = HEADER.pack(
        *(b"BM", offset + len(data), 0, 0, offset),
        *(40, bitmap.width, -bitmap.height, 1, 8 * bitmap.n_channels, 0, len(data)),
        *(2835, 2835, 0, 0),
    )
    return header + data
