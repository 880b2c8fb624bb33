"""Scales the pictures of a page down to what their printed size needs, and limits drawings.

The renderer can do so itself (its option `dpi`), but compresses with much loss, and takes a picture
that is turned by 90 degrees for one without any width.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from math import hypot
from typing import Any

from PIL import Image
from weasyprint import images

from bifolio.limits import time_limit
from bifolio.render.images import MUCH_SMALLER, resized
from bifolio.render.picture_needs import PictureNeeds

PT_PER_INCH = 72

LONGEST_DRAWING = 20.0
"""Seconds of processor time that an SVG may take to draw; one of 20,000 elements takes a few."""

SCALE = "needed_scale"
"""The attribute of a picture with the scale that its largest place on a page needs."""


@contextmanager
def scaled_images(needs: PictureNeeds) -> Iterator[None]:
    """Scale pictures down to the resolution that they need, in all PDFs of this context.

    In files for print shops, the conversion to inks does so.
    """
    if needs.in_inks:
        yield
        return
    draw, x_object = images.RasterImage.draw, images.RasterImage.get_x_object

    @wraps(draw)
    def drawn(self: Any, stream: Any, width: float, height: float, style: Any) -> None:
        (a, b, *_), (c, d, *_) = stream.ctm[0], stream.ctm[1]
        pixels = needs.resolution / PT_PER_INCH
        needed = max(
            pixels * abs(width) * hypot(a, b) / max(self.width, 1),
            pixels * abs(height) * hypot(c, d) / max(self.height, 1),
        )
        setattr(self, SCALE, max(getattr(self, SCALE, 0.0), needed))
        draw(self, stream, width, height, style)

    @wraps(x_object)
    def scaled_x_object(self: Any, interpolate: bool, ratio: float) -> Any:
        scale = getattr(self, SCALE, 1.0)
        if scale < MUCH_SMALLER:
            _scale(self, scale, needs.quality)
        return x_object(self, interpolate, ratio)

    images.RasterImage.draw, images.RasterImage.get_x_object = drawn, scaled_x_object
    try:
        yield
    finally:
        images.RasterImage.draw, images.RasterImage.get_x_object = draw, x_object


@contextmanager
def limited_drawings(report: Callable[[str], None]) -> Iterator[None]:
    """Give each SVG `LONGEST_DRAWING` in this context; `report` the address of one that needs more.

    The renderer catches every exception while it draws, and leaves the picture incomplete.
    """
    draw = images.SVGImage.draw

    @wraps(draw)
    def limited(self: Any, *given: Any) -> None:
        with time_limit(LONGEST_DRAWING) as was_stopped:
            draw(self, *given)
        if was_stopped():
            report(self._base_url)

    images.SVGImage.draw = limited
    try:
        yield
    finally:
        images.SVGImage.draw = draw


def _scale(image: Any, scale: float, quality: int) -> None:
    """Replace the pixels of a picture of the renderer."""
    with Image.open(io.BytesIO(image.image_data.data)) as picture:
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        picture.draft(None, size)
        small = resized(picture, size)
        small.info.clear()
        made = io.BytesIO()
        if image.format == "JPEG":
            small.save(made, "JPEG", quality=quality)
        else:
            small.save(made, "PNG")
    image.width, image.height = small.size
    image.image_data = image.cache_image_data(made.getvalue(), slot="scaled")
