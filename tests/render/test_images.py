"""Pictures that bring a profile of their own."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageCms

from bifolio.render.images import in_srgb
from bifolio.render.renderer import render_job
from tests.fuzz.targets import small_page
from tests.prepress.test_separation import swapped_primaries


def picture(path: Path, mode: str, colour: tuple[int, ...], profile: bytes | None) -> Path:
    Image.new(mode, (2, 2), colour).save(path, icc_profile=profile)
    return path


def test_a_picture_with_another_profile_is_put_into_srgb(tmp_path: Path) -> None:
    path = picture(tmp_path / "shot.png", "RGB", (255, 0, 0), swapped_primaries())
    made = in_srgb(path)
    assert made is not None
    with Image.open(io.BytesIO(made)) as converted:
        assert "icc_profile" not in converted.info
        red, _, blue = converted.getpixel((0, 0))  # type: ignore[misc]
    assert red < 20
    assert blue > 235


def test_what_is_transparent_stays_so(tmp_path: Path) -> None:
    path = picture(tmp_path / "shot.png", "RGBA", (255, 0, 0, 90), swapped_primaries())
    made = in_srgb(path)
    assert made is not None
    with Image.open(io.BytesIO(made)) as converted:
        assert converted.getchannel("A").getextrema() == (90, 90)


@pytest.mark.parametrize("name", ["plain.png", "srgb.png", "photo.jpg", "drawing.svg"])
def test_other_pictures_stay_as_they_are(tmp_path: Path, name: str) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = {"plain.png": None, "srgb.png": srgb}.get(name, swapped_primaries())
    if name.endswith(".svg"):
        (tmp_path / name).write_text("<svg/>")
    else:
        picture(tmp_path / name, "RGB", (255, 0, 0), profile)
    assert in_srgb(tmp_path / name) is None


def test_what_is_no_picture_is_left_to_the_renderer(tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"no picture")
    assert in_srgb(tmp_path / "broken.png") is None


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_a_picture_within_a_drawing_is_seen(tmp_path: Path, kind: str) -> None:
    """As Inkscape and Illustrator embed photographs; one with a profile is put into sRGB."""
    written = io.BytesIO()
    profile = swapped_primaries() if kind == "png" else None
    Image.new("RGB", (300, 300), (255, 0, 0)).save(written, kind, icc_profile=profile)
    address = base64.b64encode(written.getvalue()).decode()
    (tmp_path / "drawing.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        f'<image width="9" height="9" href="data:image/{kind};base64,{address}"/></svg>',
        "utf-8",
    )
    (tmp_path / "layout.css").write_text("img { width: 30mm; height: 30mm }", "utf-8")
    printed = render_job(small_page(tmp_path, "layout.css", "drawing.svg"))
    assert printed.problems == ()
    page = (
        pypdfium2.PdfDocument(printed.pdf)[printed.pages - 1]
        .render(scale=2)
        .to_pil()
        .convert("RGB")
    )
    colours = {colour for count, colour in page.getcolors(10**6) if count > 10_000}
    seen = (0, 0, 254) if kind == "png" else (254, 0, 0)
    assert any(sum(abs(a - b) for a, b in zip(seen, each, strict=True)) < 60 for each in colours)
