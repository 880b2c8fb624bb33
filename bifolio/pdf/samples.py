"""The decoded samples of images in a PDF (ISO 32000-1, 8.9.5)."""

from __future__ import annotations

from typing import Any

from pikepdf import PdfError, QpdfRuntimeError, StreamDecodeLevel
from PIL import Image

MODES = {"/DeviceGray": "L", "/DeviceCMYK": "CMYK"}
"""Pillow's modes for the colour spaces of PDF/X."""


def samples_of(image: Any) -> Image.Image:
    """The samples of an image XObject, in mode L or CMYK.

    Raises `ValueError` if it is damaged, or not grey or CMYK in 8 bits.
    """
    mode = MODES.get(str(image.get("/ColorSpace")))
    if mode is None or int(image.get("/BitsPerComponent", 0)) != 8:
        raise ValueError("it is not grey or CMYK in 8 bits")
    try:
        # Of a JPEG, too, the samples as stored: /Decode may invert them.
        data = image.read_bytes(decode_level=StreamDecodeLevel.all)
    except (PdfError, QpdfRuntimeError) as error:
        raise ValueError(str(error)) from None
    stored = Image.frombytes(mode, (int(image.Width), int(image.Height)), data)
    return _decoded(stored, image.get("/Decode"))


def _decoded(stored: Image.Image, decode: Any) -> Image.Image:
    """Apply /Decode, which has the lowest and highest value of each channel."""
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
