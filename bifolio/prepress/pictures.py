"""Pictures for the press: in ink, and with as many pixels as the plate shows."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Name
from PIL import Image, ImageCms, UnidentifiedImageError

from bifolio.prepress.overprint import NotSeparable
from bifolio.prepress.separation import Separator

RESOLUTION = 300
"""dpi; more is not seen through a screen of 60 lines per cm, and only makes the file large."""

JPEG_QUALITY = 95

MODES = {"/DeviceGray": "L", "/DeviceRGB": "RGB", "/DeviceCMYK": "CMYK"}
SPACES = {"L": Name.DeviceGray, "CMYK": Name.DeviceCMYK}

MOST_PIXELS = 200_000_000
"""More is no picture for a brochure."""


def separate_picture(image: Any, separator: Separator, scale: float, pdf: pikepdf.Pdf) -> None:
    """Put the image XObject `image` of `pdf` into CMYK, or leave it in grey.

    `scale` is the part of its pixels, across and down, that is needed; never more are made. A soft
    mask stays with it, in grey, but for one that hides nothing. Raises `NotSeparable` for a picture
    that cannot be read.
    """
    picture = read_picture(image)
    mask = image.get("/SMask")
    if mask is not None:
        alpha = _resized(read_picture(mask).convert("L"), scale)
        del image.SMask
        if alpha.getextrema() != (255, 255):
            image.SMask = pdf.make_stream(b"")
            _write(image.SMask, alpha, as_jpeg=False)
    if scale < 1 or picture.mode not in SPACES:
        as_jpeg = _last_filter(image) == "/DCTDecode"
        try:
            separated = separator.picture(_resized(picture, scale))
        except (OSError, ImageCms.PyCMSError):
            raise NotSeparable("a picture brings a profile that cannot be used") from None
        _write(image, separated, as_jpeg=as_jpeg)


def read_picture(image: Any) -> Image.Image:
    """The pixels of an image XObject; a JPEG with the profile that it brings.

    Raises `NotSeparable` where they cannot be read.
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
    if mode is None or int(image.BitsPerComponent) != 8:
        raise NotSeparable("a picture is in a colour space that is not the device's")
    return Image.frombytes(mode, (width, height), image.read_bytes())


def _last_filter(image: Any) -> str:
    found = image.get("/Filter", "")
    return str(found[-1] if isinstance(found, Array) and len(found) else found)


def _resized(picture: Image.Image, scale: float) -> Image.Image:
    if scale >= 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    # Sharper filters overshoot at edges, and there would be more ink than the condition allows.
    resized = picture.resize(size, Image.Resampling.HAMMING)
    resized.info = dict(picture.info)
    return resized


def _write(image: Any, picture: Image.Image, *, as_jpeg: bool) -> None:
    """Put `picture` in the place of an image, whose data and description are replaced."""
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height = picture.size
    image.ColorSpace = SPACES[picture.mode]
    image.BitsPerComponent = 8
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
