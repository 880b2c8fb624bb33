"""The samples of images, which preflight reads by means of its own."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from pikepdf import Name, Stream
from PIL import Image

from bifolio.pdf.samples import samples_of

INK = (255, 128, 0, 64)

SCRATCH = pikepdf.new()
"""Holds the images."""


def image(data: bytes, **entries: object) -> Any:
    """An image XObject of 16 by 16 samples of CMYK."""
    names = {key: value for key, value in entries.items() if isinstance(value, str)}
    said = {"Width": 16, "Height": 16, "BitsPerComponent": 8, "ColorSpace": Name.DeviceCMYK}
    said |= entries | {key: Name(f"/{value}") for key, value in names.items()}
    return Stream(SCRATCH, data, **said)


def jpeg(ink: tuple[int, ...]) -> bytes:
    """As Pillow writes it, and Adobe's programs do: inverted."""
    encoded = io.BytesIO()
    Image.new("CMYK", (16, 16), ink).save(encoded, "JPEG", quality=100, subsampling=0)
    return encoded.getvalue()


def first(picture: Image.Image) -> Any:
    assert picture.size == (16, 16)
    return picture.getpixel((0, 0))


def test_samples_are_what_the_file_has() -> None:
    assert first(samples_of(image(bytes(INK) * 256))) == INK
    assert first(samples_of(image(bytes([7]) * 256, ColorSpace="DeviceGray"))) == 7


def test_what_is_to_be_decoded_is() -> None:
    inverted = image(bytes(INK) * 256, Decode=[1, 0] * 4)
    assert first(samples_of(inverted)) == tuple(255 - part for part in INK)


def test_a_jpeg_in_ink_means_what_a_viewer_shows() -> None:
    """Without /Decode it is a negative: a viewer takes the samples as they are stored."""
    samples = samples_of(image(jpeg(INK), Filter="DCTDecode", Decode=[1, 0] * 4))
    assert first(samples) == pytest.approx(INK, abs=2)
    negative = samples_of(image(jpeg(INK), Filter="DCTDecode"))
    assert first(negative) == pytest.approx([255 - part for part in INK], abs=2)


@pytest.mark.parametrize(
    ("spoiled", "says"),
    [
        (image(b"short"), "not enough image data"),
        (image(b"no JPEG", Filter="DCTDecode"), "Not a JPEG"),
        (image(jpeg(INK), Filter="DCTDecode", Width=17), "not enough image data"),
        (image(bytes(1024), BitsPerComponent=4), "grey or CMYK in 8 bits"),
        (image(bytes(256), ColorSpace="Indexed"), "grey or CMYK in 8 bits"),
        (image(bytes(1024), Decode=[1, 0]), "/Decode has 2 numbers"),
    ],
)
def test_what_cannot_be_read_is_reported(spoiled: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        samples_of(spoiled)
