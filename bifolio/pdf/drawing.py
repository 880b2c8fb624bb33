"""Draws pages with PDFium."""

from __future__ import annotations

from typing import Any

MOST_PIXELS = 100_000_000
"""The limit for the image of a page, of four bytes a pixel. An A0 poster has 18 million."""


class CannotDraw(Exception):
    """A page is outside the area to draw, or too large; the message is the reason."""


def show_all(page: Any, scale: float) -> None:
    """Let images of a page begin at the origin of user space, for any boxes and rotation of it.

    Raises `CannotDraw` if its image of `scale` pixels per pt is not possible.
    """
    page.set_rotation(0)
    left, bottom, right, top = page.get_mediabox()
    if left < 0 or bottom < 0:
        raise CannotDraw(f"a page begins at {left:g}, {bottom:g}, outside the area to draw")
    if (left, bottom) != (0, 0) or tuple(page.get_cropbox()) != (left, bottom, right, top):
        page.set_mediabox(0, 0, right, top)
        page.set_cropbox(0, 0, right, top)
    if right * top * scale**2 > MOST_PIXELS:
        inches = f"{right / 72:.0f} x {top / 72:.0f} inches"
        raise CannotDraw(f"a page of {inches} is too large to draw")
