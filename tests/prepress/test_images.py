"""Pictures in ink."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from pikepdf import Name
from PIL import Image

from bifolio.prepress.content_stream import NotSeparable
from bifolio.prepress.images import read_picture, separate_picture
from bifolio.prepress.separation import Separator
from tests.prepress.test_separation import PROFILE


@pytest.fixture
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.new() as pdf:
        yield pdf


def image(pdf: pikepdf.Pdf, picture: Image.Image) -> Any:
    space = {"RGB": Name.DeviceRGB, "L": Name.DeviceGray, "CMYK": Name.DeviceCMYK}[picture.mode]
    return pdf.make_stream(
        picture.tobytes(),
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=space,
        BitsPerComponent=8,
    )


def separate(item: Any, scale: float, pdf: pikepdf.Pdf) -> None:
    separate_picture(item, Separator(PROFILE, "relative-colorimetric", {}), scale, pdf)


def test_a_picture_becomes_cmyk_and_keeps_its_pixels(pdf: pikepdf.Pdf) -> None:
    item = image(pdf, Image.new("RGB", (30, 20), (255, 0, 0)))
    separate(item, 1, pdf)
    assert item.ColorSpace == Name.DeviceCMYK
    assert read_picture(item).size == (30, 20)
    cyan, magenta, yellow, _ = read_picture(item).getpixel((0, 0))  # type: ignore[misc]
    assert cyan < 30
    assert magenta > 220
    assert yellow > 220


def test_pixels_that_no_plate_shows_are_left_out_and_none_are_made(pdf: pikepdf.Pdf) -> None:
    item = image(pdf, Image.new("RGB", (300, 200)))
    separate(item, 0.5, pdf)
    assert (item.Width, item.Height) == (150, 100)
    separate(item, 4, pdf)
    assert (item.Width, item.Height) == (150, 100)


def test_fewer_pixels_never_have_more_ink(pdf: pikepdf.Pdf) -> None:
    """Filters that sharpen overshoot beside edges."""
    checked = Image.new("CMYK", (64, 64))
    for x in range(64):
        for y in range(64):
            checked.putpixel(
                (x, y), (190, 190, 190, 190) if (x // 8 + y // 8) % 2 else (0, 0, 0, 0)
            )
    item = image(pdf, checked)
    separate(item, 0.7, pdf)
    assert max(channel[1] for channel in read_picture(item).getextrema()) <= 190  # type: ignore[index]


def test_transparency_stays_and_a_mask_that_hides_nothing_goes(pdf: pikepdf.Pdf) -> None:
    item = image(pdf, Image.new("RGB", (8, 8)))
    item.SMask = image(pdf, Image.new("L", (8, 8), 100))
    separate(item, 0.5, pdf)
    assert item.SMask.ColorSpace == Name.DeviceGray
    assert read_picture(item.SMask).getextrema() == (100, 100)
    assert read_picture(item.SMask).size == read_picture(item).size == (4, 4)
    item.SMask = image(pdf, Image.new("L", (4, 4), 255))
    separate(item, 1, pdf)
    assert "/SMask" not in item


def test_a_jpeg_stays_one(pdf: pikepdf.Pdf) -> None:
    encoded = io.BytesIO()
    Image.new("RGB", (40, 40), (0, 120, 0)).save(encoded, "JPEG")
    item = image(pdf, Image.new("RGB", (40, 40)))
    item.write(encoded.getvalue(), filter=Name.DCTDecode)
    separate(item, 1, pdf)
    assert item.Filter == Name.DCTDecode
    assert item.ColorSpace == Name.DeviceCMYK
    cyan, magenta, _, _ = read_picture(item).getpixel((20, 20))  # type: ignore[misc]
    assert cyan > magenta


def test_a_picture_in_ink_is_left_as_it_is(pdf: pikepdf.Pdf) -> None:
    item = image(pdf, Image.new("CMYK", (8, 8), (1, 2, 3, 4)))
    before = item.read_raw_bytes()
    separate(item, 1, pdf)
    assert item.read_raw_bytes() == before


def test_a_profile_that_cannot_be_used_is_reported(pdf: pikepdf.Pdf) -> None:
    encoded = io.BytesIO()
    Image.new("RGB", (8, 8)).save(encoded, "JPEG", icc_profile=b"no profile")
    item = image(pdf, Image.new("RGB", (8, 8)))
    item.write(encoded.getvalue(), filter=Name.DCTDecode)
    with pytest.raises(NotSeparable, match="has an embedded profile that cannot be used"):
        separate(item, 1, pdf)


def test_what_cannot_be_read_is_reported(pdf: pikepdf.Pdf) -> None:
    item = image(pdf, Image.new("RGB", (8, 8)))
    item.write(b"no picture", filter=Name.DCTDecode)
    with pytest.raises(NotSeparable, match="cannot be read"):
        separate(item, 1, pdf)
    item = image(pdf, Image.new("RGB", (8, 8)))
    item.ColorSpace = Name.Pattern
    with pytest.raises(NotSeparable, match="colour space"):
        separate(item, 1, pdf)


def a_code(mode: str) -> Image.Image:
    """Black and white modules of four pixels, as a QR code has them."""
    code = Image.new("1", (64, 64), 1)
    for x in range(64):
        for y in range(64):
            code.putpixel((x, y), (x // 4 * 7 + y // 4 * 5) % 3 > 0)
    return code.convert(mode)


def test_a_code_is_in_black_alone_with_hard_edges(pdf: pikepdf.Pdf) -> None:
    for mode in ("RGB", "L"):
        item = image(pdf, a_code(mode))
        separate(item, 0.4, pdf)
        assert (item.ColorSpace, item.BitsPerComponent) == (Name.DeviceGray, 1)
        assert read_picture(item).tobytes() == a_code("1").tobytes()


def test_a_photograph_in_greys_is_in_black_alone(pdf: pikepdf.Pdf) -> None:
    grey = Image.linear_gradient("L").convert("RGB")
    item = image(pdf, grey)
    separate(item, 0.5, pdf)
    assert item.ColorSpace == Name.DeviceGray
    assert (item.Width, item.Height) == (128, 128)
    tinted = grey.copy()
    tinted.putpixel((0, 0), (90, 80, 80))
    item = image(pdf, tinted)
    separate(item, 1, pdf)
    assert item.ColorSpace == Name.DeviceCMYK


def test_a_picture_of_one_bit_stays_one(pdf: pikepdf.Pdf) -> None:
    code = a_code("1")
    item = pdf.make_stream(
        code.tobytes(),
        Subtype=Name.Image,
        Width=64,
        Height=64,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=1,
    )
    separate(item, 0.5, pdf)
    assert (item.BitsPerComponent, read_picture(item).tobytes()) == (1, code.tobytes())
