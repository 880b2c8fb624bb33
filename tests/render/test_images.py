"""Pictures that bring a profile of their own."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from bifolio.render.images import in_srgb
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
