"""The samples of images in a PDF, as it means them (ISO 32000-1, 8.9.5)."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageChops

MODES = {"/DeviceGray": "L", "/DeviceCMYK": "CMYK"}
"""How Pillow calls the colour spaces of a press."""


def samples_of(image: Any) -> Image.Image:
    """The samples of an image XObject: light (mode L) or ink (CMYK), of 255.

    Raises `ValueError` for a picture that cannot be read: it is broken, or in another colour space
    or depth than those of the press.
    """
    mode = MODES.get(str(image.get("/ColorSpace")))
    if mode is None or int(image.get("/BitsPerComponent", 0)) != 8:
        raise ValueError("it is not grey or CMYK in 8 bits")
    size = int(image["/Width"]), int(image["/Height"])
    try:
        if _last_filter(image) == "/DCTDecode":
            stored = _jpeg(image.get_data())
        else:
            stored = Image.frombytes(mode, size, image.get_data())
    except (OSError, Image.DecompressionBombError) as error:
        raise ValueError(str(error)) from None
    if (stored.mode, stored.size) != (mode, size):
        raise ValueError(f"it says {mode} of {size}, and is {stored.mode} of {stored.size}")
    return _decoded(stored, image.get("/Decode"))


def _last_filter(image: Any) -> str:
    found = image.get("/Filter", "")
    return str(found[-1] if isinstance(found, list) and found else found)


def _jpeg(data: bytes) -> Image.Image:
    """The samples that are stored in a JPEG.

    Pillow takes those of CMYK for inverted, as Adobe's programs write them; PDF takes them as they
    are, and says by /Decode what they mean.
    """
    picture: Image.Image = Image.open(io.BytesIO(data), formats=["JPEG"])
    picture.load()
    return ImageChops.invert(picture) if picture.mode == "CMYK" else picture


def _decoded(stored: Image.Image, decode: Any) -> Image.Image:
    """Bring samples to what they mean: /Decode has the least and the most of each channel."""
    if decode is None:
        return stored
    ends = [float(end) for end in decode]
    if len(ends) != 2 * len(stored.getbands()):
        raise ValueError(f"/Decode has {len(ends)} numbers for {len(stored.getbands())} channels")
    channels = [
        channel.point([round(255 * least + sample * (most - least)) for sample in range(256)])
        for channel, least, most in zip(stored.split(), ends[::2], ends[1::2], strict=True)
    ]
    return Image.merge(stored.mode, channels)
