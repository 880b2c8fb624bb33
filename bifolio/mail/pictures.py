"""The pictures in a message: the head of the front page, and the mark of the house."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pypdfium2
from PIL import Image, ImageChops, ImageStat, UnidentifiedImageError

from bifolio.document.slots import HOUSE_DECLARATION, HouseMark, read_house
from bifolio.problems import Place, Problems
from bifolio.project.layouts import HOUSE, Layouts

FRONT, MARK = "front", "mark"
"""The Content-IDs of the pictures: cid:front (RFC 2392)."""

FRONT_WIDTH = 576
"""The width of the picture of a front page in a message, in CSS pixels: near the size of a page of
A4, so that its words can be read."""

SHARPNESS = 1.5
"""Pixels of a picture for each CSS pixel, for HiDPI screens."""

HEAD = (0.36, 0.62)
"""How high the head of a page is, as a share of its width: at least, and at most. It ends below
the middle of the highest gap between lines in that range."""

EVEN = 2
"""The difference in level within a row that is empty."""

MARGIN = 32 / 638
"""The margins of the text of a message, as a share of the width of a picture that is its head, as
in layouts/mail/message.css. The text of the page begins at the edge of that of the message."""

WHITE = 255 - EVEN
"""The darkest level of blank paper."""

FEW_COLOURS, MOST_ERROR = 64, 6.0
"""A picture is a PNG of so many colours if it differs no more from the page (root mean square of
256 levels); a front page with a photograph does, and is a JPEG."""

JPEG_QUALITY = 80

UNSEEN = re.compile("[\\s\u00ad\u200b\u2060\ufffe]")
"""Spaces, and characters that only lines of a page need."""

LARGEST_MARK = 50_000
"""Bytes of the mark of a house at most: it is in every message."""


@dataclass(frozen=True)
class Picture:
    """A picture in a message."""

    data: bytes
    kind: Literal["png", "jpeg"]
    width: int
    """CSS pixels."""
    height: int
    words: str = ""
    """The text in it."""

    def shows(self, text: str) -> bool:
        """Whether `text` can be read in it, on one line or several."""
        return bool(text) and _letters(text) in _letters(self.words)

    @property
    def uri(self) -> str:
        """The picture as a data URI."""
        encoded = base64.b64encode(self.data).decode("ascii")
        return f"data:image/{self.kind};base64,{encoded}"


def head_of(page: pypdfium2.PdfPage) -> Picture:
    """The head of a page, cropped so that its text has the margins of a message, `MARGIN`."""
    scale = FRONT_WIDTH * SHARPNESS / page.get_width()
    image = _drawn(page, scale)
    end = _end_of_head(image)
    top = page.get_height()
    bottom = top - end / scale
    left, right = sides(*_extent(page, image.crop((0, 0, image.width, end)), scale), image.width)
    larger = image.width / (right - left)
    if larger > 1:
        image = _drawn(page, scale * larger)
    box = [round(edge * larger) for edge in (left, 0, right, end)]
    head = image.crop((box[0], box[1], box[2], min(box[3], image.height)))
    data, kind = _compressed(head)
    words = page.get_textpage().get_text_bounded(bottom=bottom, top=top)
    return Picture(data, kind, FRONT_WIDTH, round(head.height / SHARPNESS), words)


def _drawn(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    image: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    return image


def _extent(page: pypdfium2.PdfPage, head: Image.Image, scale: float) -> tuple[float, float]:
    """Where what may not be cropped begins and ends in `head`, in pixels from its left edge.

    That is all text, and what is drawn between blank margins. A drawing that extends to an edge of
    the page bleeds, and is cropped like the page.
    """
    first, last = float(head.width), 0.0
    ink = head.convert("L").point(lambda level: 255 if level < WHITE else 0)
    for row in range(ink.height):
        box = ink.crop((0, row, ink.width, row + 1)).getbbox()
        if box and box[0] > 0 and box[2] < ink.width:
            first, last = min(first, box[0]), max(last, box[2])
    origin, top = page.get_cropbox()[0], page.get_height()
    text = page.get_textpage()
    for index in range(text.count_rects()):
        left, _, right, above = text.get_rect(index)
        if above > top - head.height / scale:
            first = min(first, (left - origin) * scale)
            last = max(last, (right - origin) * scale)
    return first, last


def sides(first: float, last: float, width: int) -> tuple[float, float]:
    """Where to crop a page of `width` with text from `first` to `last`.

    The text has the margin at the left, and at the right at least; no more is cropped at the right
    than at the left, and nothing where the margins of the page are smaller.
    """
    if last <= first or first <= MARGIN * width:
        return 0, width
    even = (first - MARGIN * width) / (1 - 2 * MARGIN)
    if width - last >= first:
        return even, width - even
    # The text is nearer to the right edge of the page.
    whole = (last - first) / (1 - 2 * MARGIN)
    left = first - MARGIN * whole
    if left + whole <= width:
        return left, left + whole
    return (first - MARGIN * width) / (1 - MARGIN), width


def _letters(text: str) -> str:
    """The text without what differs between lines of a page and a title."""
    return UNSEEN.sub("", text).casefold()


def _end_of_head(image: Image.Image) -> int:
    """The row at which the head of a page ends."""
    least, most = (min(round(image.width * share), image.height) for share in HEAD)
    if most == image.height:
        return most
    grey = image.convert("L")
    begin, highest, end = 0, 0, most
    for row in range(most):
        darkest, lightest = grey.crop((0, row, grey.width, row + 1)).getextrema()
        if lightest - darkest > EVEN:  # type: ignore[operator]  # a tuple in other modes only
            begin = row + 1
        elif row - begin > highest and (begin + 3 * row) // 4 >= least:
            highest, end = row - begin, (begin + 3 * row) // 4
    return end


def _compressed(image: Image.Image) -> tuple[bytes, Literal["png", "jpeg"]]:
    buffer = io.BytesIO()
    flat = image.quantize(FEW_COLOURS, dither=Image.Dither.NONE)
    difference = ImageStat.Stat(ImageChops.difference(image, flat.convert("RGB")))
    if max(difference.rms) <= MOST_ERROR:
        flat.save(buffer, "PNG", optimize=True)
        return buffer.getvalue(), "png"
    image.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return buffer.getvalue(), "jpeg"


def read_mark(layouts: Layouts) -> tuple[HouseMark, Picture] | None:
    """The mark that the house of `layouts` has for messages, if it has one.

    Raises `Problems` if its file is missing, damaged or too large.
    """
    house, problems = read_house(layouts)
    if problems:
        raise Problems(problems)
    if house.mark is None:
        return None
    path = layouts.find(f"{HOUSE}/{house.mark.picture}")
    if path is None:
        declared = layouts.find(f"{HOUSE}/{HOUSE_DECLARATION}")
        place = Place(declared) if declared else None
        message = f"the picture '{house.mark.picture}' of the mark not found"
        hint = "put it into the folder of the house"
        raise Problems.of("mail/invalid-mark", message, hint, place)
    return house.mark, _mark(path)


def _mark(path: Path) -> Picture:
    hint = f"save it as PNG or JPEG of at most {LARGEST_MARK // 1000} kB"
    data = path.read_bytes()
    if len(data) > LARGEST_MARK:
        message = f"the mark of the house has {len(data) / 1000:.0f} kB"
        raise Problems.of("mail/invalid-mark", message, hint, Place(path))
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
            image.load()
            kind: Literal["png", "jpeg"] = "png" if image.format == "PNG" else "jpeg"
            width, height = image.size
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        message = "the mark of the house is no PNG or JPEG, or is damaged"
        raise Problems.of("mail/invalid-mark", message, hint, Place(path)) from None
    return Picture(data, kind, width // 2, height // 2)
