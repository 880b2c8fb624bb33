"""Converts images to inks, in the resolution of the plate."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Name
from PIL import Image, ImageChops, ImageCms, UnidentifiedImageError

from bifolio.prepress.content_stream import NotSeparable
from bifolio.prepress.separation import Separator

RESOLUTION = 300
"""dpi; a screen of 60 lines per cm shows no more."""

JPEG_QUALITY = 95

MODES = {"/DeviceGray": "L", "/DeviceRGB": "RGB", "/DeviceCMYK": "CMYK"}
SPACES = {"1": Name.DeviceGray, "L": Name.DeviceGray, "CMYK": Name.DeviceCMYK}

NEUTRAL = 3
"""Of 255: the most that red, green and blue of a grey may differ, after JPEG rounding."""

UNUSABLE_PROFILE = "a picture has an embedded profile that cannot be used"

MOST_PIXELS = 200_000_000
"""The limit for the size of an image."""


def separate_picture(image: Any, separator: Separator, scale: float, pdf: pikepdf.Pdf) -> None:
    """Convert the image XObject `image` of `pdf` to CMYK, or leave it in grey.

    `scale` is the share of its pixels, across and down, that is needed; it is never enlarged. RGB
    that is all grey becomes black ink alone, and bilevel art (a QR code) is not resampled: coloured
    or soft edges make a code unreadable. A soft mask is kept, in grey, unless it is fully opaque.
    Raises `NotSeparable` for an image that cannot be read.
    """
    try:
        picture = _in_black(read_picture(image))
    except (OSError, ImageCms.PyCMSError):
        raise NotSeparable(UNUSABLE_PROFILE) from None
    mask = image.get("/SMask")
    if mask is not None:
        alpha = read_picture(mask).convert("L")
        alpha = alpha if _is_line_art(alpha) else _resized(alpha, scale)
        del image.SMask
        if alpha.getextrema() != (255, 255):
            image.SMask = pdf.make_stream(b"")
            _write(image.SMask, alpha, as_jpeg=False)
    if _is_line_art(picture):
        _write(image, picture.convert("1", dither=Image.Dither.NONE), as_jpeg=False)
    elif scale < 1 or picture.mode not in SPACES or image.get("/ColorSpace") == Name.DeviceRGB:
        as_jpeg = _last_filter(image) == "/DCTDecode"
        try:
            separated = separator.picture(_resized(picture, scale))
        except (OSError, ImageCms.PyCMSError):
            raise NotSeparable(UNUSABLE_PROFILE) from None
        _write(image, separated, as_jpeg=as_jpeg)


def _in_black(picture: Image.Image) -> Image.Image:
    """Convert an RGB image to grey if all its colours are greys, which they are in any profile.

    Raises `PyCMSError` for an embedded profile that cannot be used.
    """
    if picture.mode != "RGB":
        return picture
    red, green, blue = picture.split()
    pairs = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    if any(sum(pair.histogram()[NEUTRAL + 1 :]) for pair in pairs):
        return picture
    if profile := picture.info.get("icc_profile"):
        ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return green


def _is_line_art(picture: Image.Image) -> bool:
    """Whether an image is bilevel."""
    if picture.mode not in ("1", "L"):
        return False
    levels = picture.getcolors(2)
    return levels is not None and {level for _, level in levels} == {0, 255}


def read_picture(image: Any) -> Image.Image:
    """The pixels of an image XObject, with the embedded profile of a JPEG.

    Raises `NotSeparable` if it cannot be read.
    """
    width, height = int(image.Width), int(image.Height)
    if width * height > MOST_PIXELS:
        raise NotSeparable(f"a picture has {width} x {height} pixels")
    if _last_filter(image) == "/DCTDecode":
        try:
            picture: Image.Image = Image.open(io.BytesIO(image.read_raw_bytes()))
            picture.load()
        except (UnidentifiedImageError, OSError) as error:
            raise NotSeparable(f"a picture cannot be read: {error}") from None
        return picture
    mode = MODES.get(str(image.get("/ColorSpace")))
    bits = int(image.BitsPerComponent)
    if mode == "L" and bits == 1 and "/Decode" not in image:
        return Image.frombytes("1", (width, height), image.read_bytes())
    if mode is None or bits != 8:
        raise NotSeparable("a picture is in a colour space that is not the device's")
    return Image.frombytes(mode, (width, height), image.read_bytes())


def _last_filter(image: Any) -> str:
    found = image.get("/Filter", "")
    return str(found[-1] if isinstance(found, Array) and len(found) else found)


def _resized(picture: Image.Image, scale: float) -> Image.Image:
    if scale >= 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    # Sharper filters overshoot at edges, beyond the ink limit.
    resized = picture.resize(size, Image.Resampling.HAMMING)
    resized.info = dict(picture.info)
    return resized


def _write(image: Any, picture: Image.Image, *, as_jpeg: bool) -> None:
    """Replace the data and description of an image by `picture`."""
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height = picture.size
    image.ColorSpace = SPACES[picture.mode]
    image.BitsPerComponent = 1 if picture.mode == "1" else 8
    if picture.mode == "1" and "/Interpolate" in image:
        del image.Interpolate  # would soften the edges
    if "/Decode" in image:
        del image.Decode
    if not as_jpeg:
        image.write(picture.tobytes(), filter=None)
        return
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    image.write(encoded.getvalue(), filter=Name.DCTDecode)
    if picture.mode == "CMYK":
        # Pillow writes CMYK as Adobe does: inverted.
        image.Decode = Array([1, 0] * 4)
