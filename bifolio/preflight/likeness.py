"""Compares images: whether they show the same, and in which orientation."""

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
"""The width and height in pixels to which images are reduced before they are compared."""

SQUARE = 8
"""The width and height in pixels of the squares that are compared one by one."""

HALF_ALIKE = 0.5
"""The least correlation of lightness for a square to be visible; transparent overlays lower it."""

FLAT = 3.0
"""Of 255: the standard deviation below which an image has a single tone."""

SAME_TONE = 48
"""Of 255: the tolerance for the tone of flat images, which colour management changes."""

OPAQUE = 128
"""Of 255: the least opacity of pixels that are compared."""

DRAFT = (8 * SIDE, 8 * SIDE)
"""The size in pixels at which a JPEG is decoded, for speed."""

Grey = list[float]
"""The lightness of `SIDE` by `SIDE` pixels, 0 to 255, row by row from the upper left."""

TURNS = {
    "mirrored": Image.Transpose.FLIP_LEFT_RIGHT,
    "mirrored upside down": Image.Transpose.FLIP_TOP_BOTTOM,
    "turned by 180 degrees": Image.Transpose.ROTATE_180,
    "turned to the left": Image.Transpose.ROTATE_90,
    "turned to the right": Image.Transpose.ROTATE_270,
}
"""Wrong orientations, and the transposition that produces each."""


class NotComparable(Exception):
    """The image is not a raster image that can be decoded."""


def source_picture(path: Path) -> Image.Image:
    """Read an image file in its Exif orientation; raises `NotComparable` for a drawing."""
    try:
        picture: Image.Image = Image.open(path)
        picture.draft("RGB", DRAFT)
        return ImageOps.exif_transpose(picture)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError) as error:
        raise NotComparable from error


def pdf_picture(image: Any) -> Image.Image:
    """Decode an image stream of a PDF; raises `NotComparable`."""
    try:
        if image.get("/Filter") == "/DCTDecode":
            picture: Image.Image = Image.open(io.BytesIO(image.read_raw_bytes()))
            picture.draft(None, DRAFT)
            picture.load()
            return picture
        decoded: Image.Image = pikepdf.PdfImage(image).as_pil_image(apply_mask=False)
        return decoded
    except (
        OSError,
        ValueError,
        NotImplementedError,
        pikepdf.PdfError,
        pikepdf.models.image.UnsupportedImageTypeError,
    ) as error:
        raise NotComparable from error


def on_paper(picture: Image.Image, profile: bytes) -> Image.Image:
    """Convert a CMYK image to RGB by the ICC `profile` of its press; others are unchanged.

    Without a profile, colours of equal lightness would differ in inks.
    """
    if picture.mode != "CMYK":
        return picture
    small = picture.copy()
    small.thumbnail(DRAFT)
    try:
        seen = ImageCms.applyTransform(small, _from_inks(profile))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # another check reports the profile
    return seen or picture


@lru_cache(maxsize=2)
def _from_inks(profile: bytes) -> ImageCms.ImageCmsTransform:
    press = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.buildTransform(press, ImageCms.createProfile("sRGB"), "CMYK", "RGB")


def grey(picture: Image.Image) -> Grey:
    """The lightness of an image, reduced to `SIDE` by `SIDE` pixels."""
    if picture.mode.startswith("I"):  # 16 bits
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
    """The correlation of the lightness of two images, from -1 to 1.

    It is independent of brightness and contrast, which colour management changes. It is 0 if one
    image is flat, and 1 if both are, in nearly the same tone.
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
    """The share of the squares of an image that are visible in `seen`, from 0 to 1.

    Flat squares do not count; if all are flat, the whole image is compared.
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
    """Rotate or mirror the lightness of an image."""
    picture = Image.frombytes("L", (SIDE, SIDE), bytes(round(value) for value in grey_values))
    return [float(value) for value in picture.transpose(way).tobytes()]


def stands_wrongly(matrix: Matrix) -> str:
    """How a matrix rotates or mirrors an image; empty if it is upright within 45 degrees."""
    a, b, c, d, *_ = matrix.shorthand
    if a * d - b * c < 0:
        return "mirrored" if a < 0 else "mirrored upside down"
    angle = degrees(atan2(b, a))
    return f"turned by {round(-angle) % 360} degrees" if abs(angle) > 45 else ""
