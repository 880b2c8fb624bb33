"""Whether a picture shows what another one shows, and which way up it is."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from math import atan2, degrees, sqrt
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Matrix
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

SIDE = 32
"""Pixels of the sides that pictures are brought down to before they are compared."""

SQUARE = 8
"""Pixels of the sides of squares that are searched for what covers a picture."""

HALF_ALIKE = 0.5
"""The correlation of lightness from which on a square of a picture is seen; veils lower it."""

FLAT = 3.0
"""Of 255: the standard deviation below which a picture shows nothing but a tone."""

SAME_TONE = 48
"""Of 255: how far two flat pictures may be apart in tone; colour management moves it."""

OPAQUE = 128
"""Of 255: the opacity from which on a pixel is compared."""

DRAFT = (8 * SIDE, 8 * SIDE)
"""Pixels that are enough of a JPEG picture; it is quickly decoded at an eighth of its size."""

Grey = list[float]
"""The lightness of `SIDE` by `SIDE` pixels, of 255, row by row from the upper left."""

TURNS = {
    "mirrored": Image.Transpose.FLIP_LEFT_RIGHT,
    "mirrored upside down": Image.Transpose.FLIP_TOP_BOTTOM,
    "turned by 180 degrees": Image.Transpose.ROTATE_180,
    "turned to the left": Image.Transpose.ROTATE_90,
    "turned to the right": Image.Transpose.ROTATE_270,
}
"""The ways in which a picture may be turned wrongly, and how it gets there."""


class NotComparable(Exception):
    """A picture is no raster that can be decoded."""


def source_picture(path: Path) -> Image.Image:
    """The picture in a file, the right way up (Exif); raises `NotComparable` for a drawing."""
    try:
        picture: Image.Image = Image.open(path)
        picture.draft("RGB", DRAFT)
        return ImageOps.exif_transpose(picture)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError) as error:
        raise NotComparable from error


def pdf_picture(image: Any) -> Image.Image:
    """The samples of an image of a PDF, a stream of pikepdf; raises `NotComparable`."""
    try:
        if image.get("/Filter") == "/DCTDecode":
            picture: Image.Image = Image.open(io.BytesIO(image.read_raw_bytes()))
            picture.draft(None, DRAFT)
            picture.load()
            return picture
        decoded: Image.Image = pikepdf.PdfImage(image).as_pil_image(apply_mask=False)
        return decoded
    except (OSError, ValueError, NotImplementedError, pikepdf.PdfError) as error:
        raise NotComparable from error
    except pikepdf.models.image.UnsupportedImageTypeError as error:
        raise NotComparable from error


def on_paper(picture: Image.Image, profile: bytes) -> Image.Image:
    """A picture in inks as it looks by the ICC `profile` of its press; any other as it is.

    Without a profile, colours that are equally light become inks that seem not to be.
    """
    if picture.mode != "CMYK":
        return picture
    small = picture.copy()
    small.thumbnail(DRAFT)
    try:
        seen = ImageCms.applyTransform(small, _from_inks(profile))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # the profile is checked elsewhere
    return seen or picture


@lru_cache(maxsize=2)
def _from_inks(profile: bytes) -> ImageCms.ImageCmsTransform:
    press = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.buildTransform(press, ImageCms.createProfile("sRGB"), "CMYK", "RGB")


def grey(picture: Image.Image) -> Grey:
    """The lightness of a picture, brought down to what is compared."""
    if picture.mode.startswith("I"):  # 16 bits, of which the upper ones are compared
        plain = picture.convert("I").point(lambda value: value * (1 / 256))
    else:
        plain = picture.convert("RGB") if picture.mode in ("P", "PA", "RGBA", "CMYK") else picture
    small = plain.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    return [float(value) for value in small.tobytes()]


def opaque(picture: Image.Image) -> list[bool]:
    """Which pixels of `grey` are opaque."""
    if not picture.has_transparency_data:
        return [True] * (SIDE * SIDE)
    alpha = picture.convert("RGBA").getchannel("A").resize((SIDE, SIDE), Image.Resampling.BOX)
    return [value >= OPAQUE for value in alpha.tobytes()]


def likeness(one: Sequence[float], other: Sequence[float]) -> float:
    """How alike two pictures are: the correlation of their lightness, from -1 to 1.

    It does not change with brightness and contrast, which colour management changes. Where one of
    them is flat it is 0, and 1 where both are, of nearly the same tone.
    """
    if not one:
        return 1.0
    middle, other_middle = sum(one) / len(one), sum(other) / len(other)
    spread, other_spread = _spread(one), _spread(other)
    if spread < FLAT or other_spread < FLAT:
        both = spread < FLAT and other_spread < FLAT
        return float(both and abs(middle - other_middle) < SAME_TONE)
    product = sum((a - middle) * (b - other_middle) for a, b in zip(one, other, strict=True)) / len(
        one
    )
    return product / (spread * other_spread)


def part_seen(picture: Grey, seen: Grey) -> float:
    """How much of a picture is seen where `seen` was found: parts of its squares that tell, to 1.

    A square tells something where it is not flat; where none does, the whole picture is one.
    """
    telling = [
        (one, other)
        for one, other in zip(_squares(picture), _squares(seen), strict=True)
        if _spread(one) >= FLAT
    ] or [(picture, seen)]
    return sum(likeness(one, other) >= HALF_ALIKE for one, other in telling) / len(telling)


def _squares(values: Grey) -> list[Grey]:
    """The lightness of squares of `SQUARE` by `SQUARE` pixels."""
    starts = range(0, SIDE, SQUARE)
    return [
        [
            values[row * SIDE + column + at]
            for row in range(top, top + SQUARE)
            for at in range(SQUARE)
        ]
        for top in starts
        for column in starts
    ]


def _spread(values: Sequence[float]) -> float:
    """The standard deviation."""
    middle = sum(values) / len(values)
    return sqrt(sum((value - middle) ** 2 for value in values) / len(values))


def turned(grey_values: Grey, way: Image.Transpose) -> Grey:
    """The lightness of a picture that is turned or mirrored."""
    picture = Image.frombytes("L", (SIDE, SIDE), bytes(round(value) for value in grey_values))
    return [float(value) for value in picture.transpose(way).tobytes()]


def stands_wrongly(matrix: Matrix) -> str:
    """How a matrix puts a picture that is not upright; empty for one that is, or nearly."""
    a, b, c, d, *_ = matrix.shorthand
    if a * d - b * c < 0:
        return "mirrored" if a < 0 else "mirrored upside down"
    angle = degrees(atan2(b, a))
    return f"turned by {round(-angle) % 360} degrees" if abs(angle) > 45 else ""
